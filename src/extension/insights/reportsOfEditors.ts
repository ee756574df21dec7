/** A trace file that was read becomes the report that the code shows. */
import type * as vscode from 'vscode';
import { fileName } from '../traceFiles.ts';
import type { TraceEditorProvider } from '../traceEditor/traceEditorProvider.ts';
import type { ActiveReport } from './activeReport.ts';

export function showReportsOfEditors(editors: TraceEditorProvider, shown: ActiveReport): vscode.Disposable {
  return editors.onDidAnalyze(({ uri, outcome, growing }) => {
    if (!outcome.ok) return;
    shown.show({ report: outcome.report, origin: { kind: 'file', uri }, label: fileName(uri.path), growing });
  });
}
