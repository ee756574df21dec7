import { join } from 'node:path';
import * as vscode from 'vscode';
import { AnalysisClient, startAnalysisWorker } from './analysis/client.ts';
import { DashboardRequests } from './extension/actions/dashboardRequests.ts';
import type { PypssApi } from './extension/api.ts';
import { registerCommands } from './extension/commands.ts';
import { LOG_NAME } from './extension/ids.ts';
import { TerminalPath } from './extension/terminal/terminalPath.ts';
import { JsonPaths } from './extension/traceEditor/jsonPaths.ts';
import { notOnDisk, requestFor } from './extension/traceEditor/traceDocument.ts';
import { TraceEditorProvider } from './extension/traceEditor/traceEditorProvider.ts';

let client: AnalysisClient | undefined;

/** Wires the features; reads no file and starts no worker. */
export function activate(context: vscode.ExtensionContext): PypssApi {
  const log = vscode.window.createOutputChannel(LOG_NAME, { log: true });
  const workerFile = join(context.extensionPath, 'dist', 'analysisWorker.cjs');
  const analysis = new AnalysisClient(() => startAnalysisWorker(workerFile));
  client = analysis;
  const jsonPaths = new JsonPaths(context.workspaceState);
  const requests = new DashboardRequests(jsonPaths, log);
  const editors = new TraceEditorProvider(context.extensionUri, analysis, jsonPaths, requests, log);
  const terminals = new TerminalPath(context, log);
  context.subscriptions.push(log, editors, terminals, registerCommands(editors, log));
  terminals.apply();
  return {
    apiVersion: 1,
    analyze: async (uri) =>
      uri.scheme === 'file' ? analysis.analyze(requestFor(uri)).outcome : { ok: false, problem: notOnDisk(uri) },
    onDidAnalyze: editors.onDidAnalyze,
  };
}

/** Ends the worker threads. */
export async function deactivate(): Promise<void> {
  await client?.dispose();
}
