/** Makes a pypss.toml that shows every setting, or opens the one that is there. */
import * as vscode from 'vscode';
import { configTemplate } from '../../score/config/configTemplate.ts';

/** Asks for the workspace folder where there are several. */
export async function createConfig(): Promise<void> {
  const folder = await folderForConfig();
  if (folder === undefined) return;
  const uri = vscode.Uri.joinPath(folder, 'pypss.toml');
  if (!(await isThere(uri))) {
    if (!vscode.workspace.isTrusted) {
      void vscode.window.showWarningMessage('PyPSS: nothing is written in a workspace that is not trusted.');
      return;
    }
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(configTemplate()));
  }
  await vscode.window.showTextDocument(uri);
}

async function folderForConfig(): Promise<vscode.Uri | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length === 0) {
    void vscode.window.showInformationMessage('PyPSS: open the folder that pypss.toml is to stand in first.');
    return undefined;
  }
  if (folders.length === 1) return folders[0].uri;
  return (await vscode.window.showWorkspaceFolderPick({ placeHolder: 'Folder for pypss.toml' }))?.uri;
}

async function isThere(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    // Not there: that is why it is made.
    return false;
  }
}
