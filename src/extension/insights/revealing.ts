/** Opens the dashboard of a shown report. */
import * as vscode from 'vscode';
import type { DashboardPlace } from '../../protocol/dashboard.ts';
import type { TraceEditorProvider } from '../traceEditor/traceEditorProvider.ts';
import type { ShownReport } from './activeReport.ts';

/** @param place where to go; the Overview where absent */
export async function revealReport(
  shown: ShownReport,
  editors: TraceEditorProvider,
  place: DashboardPlace = { place: 'tab', tab: 'overview' },
): Promise<void> {
  if (shown.reveal !== undefined) await shown.reveal(place);
  else if (shown.origin.kind === 'file') await editors.reveal(shown.origin.uri, place);
  else void vscode.window.showInformationMessage(`PyPSS: ${shown.label} has no dashboard to open any more.`);
}
