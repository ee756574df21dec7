/** Looks for a monitored block by its name: blocks carry no line number in traces. */
import * as vscode from 'vscode';
import { findMonitorBlocks } from '../../code/blockSearch.ts';
import { FOREIGN_FOLDERS } from '../traceFiles.ts';

/** Bounds of the search; sources of more files or longer files than this are not looked into. */
const MAX_FILES = 5000;
const MAX_FILE_SIZE = 2 * 1024 * 1024;

interface Found extends vscode.QuickPickItem {
  readonly location: vscode.Location;
}

export async function findInCode(name: string): Promise<void> {
  const title = `Looking for block “${name}”`;
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  const search = await vscode.window.withProgress(options, (_progress, token) => searchBlocks(name, token));
  if (search.cancelled) return;
  if (search.found.length === 0) {
    const bound = search.files === MAX_FILES ? ` Only the first ${MAX_FILES} files were looked into.` : '';
    void vscode.window.showInformationMessage(
      `PyPSS: no monitor_block("${name}") in the ${search.files} Python files of this workspace.${bound}`,
    );
    return;
  }
  const picked =
    search.found.length === 1
      ? search.found[0]
      : await vscode.window.showQuickPick(search.found, { title: `Blocks named ${name}` });
  if (picked === undefined) return;
  const { uri, range } = picked.location;
  await vscode.window.showTextDocument(uri, { selection: range, preview: true });
}

async function searchBlocks(name: string, token: vscode.CancellationToken) {
  const files = await vscode.workspace.findFiles('**/*.py', FOREIGN_FOLDERS, MAX_FILES, token);
  const decoder = new TextDecoder();
  const found: Found[] = [];
  for (const uri of files) {
    if (token.isCancellationRequested) break;
    const stat = await vscode.workspace.fs.stat(uri);
    if (stat.size > MAX_FILE_SIZE) continue;
    const text = decoder.decode(await vscode.workspace.fs.readFile(uri));
    for (const { line, column } of findMonitorBlocks(text, name)) {
      const position = new vscode.Position(line, column);
      const label = vscode.workspace.asRelativePath(uri, true);
      found.push({ label, description: `line ${line + 1}`, location: new vscode.Location(uri, position) });
    }
  }
  return { found, files: files.length, cancelled: token.isCancellationRequested };
}
