/** Carries out what dashboards ask for. */
import * as vscode from 'vscode';
import type { FromDashboard } from '../../protocol/dashboard.ts';
import type { DashboardActions } from '../traceEditor/dashboardPanel.ts';
import type { JsonPaths } from '../traceEditor/jsonPaths.ts';
import type { TraceDocument } from '../traceEditor/traceDocument.ts';
import { exportReport } from './exportReport.ts';
import { findInCode } from './findInCode.ts';
import { openAsText } from './openAsText.ts';
import { openSource } from './openSource.ts';
import { chooseTraceFile, openTraces } from './openTraces.ts';

export class DashboardRequests implements DashboardActions {
  readonly #jsonPaths: JsonPaths;
  readonly #log: vscode.LogOutputChannel;

  constructor(jsonPaths: JsonPaths, log: vscode.LogOutputChannel) {
    this.#jsonPaths = jsonPaths;
    this.#log = log;
  }

  async perform(request: FromDashboard, document: TraceDocument): Promise<void> {
    switch (request.type) {
      case 'ready':
        return;
      case 'stop':
        document.stop();
        return;
      case 'reload':
        await document.reload();
        return;
      case 'read-path':
        await this.#jsonPaths.set(document.uri, request.jsonPath);
        await document.readPath(request.jsonPath);
        return;
      case 'open-source':
        await openSource(request.filename, request.lineno);
        return;
      case 'find-in-code':
        await findInCode(request.name);
        return;
      case 'open-as-text':
        await openAsText(document.uri, request.offset);
        return;
      case 'choose-file': {
        const chosen = await chooseTraceFile();
        if (chosen !== undefined) await openTraces(chosen);
        return;
      }
      case 'open-config': {
        const position = new vscode.Position(Math.max(0, request.line - 1), Math.max(0, request.column - 1));
        const selection = new vscode.Range(position, position);
        await vscode.window.showTextDocument(vscode.Uri.file(request.file), { selection });
        return;
      }
      case 'show-log':
        this.#log.show();
        return;
      case 'export-report':
        if (document.report !== null) await exportReport(document.uri, document.report);
        return;
    }
  }
}
