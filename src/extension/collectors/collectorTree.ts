/** The view “Collectors”: what is remembered, what runs, and how it goes. */
import * as vscode from 'vscode';
import { CONTEXT, INNER_COMMANDS, VIEWS } from '../ids.ts';
import { type FactRow, factRows, standingText } from './collectorRow.ts';
import type { CollectorEntry, Collectors } from './collectors.ts';
import { mannerOf } from './collectorSpec.ts';

/** Milliseconds between two drawings of a row. */
const PACE = 1000;

export type CollectorNode = { readonly id: string } | { readonly parent: string; readonly fact: FactRow };

export class CollectorTree implements vscode.TreeDataProvider<CollectorNode>, vscode.Disposable {
  readonly #collectors: Collectors;
  readonly #changed = new vscode.EventEmitter<CollectorNode | undefined>();
  readonly #view: vscode.TreeView<CollectorNode>;
  readonly #subscriptions: vscode.Disposable;
  /** The same object for the same row, by which the view knows it. */
  readonly #nodes = new Map<string, CollectorNode>();
  readonly #due = new Set<string>();
  readonly #states = new Map<string, string>();
  #timer: NodeJS.Timeout | null = null;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(collectors: Collectors) {
    this.#collectors = collectors;
    this.#view = vscode.window.createTreeView(VIEWS.collectors, { treeDataProvider: this });
    this.#subscriptions = vscode.Disposable.from(
      this.#view,
      collectors.onDidChange((entry) => this.#follow(entry)),
      collectors.onDidReport((entry) => this.#follow(entry)),
      this.#view.onDidChangeVisibility(({ visible }) => {
        if (visible) this.#changed.fire(undefined);
      }),
    );
    this.#tellContext();
  }

  getChildren(parent?: CollectorNode): CollectorNode[] {
    if (parent === undefined) return this.#collectors.all.map(({ spec }) => this.#node(spec.id));
    if (!('id' in parent)) return [];
    const entry = this.#collectors.get(parent.id);
    return entry === null ? [] : factRows(entry.status, entry.report).map((fact) => ({ parent: parent.id, fact }));
  }

  getTreeItem(node: CollectorNode): vscode.TreeItem {
    if ('fact' in node) return factItem(node.parent, node.fact);
    const entry = this.#collectors.get(node.id);
    return entry === null ? new vscode.TreeItem('') : collectorItem(entry);
  }

  dispose(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#subscriptions.dispose();
    this.#changed.dispose();
  }

  #node(id: string): CollectorNode {
    const node = this.#nodes.get(id) ?? { id };
    this.#nodes.set(id, node);
    return node;
  }

  #follow(entry: CollectorEntry | null): void {
    if (entry === null) {
      this.#tellContext();
      this.#changed.fire(undefined);
      return;
    }
    const { id } = entry.spec;
    // A change of state is seen at once; figures come at a calm pace.
    const { state } = entry.status;
    if (this.#states.get(id) !== state) {
      this.#states.set(id, state);
      this.#tellContext();
      this.#draw([id]);
      return;
    }
    if (!this.#view.visible) return;
    this.#due.add(id);
    this.#timer ??= setTimeout(() => this.#draw([...this.#due]), PACE);
  }

  #draw(ids: readonly string[]): void {
    for (const id of ids) {
      this.#due.delete(id);
      this.#changed.fire(this.#node(id));
    }
    if (this.#due.size > 0) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #tellContext(): void {
    const running = this.#collectors.all.filter(({ active }) => active).length;
    void vscode.commands.executeCommand('setContext', CONTEXT.collectorsRunning, running > 0);
    this.#view.badge =
      running === 0 ? undefined : { value: running, tooltip: running === 1 ? '1 collector runs' : `${running} run` };
  }
}

function collectorItem(entry: CollectorEntry): vscode.TreeItem {
  const { status, title, spec, active, savable } = entry;
  const expandable = status.received > 0 || active;
  const item = new vscode.TreeItem(
    title,
    expandable ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.None,
  );
  item.id = spec.id;
  item.description = standingText(status);
  item.iconPath = iconOf(entry);
  item.contextValue = `collector ${active ? 'active' : 'stopped'}${savable ? ' savable' : ''}`;
  item.tooltip = tooltipOf(entry);
  item.accessibilityInformation = { label: `${title}, ${mannerOf(spec.target)}, ${standingText(status)}` };
  item.command = {
    command: INNER_COMMANDS.openCollector,
    title: 'Open Live Dashboard',
    arguments: [{ id: spec.id } satisfies CollectorNode],
  };
  return item;
}

function iconOf({ status, active }: CollectorEntry): vscode.ThemeIcon {
  const icon = (name: string, colour?: string) =>
    new vscode.ThemeIcon(name, colour === undefined ? undefined : new vscode.ThemeColor(colour));
  switch (status.state) {
    case 'running':
      return icon('circle-filled', 'pypss.stable');
    case 'paused':
      return icon('debug-pause');
    case 'failed':
      return icon('debug-breakpoint-function', 'pypss.unstable');
    case 'waiting':
      return icon('debug-breakpoint-log', 'pypss.atRisk');
    default:
      return icon(active ? 'sync' : 'circle-outline');
  }
}

function tooltipOf({ spec, status }: CollectorEntry): vscode.MarkdownString {
  const tooltip = new vscode.MarkdownString();
  tooltip.appendText(`${mannerOf(spec.target)}: ${status.address}\n`);
  tooltip.appendText(`\n${standingText(status)}`);
  return tooltip;
}

function factItem(parent: string, fact: FactRow): vscode.TreeItem {
  const item = new vscode.TreeItem(fact.label);
  item.description = fact.description;
  item.iconPath = new vscode.ThemeIcon(fact.icon);
  if (fact.tooltip !== undefined) item.tooltip = fact.tooltip;
  item.accessibilityInformation = { label: `${fact.label}, ${fact.description}` };
  item.command = {
    command: INNER_COMMANDS.openCollector,
    title: 'Open Live Dashboard',
    arguments: [{ id: parent } satisfies CollectorNode],
  };
  return item;
}
