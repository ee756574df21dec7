/** Compare with…: from a dashboard, the palette, or two files selected in the Explorer. */
import { stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import { openTraces } from '../actions/openTraces.ts';
import type { DashboardSource } from '../dashboard/dashboardSource.ts';
import type { DashboardWindows } from '../dashboard/dashboardWindows.ts';
import { COMMANDS } from '../ids.ts';
import { registerCommand } from '../registerCommand.ts';
import type { TraceEditorProvider } from '../traceEditor/traceEditorProvider.ts';
import { fileName, isReadableName } from '../traceFiles.ts';
import type { DashboardHistory } from './dashboardHistory.ts';

export function registerCompareCommands(
  dashboards: DashboardHistory,
  editors: TraceEditorProvider,
  windows: DashboardWindows,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const compareFiles = async (base: vscode.Uri, head: vscode.Uri): Promise<void> => {
    const source = await opened(editors, head);
    if (source !== null) await dashboards.compare(source, { kind: 'file', uri: base });
  };
  return vscode.Disposable.from(
    registerCommand(COMMANDS.compareWith, log, async (picked) => {
      const source = picked instanceof vscode.Uri ? await opened(editors, picked) : shownSource(editors, windows);
      if (source !== null) await dashboards.choose(source);
      else void vscode.window.showInformationMessage('PyPSS: open a trace file or a stored run first.');
    }),
    registerCommand(COMMANDS.compareSelected, log, async (_picked, selection) => {
      const uris = Array.isArray(selection) ? selection.filter((item: unknown) => item instanceof vscode.Uri) : [];
      const files = uris.filter((uri) => uri.scheme === 'file' && isReadableName(fileName(uri.path)));
      const [one, other] = files;
      if (one === undefined || other === undefined || files.length > 2) {
        void vscode.window.showInformationMessage('PyPSS: select two trace files to compare.');
        return;
      }
      const [older, newer] = await byAge(one, other);
      await compareFiles(older, newer);
    }),
  );
}

/** The dashboard of a file, opened if need be. */
async function opened(editors: TraceEditorProvider, uri: vscode.Uri): Promise<DashboardSource | null> {
  await openTraces(uri);
  return editors.find(uri) ?? null;
}

/** The dashboard in front. */
function shownSource(editors: TraceEditorProvider, windows: DashboardWindows): DashboardSource | null {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  if (input instanceof vscode.TabInputCustom) return editors.find(input.uri) ?? null;
  return windows.active;
}

/** Two files, the one written first before the other. */
async function byAge(one: vscode.Uri, other: vscode.Uri): Promise<[vscode.Uri, vscode.Uri]> {
  const [a, b] = await Promise.all([one, other].map(async ({ fsPath }) => (await stat(fsPath)).mtimeMs));
  return (a ?? 0) <= (b ?? 0) ? [one, other] : [other, one];
}
