import type { DashboardState } from '../src/protocol/dashboard.ts';
import type { Report } from '../src/protocol/report.ts';
import type { Host } from './host.ts';

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

const DARK = matchMedia('(prefers-color-scheme: dark)');
const CONTRAST = matchMedia('(prefers-contrast: more)');
const KINDS = ['vscode-dark', 'vscode-light', 'vscode-high-contrast', 'vscode-high-contrast-light'];

/** Without an editor the system's preferences choose the theme, and the page brings colours of its own. */
export function followSystemTheme(): void {
  const apply = (): void => {
    document.body.classList.remove(...KINDS);
    document.body.classList.add('standalone', themeKind());
  };
  apply();
  DARK.addEventListener('change', apply);
  CONTRAST.addEventListener('change', apply);
}

function themeKind(): string {
  if (CONTRAST.matches) return DARK.matches ? 'vscode-high-contrast' : 'vscode-high-contrast-light';
  return DARK.matches ? 'vscode-dark' : 'vscode-light';
}
