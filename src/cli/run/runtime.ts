import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Beside the folder of the bundled command line; from the sources at the top of the project. */
const FOLDERS = ['../python/pypss', '../../../python/pypss'].map((folder) => join(import.meta.dirname, folder));

/**
 * The Python file that runs a script with its functions recorded.
 * @throws Error when the Python runtime is not part of this installation
 */
export function bootstrapFile(): string {
  const found = FOLDERS.map((folder) => join(folder, 'launch', 'bootstrap.py')).find((file) => existsSync(file));
  if (found === undefined) throw new Error('the Python runtime is missing from this installation');
  return found;
}
