/** Opens trace files in the trace editor. */
import * as vscode from 'vscode';
import { fileName, viewTypeFor } from '../traceFiles.ts';

/** Shows a file in the trace editor, whatever its name; where it is shown already, in any column, it comes to the front. */
export async function openTraces(uri: vscode.Uri, where: vscode.TextDocumentShowOptions = {}): Promise<void> {
  const options = { viewColumn: columnOf(uri), ...where };
  await vscode.commands.executeCommand('vscode.openWith', uri, viewTypeFor(fileName(uri.path)), options);
}

/** The column with a trace editor of this file; otherwise undefined, which means the active one. */
function columnOf(uri: vscode.Uri): vscode.ViewColumn | undefined {
  const shows = ({ input }: vscode.Tab): boolean =>
    input instanceof vscode.TabInputCustom &&
    input.viewType === viewTypeFor(fileName(uri.path)) &&
    input.uri.toString() === uri.toString();
  const groups = vscode.window.tabGroups.all.filter(({ tabs }) => tabs.some(shows));
  return (groups.find(({ isActive }) => isActive) ?? groups[0])?.viewColumn;
}

/** Asks for a trace file with the open dialog. */
export async function chooseTraceFile(): Promise<vscode.Uri | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    title: 'Choose a Trace File',
    openLabel: 'Analyze',
    filters: { 'Trace files': ['json', 'jsonl', 'ndjson', 'gz', 'zst'], 'All files': ['*'] },
  });
  return chosen?.[0];
}
