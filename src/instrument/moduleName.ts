import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, parse, relative, sep } from 'node:path';

const roots = new Map<string, string | null>();

/**
 * The module of a file: its dotted path below the current directory, else below the folder of its package, else its
 * last two parts: `src/shop/http.ts` is `src.shop.http`.
 */
export function moduleOf(filename: string): string {
  if (!isAbsolute(filename)) return filename;
  const path = within(process.cwd(), filename) ?? withinPackage(filename) ?? filename.split(sep).slice(-2).join(sep);
  const { dir, name } = parse(path);
  return [...dir.split(sep), name].filter((part) => part !== '').join('.');
}

function within(folder: string, filename: string): string | null {
  // Everything is below the root, and dotted from there it says little.
  if (parse(folder).root === folder) return null;
  const path = relative(folder, filename);
  return path.startsWith('..') || isAbsolute(path) ? null : path;
}

function withinPackage(filename: string): string | null {
  const root = packageRoot(dirname(filename));
  return root === null ? null : relative(root, filename);
}

function packageRoot(folder: string): string | null {
  let root = roots.get(folder);
  if (root === undefined) {
    const above = dirname(folder);
    if (existsSync(join(folder, 'package.json'))) root = folder;
    else root = above === folder ? null : packageRoot(above);
    roots.set(folder, root);
  }
  return root;
}
