/** What other extensions get from `vscode.extensions.getExtension('pypss.pypss').activate()`. */
import type * as vscode from 'vscode';
import type { AnalysisOutcome } from '../analysis/analyze.ts';
import type { CollectorProvider } from './collectors/ownCollectors.ts';
import type { Analyzed } from './traceEditor/traceEditorProvider.ts';

export interface PypssApi {
  /** Rises when something here changes its meaning; additions keep it. */
  readonly apiVersion: 1;
  /** Reads a trace file in a worker thread, without opening an editor. */
  analyze(uri: vscode.Uri): Promise<AnalysisOutcome>;
  /** Fires when a trace file shown in an editor has been read, well or not. */
  readonly onDidAnalyze: vscode.Event<Analyzed>;
  /**
   * Offers a collector under “Start Collector”, beside Redis, gRPC and files. It is made and started only when a person
   * starts it, in a trusted workspace; docs/collectors.md says how one is written.
   * @throws Error when the id is none, or taken
   */
  registerCollector(provider: CollectorProvider): vscode.Disposable;
}
