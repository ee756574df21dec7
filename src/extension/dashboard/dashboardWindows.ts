/** Dashboards of what is no trace file on disk: stored runs and collectors. One window for each. */
import * as vscode from 'vscode';
import type { DashboardPlace } from '../../protocol/dashboard.ts';
import { DashboardPanel, type DashboardActions } from './dashboardPanel.ts';
import type { DashboardSource } from './dashboardSource.ts';

/** The view type of these windows. */
export const DASHBOARD_WINDOW = 'pypss.dashboard';

/** Makes what a window shows. */
type CreateSource = () => DashboardSource & { dispose(): void };

interface Window {
  readonly panel: vscode.WebviewPanel;
  readonly dashboard: DashboardPanel;
  readonly source: DashboardSource;
}

export class DashboardWindows implements vscode.Disposable {
  readonly #extensionUri: vscode.Uri;
  readonly #actions: DashboardActions;
  readonly #log: vscode.LogOutputChannel;
  readonly #windows = new Map<string, Window>();
  readonly #kinds = new Map<string, (id: string) => CreateSource | null>();
  readonly #serializer: vscode.Disposable;

  constructor(extensionUri: vscode.Uri, actions: DashboardActions, log: vscode.LogOutputChannel) {
    this.#extensionUri = extensionUri;
    this.#actions = actions;
    this.#log = log;
    this.#serializer = vscode.window.registerWebviewPanelSerializer(DASHBOARD_WINDOW, {
      deserializeWebviewPanel: (panel, kept) => {
        this.#revive(panel, kept);
        return Promise.resolve();
      },
    });
  }

  /**
   * Says how windows of a kind come back after the editor's window was reloaded. Their keys are `kind:id`.
   * @param create gives what makes the source, or null when it cannot come back
   */
  restore(kind: string, create: (id: string) => CreateSource | null): void {
    this.#kinds.set(kind, create);
  }

  /** What the window in front shows; null when none of these is active. */
  get active(): DashboardSource | null {
    return [...this.#windows.values()].find(({ panel }) => panel.active)?.source ?? null;
  }

  /**
   * Shows a dashboard, bringing forward the one that is open already.
   * @param key identifies what is shown, e.g. `run:12`
   * @param create makes the source; called only when no window shows it yet
   * @returns what is shown
   */
  open(key: string, title: string, create: CreateSource, place?: DashboardPlace): DashboardSource {
    const open = this.#windows.get(key);
    if (open !== undefined) {
      open.panel.reveal();
      if (place !== undefined) open.dashboard.reveal(place);
      return open.source;
    }
    const panel = vscode.window.createWebviewPanel(DASHBOARD_WINDOW, title, vscode.ViewColumn.Active);
    const { dashboard, source } = this.#fill(key, panel, create);
    if (place !== undefined) dashboard.reveal(place);
    return source;
  }

  dispose(): void {
    this.#serializer.dispose();
    for (const { panel } of [...this.#windows.values()]) panel.dispose();
  }

  #fill(key: string, panel: vscode.WebviewPanel, create: CreateSource): Window {
    const source = create();
    panel.iconPath = vscode.Uri.joinPath(this.#extensionUri, 'media', 'icon.png');
    const dashboard = new DashboardPanel(this.#extensionUri, source, panel, this.#actions, this.#log);
    const window: Window = { panel, dashboard, source };
    this.#windows.set(key, window);
    panel.onDidDispose(() => {
      this.#windows.delete(key);
      source.dispose();
    });
    return window;
  }

  /** Fills a window that the editor has opened again; one that cannot come back is closed. */
  #revive(panel: vscode.WebviewPanel, kept: unknown): void {
    const key = windowKey(kept);
    const create = key === null ? null : (this.#kinds.get(key.kind)?.(key.id) ?? null);
    if (key === null || create === null || this.#windows.has(`${key.kind}:${key.id}`)) panel.dispose();
    else this.#fill(`${key.kind}:${key.id}`, panel, create);
  }
}

/** The key among what the page has kept. */
function windowKey(kept: unknown): { kind: string; id: string } | null {
  if (typeof kept !== 'object' || kept === null) return null;
  const { window } = kept as Record<string, unknown>;
  const [, kind, id] = typeof window === 'string' ? (/^([a-z]+):(.{1,1000})$/.exec(window) ?? []) : [];
  return kind === undefined || id === undefined ? null : { kind, id };
}
