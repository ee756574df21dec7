import type { DashboardState, FromDashboard, ToDashboard } from '../src/protocol/dashboard.ts';
import type { Report } from '../src/protocol/report.ts';

/** Who stands behind the dashboard: the editor, or nobody in a self-contained report. */
export interface Host {
  /** True when an editor answers: it can open files, stop and reload. */
  readonly live: boolean;
  post(message: FromDashboard): void;
  /** What `save` kept before the webview was last thrown away. */
  load(): unknown;
  save(kept: unknown): void;
}

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(kept: unknown): void;
}

declare const acquireVsCodeApi: (() => VsCodeApi) | undefined;

/** The editor's webview, when this page runs in one. */
export function editorHost(receive: (state: DashboardState) => void): Host | null {
  if (typeof acquireVsCodeApi === 'undefined') return null;
  const api = acquireVsCodeApi();
  window.addEventListener('message', (event: MessageEvent<ToDashboard | undefined>) => {
    const message = event.data;
    if (message?.type === 'state') receive(message.state);
  });
  return {
    live: true,
    post: (message) => api.postMessage(message),
    load: () => api.getState(),
    save: (kept) => api.setState(kept),
  };
}

/** No editor: the figures are those in the page, and there is nothing to ask for. */
export const standaloneHost: Host = {
  live: false,
  post: () => undefined,
  load: () => undefined,
  save: () => undefined,
};

/** The report that a self-contained page carries in `<script type="application/json" id="pypss-report">`. */
export function embeddedState(): DashboardState {
  const text = document.getElementById('pypss-report')?.textContent ?? '';
  try {
    const report = JSON.parse(text) as Report;
    return { state: 'ready', file: report.source.path, report, stale: false };
  } catch (error) {
    const message = `This page carries no readable report: ${error instanceof Error ? error.message : String(error)}`;
    return { state: 'problem', file: 'this page', problem: { kind: 'unreadable', message } };
  }
}
