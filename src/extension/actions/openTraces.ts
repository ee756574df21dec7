/** Opens trace files in the trace editor. */
import * as vscode from 'vscode';
import { fileName, viewTypeFor } from '../traceFiles.ts';

/** Shows a file in the trace editor, whatever its name. */
export async function openTraces(uri: vscode.Uri): Promise<void> {
  await vscode.commands.executeCommand('vscode.openWith', uri, viewTypeFor(fileName(uri.path)));
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
