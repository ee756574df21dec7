/** Stores the shown report as a run. */
import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import type { StoredRun } from '../../history/store.ts';
import type { Regression } from '../../protocol/history.ts';
import type { ShownReport } from '../insights/activeReport.ts';
import { historyFolderOf } from './historyPlace.ts';
import type { RunHistory } from './runHistory.ts';

/** A run that has just been stored. */
export interface NewlyStored extends StoredRun {
  readonly shown: ShownReport;
  readonly path: string;
}

/**
 * Stores a report, asking first where it would mislead later comparisons.
 * @param asked whether a person wants it: else a report that may mislead is passed over in silence
 * @returns null when it was not stored
 */
export async function storeReport(
  shown: ShownReport,
  history: RunHistory,
  asked: boolean,
): Promise<NewlyStored | null> {
  const { report, origin } = shown;
  const { reasonNotToStore } = await import('../../history/worthStoring.ts');
  const reason = reasonNotToStore(report);
  if (reason !== null && (!asked || !(await storeAnyway(shown.label, reason)))) return null;
  const file = origin.kind === 'file' ? origin.uri : null;
  const folder = historyFolderOf(file);
  if (folder === null) throw new Error('Open a folder first: the history is kept in a file of it.');
  history.useFolder(folder);
  const git = await gitOf(file === null ? folder : dirname(file.fsPath));
  const stored = await history.write(async (store, { path, config: { history: settings } }) => {
    const rule = { drop: settings.regressionThresholdDrop, limit: settings.regressionHistoryLimit };
    const run = await store.store(report, {
      source: { trace_file: file === null ? shown.label : file.fsPath },
      git,
      rule,
      retentionDays: settings.retentionDays,
    });
    return { ...run, path };
  });
  return { ...stored, shown };
}

/** Commit and branch; unknown in a workspace that is not trusted, where git is not run. */
async function gitOf(folder: string) {
  if (!vscode.workspace.isTrusted) return null;
  const { gitFacts } = await import('../../history/git.ts');
  return gitFacts(folder);
}

async function storeAnyway(label: string, reason: string): Promise<boolean> {
  const store = 'Store Anyway';
  const detail = `In ${label}, ${reason}. Later runs would be compared with figures that do not stand for a whole run.`;
  return (await vscode.window.showWarningMessage('Store this run?', { modal: true, detail }, store)) === store;
}

/** Says that a run was stored; a regression has a message of its own. */
export function tellStored({ id, path, shown }: NewlyStored, regression: Regression | null): void {
  if (regression !== null) return;
  void vscode.window.showInformationMessage(`PyPSS: ${shown.label} is stored as run ${id} in ${basename(path)}.`);
}
