import { join } from 'node:path';
import * as vscode from 'vscode';
import { AnalysisClient, startAnalysisWorker } from './analysis/client.ts';
import { DashboardRequests } from './extension/actions/dashboardRequests.ts';
import type { PypssApi } from './extension/api.ts';
import { DashboardWindows } from './extension/dashboard/dashboardWindows.ts';
import { CollectorsFeature } from './extension/collectors/collectorsFeature.ts';
import { registerCommands } from './extension/commands.ts';
import { registerConfigLanguage } from './extension/config/configLanguage.ts';
import { HistoryFeature } from './extension/history/historyFeature.ts';
import { LOG_NAME } from './extension/ids.ts';
import { ActiveReport } from './extension/insights/activeReport.ts';
import { CodeScores } from './extension/insights/codeScores.ts';
import { Insights } from './extension/insights/insights.ts';
import { showReportsOfEditors } from './extension/insights/reportsOfEditors.ts';
import { SourceFiles } from './extension/insights/sourceFiles.ts';
import { SourceOpener } from './extension/insights/sourceOpener.ts';
import { Verdicts } from './extension/insights/verdicts.ts';
import { RunFeature } from './extension/run/runFeature.ts';
import { SampleFolder } from './extension/sample/sampleFolder.ts';
import { registerMonitorActions } from './extension/instrument/monitorActions.ts';
import { OpenRequests } from './extension/terminal/openRequests.ts';
import { TerminalPath } from './extension/terminal/terminalPath.ts';
import { JsonPaths } from './extension/traceEditor/jsonPaths.ts';
import { notOnDisk, requestFor } from './extension/traceEditor/traceDocument.ts';
import { TraceEditorProvider } from './extension/traceEditor/traceEditorProvider.ts';

let client: AnalysisClient | undefined;
let live: CollectorsFeature | undefined;

/** Wires the features; reads no file and starts no worker. */
export function activate(context: vscode.ExtensionContext): PypssApi {
  const log = vscode.window.createOutputChannel(LOG_NAME, { log: true });
  const workerFile = join(context.extensionPath, 'dist', 'analysisWorker.cjs');
  const analysis = new AnalysisClient(() => startAnalysisWorker(workerFile));
  client = analysis;
  const jsonPaths = new JsonPaths(context.workspaceState);
  const shown = new ActiveReport();
  const files = new SourceFiles(context.workspaceState);
  const scores = new CodeScores(shown, files, log);
  const sources = new SourceOpener(files, scores);
  const requests = new DashboardRequests(jsonPaths, sources, context.extensionUri, log);
  const editors = new TraceEditorProvider(context.extensionUri, analysis, jsonPaths, requests, log);
  const windows = new DashboardWindows(context.extensionUri, requests, log);
  const verdicts = new Verdicts();
  const insights = new Insights({ shown, scores, sources, verdicts, analysis, editors, jsonPaths, log });
  const terminals = new TerminalPath(context, log);
  const openRequests = new OpenRequests(context, log);
  context.subscriptions.push(openRequests);
  context.subscriptions.push(
    log,
    editors,
    windows,
    shown,
    terminals,
    registerCommands(editors, shown, context.extensionUri, log),
  );
  context.subscriptions.push(showReportsOfEditors(editors, shown), files, scores, verdicts, insights);
  const memento = context.workspaceState;
  const history = new HistoryFeature({ memento, analysis, editors, windows, requests, shown, verdicts, log });
  context.subscriptions.push(history);
  const collectors = new CollectorsFeature({ context, windows, requests, shown, log });
  live = collectors;
  context.subscriptions.push(collectors);
  context.subscriptions.push(new RunFeature({ context, editors, shown, analysis, history, log }));
  const sample = new SampleFolder(context, log);
  context.subscriptions.push(sample);
  context.subscriptions.push(registerConfigLanguage(log), registerMonitorActions(log));
  terminals.apply();
  openRequests.apply();
  void sample.resume();
  return {
    apiVersion: 1,
    analyze: async (uri) =>
      uri.scheme === 'file' ? analysis.analyze(requestFor(uri)).outcome : { ok: false, problem: notOnDisk(uri) },
    onDidAnalyze: editors.onDidAnalyze,
    registerCollector: (provider) => collectors.registerCollector(provider),
  };
}

/** Closes all listeners and ends the worker threads. */
export async function deactivate(): Promise<void> {
  await Promise.all([live?.close(), client?.dispose()]);
}
