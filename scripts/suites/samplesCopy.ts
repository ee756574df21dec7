import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { projectFolder } from '../toolchain/projectFolder.ts';

/** Copies the sample workspace into a folder, so that a test may change it; returns the copy's path. */
export async function copySamples(into: string): Promise<string> {
  const copy = join(into, 'samples');
  await cp(join(projectFolder, 'samples'), copy, { recursive: true });
  return copy;
}
