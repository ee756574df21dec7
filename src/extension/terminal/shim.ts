/** The small scripts that run the bundled command line with the editor's own Node. */
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What the scripts run. */
export interface ShimTarget {
  /** The editor's executable that acts as Node when ELECTRON_RUN_AS_NODE is set; a plain Node ignores the variable. */
  readonly node: string;
  /** Path of cli.js. */
  readonly cli: string;
}

/** Script for POSIX shells. */
export function posixShim({ node, cli }: ShimTarget): string {
  return `#!/bin/sh
# Written by the PyPSS extension; runs its command line with the editor's own Node.
node=${shellQuote(node)}
if [ ! -x "$node" ]; then
  node=$(command -v node) || { echo 'pypss: the editor has moved; open a new terminal in it, or install Node.js' >&2; exit 1; }
fi
ELECTRON_RUN_AS_NODE=1 exec "$node" ${shellQuote(cli)} "$@"
`;
}

/** Script for Windows. */
export function windowsShim({ node, cli }: ShimTarget): string {
  const lines = [
    '@echo off',
    "rem Written by the PyPSS extension; runs its command line with the editor's own Node.",
    'setlocal',
    'set ELECTRON_RUN_AS_NODE=1',
    `"${batchEscape(node)}" "${batchEscape(cli)}" %*`,
    'exit /b %ERRORLEVEL%',
    '',
  ];
  return lines.join('\r\n');
}

/** Puts both scripts into a folder, leaving those alone that are right already. */
export async function writeShims(folder: string, target: ShimTarget): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeScript(join(folder, 'pypss'), posixShim(target));
  await writeScript(join(folder, 'pypss.cmd'), windowsShim(target));
}

async function writeScript(path: string, text: string): Promise<void> {
  if ((await contentOf(path)) === text) return;
  // Another window may run the old script at this moment: replace it in one step.
  const draft = `${path}.${process.pid}.new`;
  await writeFile(draft, text);
  await chmod(draft, 0o755);
  await rename(draft, path);
}

async function contentOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    // Not written yet.
    return null;
  }
}

function shellQuote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function batchEscape(text: string): string {
  return text.replaceAll('%', '%%');
}
