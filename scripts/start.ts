/** `npm start`: builds the extension and opens the sample workspace in it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { findDesktopEditor } from './host/desktop.ts';
import { startForAPerson } from './host/person.ts';
import { projectFolder } from './toolchain/projectFolder.ts';
import { runNode } from './toolchain/run.ts';

const samples = join(projectFolder, 'samples');
if (!(await runNode(['esbuild.mjs']))) process.exit(1);

const editor = process.argv.includes('--browser') ? null : findDesktopEditor();
if (editor === null) {
  await startForAPerson(samples);
} else {
  console.log(`Opening ${samples} in ${editor} with the extension from ${projectFolder}`);
  const child = spawn(editor, [`--extensionDevelopmentPath=${projectFolder}`, samples], {
    stdio: 'inherit',
    // `code` is a .cmd file there.
    shell: process.platform === 'win32',
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  process.exitCode = code ?? 1;
}
