/** Saves a report as JSON, the same object that `pypss analyze --output` writes, or as a page of its own. */
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { readDashboardAssets } from '../../dashboard/dashboardAssets.ts';
import { reportPage } from '../../dashboard/reportPage.ts';
import type { Report } from '../../protocol/report.ts';

export type ReportFormat = 'json' | 'html';

const KINDS: Record<ReportFormat, string> = { json: 'JSON', html: 'Web page' };

/**
 * Asks where to, and saves; what the file is called decides what it is.
 * @param webview folder with the built dashboard, which a page carries
 * @param first the format that is offered first
 */
export async function exportReport(
  uri: vscode.Uri,
  report: Report,
  webview: vscode.Uri,
  first: ReportFormat = 'json',
): Promise<vscode.Uri | undefined> {
  const name = basename(uri.fsPath).replace(/(\.(json|jsonl|ndjson))?(\.(gz|zst))?$/i, '');
  const formats: ReportFormat[] = first === 'html' ? ['html', 'json'] : ['json', 'html'];
  const target = await vscode.window.showSaveDialog({
    title: 'Export Report',
    defaultUri: vscode.Uri.file(join(dirname(uri.fsPath), `${name}.report.${first}`)),
    filters: Object.fromEntries(formats.map((format) => [KINDS[format], [format]])),
  });
  if (target === undefined) return undefined;
  const page = /\.html?$/i.test(target.fsPath);
  const text = page
    ? [...reportPage(report, await readDashboardAssets([webview.fsPath]))].join('')
    : `${JSON.stringify(report, null, 2)}\n`;
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
  const open = 'Open';
  void vscode.window.showInformationMessage(`PyPSS: report saved as ${target.fsPath}.`, open).then((choice) => {
    if (choice !== open) return undefined;
    // A page is for a browser, not for the text editor.
    return page ? vscode.env.openExternal(target) : vscode.commands.executeCommand('vscode.open', target);
  });
  return target;
}
