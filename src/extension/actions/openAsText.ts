/** Opens a trace file in the plain text editor, if wanted at a byte. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import * as vscode from 'vscode';
import { PositionCounter } from '../../code/textPosition.ts';
import { fileName } from '../traceFiles.ts';

/** Largest text that the editor shows well, in bytes; the same bound from which on it keeps text from extensions. */
const MAX_TEXT_SIZE = 50 * 1024 * 1024;

/** The editor's own text editor. */
const TEXT_EDITOR = 'default';

/** @param offset byte to show, counted in the uncompressed file */
export async function openAsText(uri: vscode.Uri, offset?: number): Promise<void> {
  if (uri.scheme === 'file' && (await isCompressed(uri.fsPath))) {
    void vscode.window.showInformationMessage(
      `PyPSS: ${fileName(uri.path)} is compressed. Unpack it to look at its text.`,
    );
    return;
  }
  const selection = offset === undefined ? undefined : await selectionAt(uri, offset);
  await vscode.commands.executeCommand('vscode.openWith', uri, TEXT_EDITOR, { selection, preview: false });
}

async function selectionAt(uri: vscode.Uri, offset: number): Promise<vscode.Range | undefined> {
  const { size } = await vscode.workspace.fs.stat(uri);
  if (size > MAX_TEXT_SIZE || uri.scheme !== 'file') {
    const place = `byte ${offset.toLocaleString('en')}`;
    void vscode.window.showInformationMessage(
      `PyPSS: ${fileName(uri.path)} is too large to jump to ${place} in the text editor.`,
    );
    return undefined;
  }
  const counter = new PositionCounter();
  if (offset > 0) {
    for await (const chunk of createReadStream(uri.fsPath, { end: offset - 1 })) counter.add(chunk as Uint8Array);
  }
  const { line, column } = counter.position;
  return new vscode.Range(line, column, line, column);
}

/** Whether a file starts like gzip or zstd. */
async function isCompressed(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(new Uint8Array(4), 0, 4, 0);
    const gzip = buffer[0] === 0x1f && buffer[1] === 0x8b;
    const zstd = buffer[0] === 0x28 && buffer[1] === 0xb5 && buffer[2] === 0x2f && buffer[3] === 0xfd;
    return gzip || zstd;
  } finally {
    await file.close();
  }
}
