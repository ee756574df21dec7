/** What other extensions get from `vscode.extensions.getExtension('pypss.pypss').activate()`. */
import type * as vscode from 'vscode';
import type { AnalysisOutcome } from '../analysis/analyze.ts';
import type { Analyzed } from './traceEditor/traceEditorProvider.ts';

export interface PypssApi {
  /** Rises when something here changes its meaning; additions keep it. */
  readonly apiVersion: 1;
  /** Reads a trace file in a worker thread, without opening an editor. */
  analyze(uri: vscode.Uri): Promise<AnalysisOutcome>;
  /** Fires when a trace file shown in an editor has been read, well or not. */
  readonly onDidAnalyze: vscode.Event<Analyzed>;
}
