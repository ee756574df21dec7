import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { PypssApi } from '../../../../src/extension/api.ts';
import type { AnalysisOutcome } from '../../../../src/analysis/analyze.ts';
import type { AnalysisProblem } from '../../../../src/protocol/analysis.ts';
import type { Report } from '../../../../src/protocol/report.ts';

/** The extension as the editor has loaded it. */
export function pypss(): vscode.Extension<PypssApi> {
  const extension = vscode.extensions.getExtension<PypssApi>('pypss.pypss');
  assert.ok(extension, 'the editor does not know the extension');
  return extension;
}

export async function api(): Promise<PypssApi> {
  return pypss().activate();
}

export function reportOf(outcome: AnalysisOutcome): Report {
  assert.ok(outcome.ok, outcome.ok ? '' : outcome.problem.message);
  return outcome.report;
}

export function problemOf(outcome: AnalysisOutcome): AnalysisProblem {
  assert.ok(!outcome.ok, 'a problem was expected');
  return outcome.problem;
}

/** Performs an action and waits until a trace editor has read that file because of it. */
export async function analyzedBy(uri: vscode.Uri, action: () => Thenable<unknown>): Promise<AnalysisOutcome> {
  const { onDidAnalyze } = await api();
  const { promise, resolve } = Promise.withResolvers<AnalysisOutcome>();
  const subscription = onDidAnalyze((analyzed) => {
    if (analyzed.uri.toString() === uri.toString()) resolve(analyzed.outcome);
  });
  try {
    await action();
    return await promise;
  } finally {
    subscription.dispose();
  }
}

export async function closeEditors(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

/** What the active tab shows. */
export function activeInput(): unknown {
  return vscode.window.tabGroups.activeTabGroup.activeTab?.input;
}

/** Waits until a condition holds; the test's own time limit ends a wait in vain. */
export async function until<T>(condition: () => T | Promise<T>): Promise<NonNullable<T>> {
  for (;;) {
    const value = await condition();
    if (value !== null && value !== undefined && value !== false) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
