/** The trace editor: shows the dashboard of a trace file instead of its text. */
import * as vscode from 'vscode';
import type { AnalysisClient } from '../../analysis/client.ts';
import type { AnalysisOutcome } from '../../analysis/analyze.ts';
import { ANY_TRACE_EDITOR, TRACE_EDITOR } from '../ids.ts';
import type { DashboardPlace } from '../../protocol/dashboard.ts';
import { openTraces } from '../actions/openTraces.ts';
import { DashboardPanel, type DashboardActions } from '../dashboard/dashboardPanel.ts';
import type { JsonPaths } from './jsonPaths.ts';
import { TraceDocument } from './traceDocument.ts';

/** A reading that has ended. */
export interface Analyzed {
  readonly uri: vscode.Uri;
  readonly outcome: AnalysisOutcome;
  /** The file was still being written to; its figures will be others in a moment. */
  readonly growing: boolean;
}

export class TraceEditorProvider implements vscode.CustomReadonlyEditorProvider<TraceDocument>, vscode.Disposable {
  readonly #extensionUri: vscode.Uri;
  readonly #client: AnalysisClient;
  readonly #jsonPaths: JsonPaths;
  readonly #actions: DashboardActions;
  readonly #log: vscode.LogOutputChannel;
  readonly #documents = new Set<TraceDocument>();
  /** The dashboards of each file, the one shown last at the end. */
  readonly #panels = new Map<string, DashboardPanel[]>();
  /** Files that programs write to at this moment. */
  readonly #growing = new Set<string>();
  readonly #analyzed = new vscode.EventEmitter<Analyzed>();
  readonly #registrations: vscode.Disposable;

  /** Fires when a trace file shown in an editor has been read, well or not. */
  readonly onDidAnalyze = this.#analyzed.event;

  constructor(
    extensionUri: vscode.Uri,
    client: AnalysisClient,
    jsonPaths: JsonPaths,
    actions: DashboardActions,
    log: vscode.LogOutputChannel,
  ) {
    this.#extensionUri = extensionUri;
    this.#client = client;
    this.#jsonPaths = jsonPaths;
    this.#actions = actions;
    this.#log = log;
    this.#registrations = vscode.Disposable.from(
      ...[TRACE_EDITOR, ANY_TRACE_EDITOR].map((viewType) =>
        vscode.window.registerCustomEditorProvider(viewType, this, { supportsMultipleEditorsPerDocument: true }),
      ),
    );
  }

  /** The open document of a file, if there is one. */
  find(uri: vscode.Uri): TraceDocument | undefined {
    const key = uri.toString();
    return [...this.#documents].find((document) => document.uri.toString() === key);
  }

  /** Reads the file whenever it has changed, calmly, in whichever editors show it, until the result is disposed. */
  follow(uri: vscode.Uri): vscode.Disposable {
    this.#growing.add(uri.toString());
    this.find(uri)?.setGrowing(true);
    return new vscode.Disposable(() => {
      this.#growing.delete(uri.toString());
      this.find(uri)?.setGrowing(false);
    });
  }

  /** Shows a place of a file's dashboard, opening it if need be. */
  async reveal(uri: vscode.Uri, place: DashboardPlace): Promise<void> {
    await openTraces(uri);
    this.#panels.get(uri.toString())?.at(-1)?.reveal(place);
  }

  openCustomDocument(uri: vscode.Uri): TraceDocument {
    const document = new TraceDocument(uri, this.#client, this.#jsonPaths.get(uri));
    this.#documents.add(document);
    document.setGrowing(this.#growing.has(uri.toString()));
    document.onDidRead(({ outcome, growing }) => {
      this.#record(uri, outcome);
      this.#analyzed.fire({ uri, outcome, growing });
    });
    document.onDidDispose(() => this.#documents.delete(document));
    return document;
  }

  resolveCustomEditor(document: TraceDocument, panel: vscode.WebviewPanel): void {
    const dashboard = new DashboardPanel(this.#extensionUri, document, panel, this.#actions, this.#log);
    const key = document.uri.toString();
    const others = () => (this.#panels.get(key) ?? []).filter((other) => other !== dashboard);
    // The one that was in front last comes last.
    const comeLast = () => this.#panels.set(key, [...others(), dashboard]);
    comeLast();
    panel.onDidChangeViewState(() => {
      if (panel.active) comeLast();
    });
    panel.onDidDispose(() => this.#panels.set(key, others()));
    document.start();
  }

  dispose(): void {
    this.#registrations.dispose();
    for (const document of this.#documents) document.dispose();
    this.#analyzed.dispose();
  }

  #record(uri: vscode.Uri, outcome: AnalysisOutcome): void {
    if (!outcome.ok) {
      this.#log.warn(outcome.problem.message);
      return;
    }
    const { traces, pss, skipped, damage, warnings } = outcome.report;
    this.#log.info(`${uri.fsPath}: ${traces} traces, PSS ${pss}, ${skipped} skipped`);
    if (damage !== null) this.#log.warn(`${uri.fsPath}: ${damage.reason} at byte ${damage.offset}`);
    for (const warning of warnings) this.#log.warn(`${uri.fsPath}: ${warning}`);
  }
}
