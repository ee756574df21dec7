import type { ToDashboard } from '../src/protocol/dashboard.ts';
import type { Host } from './host.ts';
import { inParts } from './longMessages.ts';

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(kept: unknown): void;
}

declare const acquireVsCodeApi: (() => VsCodeApi) | undefined;

/** The editor's webview, when this page runs in one. */
export function editorHost(receive: (message: ToDashboard) => void): Host | null {
  if (typeof acquireVsCodeApi === 'undefined') return null;
  const api = acquireVsCodeApi();
  window.addEventListener('message', (event: MessageEvent<ToDashboard | undefined>) => {
    if (event.data !== undefined) receive(event.data);
  });
  return {
    live: true,
    post: (message) => {
      for (const part of inParts(message)) api.postMessage(part);
    },
    load: () => api.getState(),
    save: (kept) => api.setState(kept),
  };
}
