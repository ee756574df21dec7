/** One webview showing a trace document: snapshots out, checked messages in. */
import * as vscode from 'vscode';
import type { DashboardState, FromDashboard, ToDashboard } from '../../protocol/dashboard.ts';
import type { Report } from '../../protocol/report.ts';
import { dashboardHtml, webviewFolder } from './dashboardHtml.ts';
import { parseFromDashboard } from './dashboardMessages.ts';
import { firstFigures } from './firstFigures.ts';
import type { TraceDocument } from './traceDocument.ts';

/** From so many functions on, a report takes a second or more to reach the page. */
const LARGE = 2000;

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
  /** The report that the page has with all its rows. */
  #whole: Report | null = null;

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
      this.#listening = false;
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
      this.#whole = null;
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
      void this.#post({ ...state, report: firstFigures(state.report) });
    } else if (state.state === 'ready' && state.report !== this.#whole && state.report.functions.length > LARGE) {
      void this.#sendInTwo(state);
    } else {
      if (state.state === 'ready') this.#whole = state.report;
      void this.#post(state);
    }
  }

  /** The score at once, the long tables when they have made their way. */
  async #sendInTwo(state: Extract<DashboardState, { state: 'ready' }>): Promise<void> {
    const { file, report } = state;
    const { bytes } = report.source;
    const progress = { bytes, total: bytes, traces: report.traces, elapsed: 0 };
    await this.#post({ state: 'loading', file, progress, report: firstFigures(report) });
    // What has happened meanwhile was sent by itself.
    if (this.#document.state !== state || !this.#listening) return;
    this.#whole = report;
    await this.#post(state);
  }

  #post(state: DashboardState): Thenable<boolean> {
    const message: ToDashboard = { type: 'state', state };
    return this.#webview.postMessage(message);
  }
}
