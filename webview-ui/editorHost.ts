import type { DashboardState, ToDashboard } from '../src/protocol/dashboard.ts';
import type { Host } from './host.ts';

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
