/** What traces of blocks carry instead of a file. */
export const UNKNOWN_FILE = 'unknown';

function parts(path: string): string[] {
  return path.split(/[\\/]+/).filter((part) => part !== '' && part !== '.');
}

/** Takes the steps upward out of the parts of a full path. */
function resolved(path: readonly string[]): string[] {
  const steps: string[] = [];
  for (const part of path) {
    if (part === '..') steps.pop();
    else steps.push(part);
  }
  return steps;
}

/** The last part of a POSIX or Windows path. */
export function baseName(path: string): string {
  return parts(path).at(-1) ?? path;
}

/**
 * The module of a trace that names none: the dotted path of its file relative to `root`, else the last two parts
 * (`/srv/app/shop/http.py` → `shop.http`); `unknown` without a file (contract R14).
 */
export function moduleOfFile(filename: string, root: string, unknown = 'unknown'): string {
  if (filename === '' || filename === UNKNOWN_FILE) return unknown;
  const folder = parts(root);
  const absolute = /^([\\/]|[A-Za-z]:)/.test(filename);
  const file = resolved(absolute ? parts(filename) : [...folder, ...parts(filename)]);
  const inside = folder.length < file.length && folder.every((part, i) => part === file[i]);
  const dotted = inside ? file.slice(folder.length) : file.slice(-2);
  return dotted.join('.').replace(/\.py[cwi]?$/, '') || unknown;
}
