/** Where a source file that traces name lies on this machine. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isLocalAbsolute, pathParts } from '../code/sourcePath.ts';

/**
 * The file's absolute path, or null when it is not here. A path recorded elsewhere is looked for by its end, the
 * longest first, below `root`.
 */
export async function localSource(filename: string, root: string): Promise<string | null> {
  if (filename === '' || filename.includes('\0')) return null;
  if (isLocalAbsolute(filename, process.platform === 'win32') && (await isFile(filename))) return filename;
  const parts = pathParts(filename);
  if (parts.includes('..')) return null;
  for (let from = 0; from < parts.length; from++) {
    const path = join(root, ...parts.slice(from));
    if (await isFile(path)) return path;
  }
  return null;
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    // Not here under this path; the next one is tried.
    return false;
  }
}
