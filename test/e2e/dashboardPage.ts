import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DashboardState } from '../../src/protocol/dashboard.ts';
import { THEMES, type ThemeKind } from './themes.ts';

const NONCE = 'bm9uY2U';

/** What a page of the server shows. */
export interface PageOptions {
  theme: ThemeKind;
  /** Sent when the page says `ready`; null sends nothing yet. */
  state: DashboardState | null;
  /** As a self-contained report, without an editor behind it. */
  standalone?: boolean;
}

/** Serves the built dashboard under the content policy of the editor's webview, with an editor that only records. */
export class DashboardServer {
  private readonly server: Server;
  private page: PageOptions = { theme: 'dark', state: null };

  private constructor(server: Server) {
    this.server = server;
  }

  /** Starts serving the bundle in `folder` (dashboard.js and dashboard.css). */
  static async start(folder: string): Promise<DashboardServer> {
    const [script, style] = await Promise.all(
      ['dashboard.js', 'dashboard.css'].map((name) => readFile(`${folder}/${name}`, 'utf8')),
    );
    const server = createServer((request, response) => {
      const path = (request.url ?? '/').split('?')[0];
      if (path === '/dashboard.js') response.setHeader('content-type', 'text/javascript').end(script);
      else if (path === '/dashboard.css') response.setHeader('content-type', 'text/css').end(style);
      else if (path === '/theme.css') {
        const variables = THEMES[serving.page.theme].variables;
        const rules = Object.entries(variables).map(([name, value]) => `--vscode-${name}:${value}`);
        response.setHeader('content-type', 'text/css').end(`html{${rules.join(';')}}`);
      } else if (path === '/') {
        const origin = `http://${request.headers.host ?? ''}`;
        response.setHeader(
          'content-security-policy',
          `default-src 'none'; script-src 'nonce-${NONCE}'; style-src ${origin}; font-src ${origin}; img-src ${origin}`,
        );
        response.setHeader('content-type', 'text/html; charset=utf-8').end(documentFor(serving.page));
      } else response.writeHead(404).end();
    });
    const serving = new DashboardServer(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return serving;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  /** What the next page load shows. */
  show(page: PageOptions): void {
    this.page = page;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

function embedded(id: string, value: unknown): string {
  return `<script type="application/json" id="${id}">${JSON.stringify(value).replaceAll('<', '\\u003c')}</script>`;
}

function documentFor({ theme, state, standalone }: PageOptions): string {
  const report = state !== null && state.state === 'ready' ? state.report : null;
  const host = standalone === true ? embedded('pypss-report', report) : editorScript(state);
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>traces.json</title>
${standalone === true ? '' : '<link rel="stylesheet" href="theme.css">'}
<link rel="stylesheet" href="dashboard.css"></head>
<body class="${standalone === true ? '' : THEMES[theme].bodyClass}">${host}
<script nonce="${NONCE}" src="dashboard.js"></script></body></html>`;
}

/** An editor that answers `ready` with the state, and keeps all messages in `sent` and the webview's state over a reload. */
function editorScript(state: DashboardState | null): string {
  return `${embedded('state', state)}<script nonce="${NONCE}">
    window.sent = [];
    window.violations = [];
    document.addEventListener('securitypolicyviolation', (event) => violations.push(event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sample));
    let reports = 0;
    const headOf = (report) => ({ id: ++reports, totals: { modules: report.modules.length, functions: report.functions.length } });
    window.show = (state) => window.postMessage({ type: 'state', state, head: state.report ? headOf(state.report) : null }, '*');
    // Tests that answer questions bring a function \`answer\`.
    const reply = async ({ id, question }) => {
      const answer = await window.answer?.(question);
      if (answer) window.postMessage({ type: 'answer', id, answer, head: answer.report ? headOf(answer.report) : null }, '*');
    };
    window.acquireVsCodeApi = () => ({
      postMessage: (message) => {
        sent.push(message);
        const state = JSON.parse(document.getElementById('state').textContent);
        if (message.type === 'ready' && state !== null) show(state);
        if (message.type === 'ask') reply(message);
      },
      getState: () => JSON.parse(sessionStorage.getItem('kept') ?? 'null') ?? undefined,
      setState: (kept) => sessionStorage.setItem('kept', JSON.stringify(kept)),
    });
  </script>`;
}
