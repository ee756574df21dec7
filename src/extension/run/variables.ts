/** Variables in task definitions, as tasks.json knows them. */
import { dirname, relative } from 'node:path';
import * as vscode from 'vscode';

/**
 * A text with its variables replaced: `${workspaceFolder}`, `${workspaceFolder:name}`, `${file}`, `${relativeFile}`,
 * `${fileDirname}` and `${env:NAME}`. Others are left as they are.
 */
export function withVariables(text: string, folder: string | null): string {
  return text.replace(/\$\{(\w+)(?::([^}]*))?\}/g, (whole, name: string, detail: string | undefined) => {
    return valueOf(name, detail, folder) ?? whole;
  });
}

function valueOf(name: string, detail: string | undefined, folder: string | null): string | null {
  const active = vscode.window.activeTextEditor?.document.uri;
  const file = active?.scheme === 'file' ? active.fsPath : null;
  switch (name) {
    case 'workspaceFolder':
      if (detail === undefined) return folder;
      return vscode.workspace.workspaceFolders?.find((one) => one.name === detail)?.uri.fsPath ?? null;
    case 'file':
      return file;
    case 'relativeFile':
      return file === null || folder === null ? file : relative(folder, file);
    case 'fileDirname':
      return file === null ? null : dirname(file);
    case 'env':
      return detail === undefined ? null : (process.env[detail] ?? '');
    default:
      return null;
  }
}
