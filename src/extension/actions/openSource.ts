/** Opens the source that a trace names. */
import * as vscode from 'vscode';
import { isLocalAbsolute, longestSuffixMatches } from '../../code/sourcePath.ts';
import { escapeGlob } from '../globs.ts';
import { FOREIGN_FOLDERS, fileName } from '../traceFiles.ts';

/** Files of one name looked at; a workspace with more has them in folders that nobody means. */
const MAX_CANDIDATES = 1000;

/** @param lineno from 1; null opens the file at its start */
export async function openSource(filename: string, lineno: number | null): Promise<void> {
  const uri = await findSource(filename);
  if (uri === undefined) return;
  const line = Math.max(0, (lineno ?? 1) - 1);
  await vscode.window.showTextDocument(uri, { selection: new vscode.Range(line, 0, line, 0), preview: true });
}

async function findSource(filename: string): Promise<vscode.Uri | undefined> {
  if (isLocalAbsolute(filename, process.platform === 'win32')) {
    const uri = vscode.Uri.file(filename);
    if (await isFile(uri)) return uri;
  }
  const name = fileName(filename);
  const found = await vscode.workspace.findFiles(`**/${escapeGlob(name)}`, FOREIGN_FOLDERS, MAX_CANDIDATES);
  const matches = longestSuffixMatches(filename, found, (uri) => uri.path);
  if (matches.length === 0) {
    void vscode.window.showWarningMessage(
      vscode.workspace.workspaceFolders === undefined
        ? `PyPSS: ${filename} is not on this machine. Open the folder that holds ${name} to go to the source.`
        : `PyPSS: no file in this workspace matches ${filename} (looked for ${name}).`,
    );
    return undefined;
  }
  if (matches.length === 1) return matches[0];
  const items = matches.map((uri) => ({ label: vscode.workspace.asRelativePath(uri, true), uri }));
  const picked = await vscode.window.showQuickPick(items, { title: `Which file is ${filename}?` });
  return picked?.uri;
}

async function isFile(uri: vscode.Uri): Promise<boolean> {
  try {
    return ((await vscode.workspace.fs.stat(uri)).type & vscode.FileType.File) !== 0;
  } catch {
    // Traces recorded elsewhere name files that are not here; the workspace is searched next.
    return false;
  }
}
