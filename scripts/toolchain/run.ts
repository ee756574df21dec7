import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { projectFolder } from './projectFolder.ts';

/** Runs a Node script of the project or of a package with its output on ours; tells whether it ended with 0. */
export async function runNode(args: readonly string[]): Promise<boolean> {
  const child = spawn(process.execPath, args, { cwd: projectFolder, stdio: ['ignore', 'inherit', 'inherit'] });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code === 0;
}
