/** Writes the history to a CSV or JSON file, as `pypss history --export` does. */
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as vscode from 'vscode';
import type { HistoryRow } from '../../history/exportRuns.ts';
import type { RunHistory } from './runHistory.ts';

export async function exportHistory(history: RunHistory): Promise<void> {
  const place = await history.place();
  const rows = await history.read<HistoryRow[]>([], (store) => store.rows());
  if (place === null || rows.length === 0) {
    void vscode.window.showInformationMessage('PyPSS: no run is stored yet, so there is nothing to export.');
    return;
  }
  const target = await vscode.window.showSaveDialog({
    title: 'Export History',
    defaultUri: vscode.Uri.file(join(place.folder, 'pypss_history.csv')),
    filters: { CSV: ['csv'], JSON: ['json'] },
  });
  if (target === undefined) return;
  const { exportCsv, exportJson } = await import('../../history/exportRuns.ts');
  const pieces = /\.json$/i.test(target.path) ? exportJson(rows) : exportCsv(rows);
  await pipeline(Readable.from(pieces), createWriteStream(target.fsPath));
  const open = 'Open';
  const runs = rows.length === 1 ? '1 run' : `${rows.length.toLocaleString('en')} runs`;
  const choice = vscode.window.showInformationMessage(`PyPSS: ${runs} exported to ${target.fsPath}.`, open);
  void choice.then((chosen) => {
    if (chosen === open) return vscode.commands.executeCommand('vscode.open', target);
    return undefined;
  });
}
