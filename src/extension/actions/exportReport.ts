/** Saves a report as JSON, the same object that `pypss analyze --output` writes. */
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { Report } from '../../protocol/report.ts';

export async function exportReport(uri: vscode.Uri, report: Report): Promise<vscode.Uri | undefined> {
  const name = basename(uri.fsPath).replace(/(\.(json|jsonl|ndjson))?(\.(gz|zst))?$/i, '');
  const target = await vscode.window.showSaveDialog({
    title: 'Export Report',
    defaultUri: vscode.Uri.file(join(dirname(uri.fsPath), `${name}.report.json`)),
    filters: { JSON: ['json'] },
  });
  if (target === undefined) return undefined;
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(`${JSON.stringify(report, null, 2)}\n`));
  const open = 'Open';
  void vscode.window.showInformationMessage(`PyPSS: report saved as ${target.fsPath}.`, open).then((choice) => {
    if (choice === open) return vscode.commands.executeCommand('vscode.open', target);
    return undefined;
  });
  return target;
}
