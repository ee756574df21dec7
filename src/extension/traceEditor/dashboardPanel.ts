/** One webview showing a trace document: snapshots out, checked messages in. */
import * as vscode from 'vscode';
import type { DashboardState, FromDashboard, ToDashboard } from '../../protocol/dashboard.ts';
import type { Report } from '../../protocol/report.ts';
import { dashboardHtml, webviewFolder } from './dashboardHtml.ts';
import { parseFromDashboard } from './dashboardMessages.ts';
import type { TraceDocument } from './traceDocument.ts';

/** From so many functions on, a report is not sent once more only because the reading has gone on. */
const LARGE_REPORT = 2000;

/** What the dashboard asks for beyond its own document. */
export interface DashboardActions {
  /** Carries out a request; may show messages and open editors. */
  perform(request: FromDashboard, document: TraceDocument): Promise<void>;
}

export class DashboardPanel {
  readonly #document: TraceDocument;
  readonly #webview: vscode.Webview;
  readonly #actions: DashboardActions;
  readonly #log: vscode.LogOutputChannel;
  /** The page has said `ready` and was not hidden since; hiding unloads it. */
  #listening = false;
  #sent: Report | null = null;

  constructor(
    extensionUri: vscode.Uri,
    document: TraceDocument,
    panel: vscode.WebviewPanel,
    actions: DashboardActions,
    log: vscode.LogOutputChannel,
  ) {
    this.#document = document;
    this.#webview = panel.webview;
    this.#actions = actions;
    this.#log = log;
    const subscriptions = vscode.Disposable.from(
      this.#webview.onDidReceiveMessage((message: unknown) => this.#receive(message)),
      document.onDidChangeState((state) => this.#send(state)),
      panel.onDidChangeViewState(() => {
        if (!panel.visible) this.#listening = false;
      }),
    );
    panel.onDidDispose(() => {
      subscriptions.dispose();
    });
    this.#webview.options = { enableScripts: true, localResourceRoots: [webviewFolder(extensionUri)] };
    this.#webview.html = dashboardHtml(this.#webview, extensionUri);
  }

  #receive(value: unknown): void {
    const message = parseFromDashboard(value);
    if (message === null) {
      this.#log.warn('The dashboard sent a message that is not understood.');
      return;
    }
    if (message.type === 'ready') {
      this.#listening = true;
      this.#sent = null;
      this.#send(this.#document.state);
      return;
    }
    this.#actions.perform(message, this.#document).catch((error: unknown) => {
      this.#log.error(error instanceof Error ? error : String(error));
      void vscode.window.showErrorMessage(`PyPSS: ${error instanceof Error ? error.message : String(error)}`);
    });
  }

  #send(state: DashboardState): void {
    if (!this.#listening) return;
    if (state.state === 'loading' && state.report !== null) {
      if (state.report === this.#sent && state.report.functions.length > LARGE_REPORT) return;
      this.#sent = state.report;
    }
    const message: ToDashboard = { type: 'state', state };
    void this.#webview.postMessage(message);
  }
}
