/** The package that users install. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { projectFolder } from '../toolchain/projectFolder.ts';
import { runNode } from '../toolchain/run.ts';

/** Largest package that is published, in bytes. */
export const SIZE_LIMIT = 3_000_000;

/**
 * Packs what is in dist/ (build first) into one .vsix in the project folder. Asks nothing of the network.
 * @returns its path
 * @throws when vsce refuses, or the package is too large
 */
export async function packageExtension(): Promise<string> {
  const { name, version } = JSON.parse(await readFile(join(projectFolder, 'package.json'), 'utf8')) as Manifest;
  const vsix = join(projectFolder, `${name}-${version}.vsix`);
  const vsce = join(projectFolder, 'node_modules', '@vscode', 'vsce', 'vsce');
  const offline = ['--no-dependencies', '--no-rewrite-relative-links', '--allow-missing-repository'];
  const packed = await runNode([vsce, 'package', ...offline, '--out', vsix]);
  if (!packed) throw new Error('vsce could not package the extension; its messages are above.');
  const { size } = await stat(vsix);
  if (size > SIZE_LIMIT) throw new Error(`${vsix} has ${size} bytes, more than the ${SIZE_LIMIT} allowed.`);
  return vsix;
}

interface Manifest {
  readonly name: string;
  readonly version: string;
}
