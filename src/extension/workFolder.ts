/** The folder that a trace file belongs to. */
import * as vscode from 'vscode';
import { programOf } from './run/recordedRun.ts';

/**
 * The workspace folder of a file; for the traces of a program run in the editor, which are kept elsewhere, that of the
 * program. Null for files of neither kind.
 */
export function workFolderOf(uri: vscode.Uri): string | null {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  if (folder?.uri.scheme === 'file') return folder.uri.fsPath;
  return uri.scheme === 'file' ? (programOf(uri.fsPath)?.folder ?? null) : null;
}
