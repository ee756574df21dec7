/** The name of what found no room of its own (contract R19). */
export const OTHER = '(other)';
/** What traces of blocks carry instead of a file. */
export const UNKNOWN_FILE = 'unknown';

function parts(path: string): string[] {
  return path.split(/[\\/]+/).filter((part) => part !== '' && part !== '.');
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
  const file = parts(filename);
  const folder = parts(root);
  const absolute = /^([\\/]|[A-Za-z]:)/.test(filename);
  const inside = folder.length < file.length && folder.every((part, i) => part === file[i]);
  const wandering = file.includes('..');
  const dotted = absolute ? (inside ? file.slice(folder.length) : file.slice(-2)) : wandering ? file.slice(-2) : file;
  return dotted.join('.').replace(/\.py[cwi]?$/, '') || unknown;
}
