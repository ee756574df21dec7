/** Looks whether an analyzed file is clearly below what was stored of it before; stores it where that is wished. */
import { resolve } from 'node:path';
import * as vscode from 'vscode';
import type { Regression, RunSummary } from '../../protocol/history.ts';
import { regressionOf } from '../../score/regression.ts';
import type { ShownReport } from '../insights/activeReport.ts';
import { SETTINGS } from '../ids.ts';
import { fileName } from '../traceFiles.ts';
import { storedAs } from './ownRun.ts';
import type { RunHistory } from './runHistory.ts';

/** Fewer stored runs of a file do not say what is usual for it. */
const FEWEST_RUNS = 3;

/** Whether every analyzed file is to be stored: only in a trusted workspace, since it writes into the folder. */
export function storesAutomatically(): boolean {
  const wanted = vscode.workspace.getConfiguration().get<boolean>(SETTINGS.storeAutomatically, false);
  return wanted && vscode.workspace.isTrusted;
}

/** Whether the newest run of this file has the same figures: the file was only opened again. */
export async function isStoredAlready(shown: ShownReport, history: RunHistory): Promise<boolean> {
  const [newest] = await runsOfSame(shown, history);
  if (newest === undefined) return false;
  const { report } = shown;
  const { traces, errors } = newest.details ?? { traces: null, errors: null };
  return newest.pss === report.pss && traces === report.traces && errors === report.errors;
}

/**
 * Whether a file that is only looked at is a regression against the stored runs of the same file; null when it is not,
 * or when there are too few of them.
 */
export async function regressionOfFile(shown: ShownReport, history: RunHistory): Promise<Regression | null> {
  const { report } = shown;
  const place = await history.place();
  if (place === null || !report.complete || report.traces === 0) return null;
  const { regressionThresholdDrop: drop, regressionHistoryLimit: limit } = place.config.history;
  const same = await runsOfSame(shown, history);
  const own = storedAs(report, shown.origin.kind === 'file' ? fileName(shown.origin.uri.path) : null, same);
  // Stored from a terminal it is among them itself, and what came later says nothing of it.
  const earlier = same.slice(same.findIndex(({ id }) => id === own) + 1).map(({ pss }) => pss);
  return earlier.length < FEWEST_RUNS ? null : regressionOf(report.pss, earlier, { drop, limit });
}

/** The stored runs of a file, newest first. The command line stores its name as it was typed, often a relative one. */
async function runsOfSame({ origin, label }: ShownReport, history: RunHistory): Promise<RunSummary[]> {
  const place = await history.place();
  const runs = await history.runs();
  if (place === null) return [];
  return runs.filter(({ source }) => {
    if (source === null) return false;
    return origin.kind === 'file' ? resolve(place.folder, source) === origin.uri.fsPath : source === label;
  });
}
