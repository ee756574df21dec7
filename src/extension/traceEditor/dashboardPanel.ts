/** One webview showing a trace document: snapshots out, checked messages in. */
import * as vscode from 'vscode';
import type { DashboardState, FromDashboard, ToDashboard } from '../../protocol/dashboard.ts';
import { dashboardHtml, webviewFolder } from './dashboardHtml.ts';
import { parseFromDashboard } from './dashboardMessages.ts';
import { firstFigures } from './firstFigures.ts';
import type { TraceDocument } from './traceDocument.ts';

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
    const shown =
      state.state === 'loading' && state.report !== null ? { ...state, report: firstFigures(state.report) } : state;
    const message: ToDashboard = { type: 'state', state: shown };
    void this.#webview.postMessage(message);
  }
}
