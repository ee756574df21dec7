/** Shows a program's figures while it runs: opens its dashboard with the first traces, and keeps it current. */
import { setTimeout as pause } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { AnalysisClient } from '../../analysis/client.ts';
import type { AnalysisOutcome } from '../../analysis/analyze.ts';
import { openTraces } from '../actions/openTraces.ts';
import { SETTINGS } from '../ids.ts';
import type { ActiveReport } from '../insights/activeReport.ts';
import { requestFor } from '../traceEditor/traceDocument.ts';
import type { TraceEditorProvider } from '../traceEditor/traceEditorProvider.ts';
import { fileName } from '../traceFiles.ts';
import { type RecordedRun, statSince } from './recordedRun.ts';

/** Milliseconds between two looks at the file. */
const LOOK = 300;
/** Reading takes at most a third of the time: after a reading it rests twice as long as that took. */
const REST = 2;

/** What shows the figures. */
export interface Eyes {
  readonly editors: TraceEditorProvider;
  readonly shown: ActiveReport;
  readonly analysis: AnalysisClient;
}

/**
 * Follows a run until `ended` aborts, then reads its traces once more, whole.
 * @param began when it was started, in epoch milliseconds: what is older is of the run before
 * @returns the last reading; null when there is nothing to read
 */
export async function followRun(
  run: RecordedRun,
  began: number,
  eyes: Eyes,
  ended: AbortSignal,
): Promise<AnalysisOutcome | null> {
  const uri = vscode.Uri.file(run.traces);
  const following = eyes.editors.follow(uri);
  try {
    await followUntil(run, uri, began, eyes, ended);
  } finally {
    following.dispose();
  }
  return readWhole(run, uri, began, eyes);
}

async function followUntil(
  run: RecordedRun,
  uri: vscode.Uri,
  began: number,
  { editors }: Eyes,
  ended: AbortSignal,
): Promise<void> {
  let opened = false;
  while (!ended.aborted) {
    if (await hasTraces(run, began)) {
      if (!opened) await openDashboard(run, uri);
      opened = true;
      const start = performance.now();
      await editors.find(uri)?.checkFile();
      await rest((performance.now() - start) * REST, ended);
    }
    await rest(LOOK, ended);
  }
  if (!opened && (await hasTraces(run, began))) await openDashboard(run, uri);
}

/** Where its dashboard is open, the editor reads it; else it is read for the code alone. */
async function readWhole(
  run: RecordedRun,
  uri: vscode.Uri,
  began: number,
  { editors, shown, analysis }: Eyes,
): Promise<AnalysisOutcome | null> {
  const empty = !(await hasTraces(run, began));
  const document = editors.find(uri);
  if (document !== undefined) return document.reload(!empty);
  if (empty) return null;
  const outcome = await analysis.analyze(requestFor(uri)).outcome;
  if (outcome.ok) shown.show({ report: outcome.report, origin: { kind: 'file', uri }, label: fileName(uri.path) });
  return outcome;
}

/** Beside the script where that is on the screen, so that both are; a dashboard that is open already stays where it is. */
async function openDashboard({ script }: RecordedRun, uri: vscode.Uri): Promise<void> {
  const file = vscode.Uri.file(script);
  const wanted = vscode.workspace.getConfiguration(undefined, file).get<string>(SETTINGS.runDashboard, 'beside');
  if (wanted === 'none') return;
  await openTraces(uri, { viewColumn: columnFor(uri, file, wanted), preserveFocus: true });
}

function columnFor(uri: vscode.Uri, script: vscode.Uri, wanted: string): vscode.ViewColumn {
  const open = vscode.window.tabGroups.all.find(({ tabs }) =>
    tabs.some(({ input }) => input instanceof vscode.TabInputCustom && input.uri.toString() === uri.toString()),
  );
  if (open !== undefined) return open.viewColumn;
  const visible = vscode.window.visibleTextEditors.some(
    ({ document }) => document.uri.toString() === script.toString(),
  );
  return wanted === 'beside' && visible ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
}

async function hasTraces({ traces }: RecordedRun, began: number): Promise<boolean> {
  return ((await statSince(traces, began))?.size ?? 0) > 0;
}

async function rest(milliseconds: number, ended: AbortSignal): Promise<void> {
  try {
    await pause(milliseconds, undefined, { signal: ended });
  } catch (error) {
    // The end of the pause by abort is what the signal is for.
    if (!ended.aborted) throw error;
  }
}
