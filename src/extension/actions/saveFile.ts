/** Saves a picture or a table that a dashboard has made, where the user says. */
import { basename, dirname, join } from 'node:path';
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import type { FromDashboard } from '../../protocol/dashboard.ts';

type SaveRequest = Extract<FromDashboard, { type: 'save-file' }>;

const KINDS: Record<SaveRequest['format'], string> = {
  png: 'PNG picture',
  csv: 'CSV table',
  html: 'Web page',
  md: 'Markdown',
};

/** Characters that some file system does not take in a name. */
const UNFIT = /[\\/:*?"<>|\p{Cc}\p{Cf}]+/gu;
const LONGEST_NAME = 100;

/**
 * Asks where to save, and saves.
 * @param beside the file beside which the dialog opens; null: the workspace, else the home folder
 * @throws when the file cannot be written
 */
export async function saveFile(request: SaveRequest, beside: vscode.Uri | null): Promise<vscode.Uri | undefined> {
  const target = await vscode.window.showSaveDialog({
    title: `Save ${KINDS[request.format]}`,
    defaultUri: vscode.Uri.file(join(folderOf(beside), fileNameOf(request))),
    filters: { [KINDS[request.format]]: [request.format] },
  });
  if (target === undefined) return undefined;
  const bytes = request.format === 'png' ? Buffer.from(request.data, 'base64') : Buffer.from(request.data, 'utf8');
  await vscode.workspace.fs.writeFile(target, bytes);
  const open = 'Open';
  void vscode.window.showInformationMessage(`PyPSS: saved as ${target.fsPath}.`, open).then((choice) => {
    if (choice === open) return vscode.commands.executeCommand('vscode.open', target);
    return undefined;
  });
  return target;
}

function folderOf(beside: vscode.Uri | null): string {
  if (beside?.scheme === 'file') return dirname(beside.fsPath);
  return vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? homedir();
}

/** A name that every file system takes, whatever the page calls its chart. */
function fileNameOf({ name, format }: SaveRequest): string {
  const plain = basename(name.replace(UNFIT, ' ')).trim().slice(0, LONGEST_NAME).replace(/^\.+/, '');
  return `${plain === '' ? 'chart' : plain}.${format}`;
}
