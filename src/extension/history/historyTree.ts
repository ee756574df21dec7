/** The stored runs as a tree: groups of days or branches, and the runs in them. */
import * as vscode from 'vscode';
import type { RunSummary } from '../../protocol/history.ts';
import { COMMANDS } from '../ids.ts';
import {
  branchesOf,
  filterRuns,
  groupRuns,
  NO_FILTER,
  type Grouping,
  type ListedRun,
  type RunFilter,
  type RunGroup,
} from './runGroups.ts';
import { runUri } from './regressionMarks.ts';
import { bandOf, rowDescription, rowFacts, rowLabel, rowSpeech, type Band } from './runRow.ts';
import type { RunHistory } from './runHistory.ts';

/** Runs of a group that are listed at first, and that each “Show more” adds. */
export const PAGE = 200;

/** Groups that are open at first. */
const OPEN_GROUPS = 3;

export interface RunNode {
  readonly kind: 'run';
  readonly listed: ListedRun;
  readonly group: GroupNode;
}

export interface GroupNode {
  readonly kind: 'group';
  readonly group: RunGroup;
  readonly index: number;
}

interface MoreNode {
  readonly kind: 'more';
  readonly parent: GroupNode;
}

export type HistoryNode = GroupNode | RunNode | MoreNode;

/** What the view shows as a whole. */
export type TreeState =
  | { state: 'runs' | 'empty' | 'filtered'; total: number; shown: number }
  | { state: 'no-folder' }
  | { state: 'problem'; message: string };

const SHAPES: Record<Band, readonly [icon: string, colour: string]> = {
  stable: ['circle-filled', 'pypss.stable'],
  atRisk: ['debug-breakpoint-log', 'pypss.atRisk'],
  unstable: ['debug-breakpoint-function', 'pypss.unstable'],
};

export class HistoryTree implements vscode.TreeDataProvider<HistoryNode>, vscode.Disposable {
  readonly #history: RunHistory;
  readonly #changed = new vscode.EventEmitter<HistoryNode | undefined>();
  readonly #stateChanged = new vscode.EventEmitter<TreeState>();
  readonly #limits = new Map<string, number>();
  readonly #subscription: vscode.Disposable;
  #groups: GroupNode[] = [];
  #grouping: Grouping = 'day';
  #filter: RunFilter = NO_FILTER;

  readonly onDidChangeTreeData = this.#changed.event;
  readonly onDidChangeState = this.#stateChanged.event;

  constructor(history: RunHistory) {
    this.#history = history;
    this.#subscription = history.onDidChange(() => this.#changed.fire(undefined));
  }

  get grouping(): Grouping {
    return this.#grouping;
  }

  set grouping(grouping: Grouping) {
    this.#grouping = grouping;
    this.#limits.clear();
    this.#changed.fire(undefined);
  }

  get filter(): RunFilter {
    return this.#filter;
  }

  set filter(filter: RunFilter) {
    this.#filter = filter;
    this.#limits.clear();
    this.#changed.fire(undefined);
  }

  /** The branches to filter by. */
  async branches(): Promise<string[]> {
    return branchesOf(await this.#history.runs());
  }

  /** Lists the next runs of a group. */
  showMore(node: HistoryNode): void {
    const group = node.kind === 'more' ? node.parent : null;
    if (group === null) return;
    const { key } = group.group;
    this.#limits.set(key, this.#limitOf(key) + PAGE);
    this.#changed.fire(group);
  }

  /** The row of a run, if it is listed. */
  find(id: number): RunNode | null {
    for (const group of this.#groups) {
      const listed = group.group.runs.find(({ run }) => run.id === id);
      if (listed !== undefined) return { kind: 'run', listed, group };
    }
    return null;
  }

  async getChildren(node?: HistoryNode): Promise<HistoryNode[]> {
    if (node === undefined) return this.#roots();
    if (node.kind !== 'group') return [];
    const limit = this.#limitOf(node.group.key);
    const rows: HistoryNode[] = node.group.runs.slice(0, limit).map((listed) => ({ kind: 'run', listed, group: node }));
    if (node.group.runs.length > limit) rows.push({ kind: 'more', parent: node });
    return rows;
  }

  getParent(node: HistoryNode): HistoryNode | undefined {
    return node.kind === 'run' ? node.group : node.kind === 'more' ? node.parent : undefined;
  }

  getTreeItem(node: HistoryNode): vscode.TreeItem {
    if (node.kind === 'group') return groupItem(node, this.#grouping);
    if (node.kind === 'run') return this.#runItem(node);
    const left = node.parent.group.runs.length - this.#limitOf(node.parent.group.key);
    const item = new vscode.TreeItem(`Show ${Math.min(PAGE, left)} more`);
    item.id = `more:${node.parent.group.key}`;
    item.description = `${left.toLocaleString('en')} older`;
    item.command = { command: COMMANDS.showMoreRuns, title: 'Show More', arguments: [node] };
    return item;
  }

  /** The hover is made when it is asked for: thousands of rows never are. */
  resolveTreeItem(item: vscode.TreeItem, node: HistoryNode): vscode.TreeItem {
    if (node.kind === 'run') item.tooltip = tooltip(node.listed);
    return item;
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
    this.#stateChanged.dispose();
  }

  async #roots(): Promise<HistoryNode[]> {
    try {
      const place = await this.#history.place();
      const runs = place === null ? [] : await this.#history.runs();
      const now = Date.now() / 1000;
      const shown = filterRuns(runs, this.#filter, now);
      this.#groups = groupRuns(shown, this.#grouping, now).map((group, index) => ({ kind: 'group', group, index }));
      this.#stateChanged.fire(place === null ? { state: 'no-folder' } : stateOf(runs, shown));
    } catch (error) {
      this.#groups = [];
      this.#stateChanged.fire({ state: 'problem', message: error instanceof Error ? error.message : String(error) });
    }
    return this.#groups;
  }

  #limitOf(key: string): number {
    return this.#limits.get(key) ?? PAGE;
  }

  #runItem({ listed }: RunNode): vscode.TreeItem {
    const { run } = listed;
    const item = new vscode.TreeItem(rowLabel(run));
    const [icon, colour] = SHAPES[bandOf(run.pss)];
    item.id = `run:${run.id}`;
    item.description = rowDescription(listed, this.#grouping, Date.now() / 1000);
    item.iconPath = new vscode.ThemeIcon(icon, new vscode.ThemeColor(colour));
    // Only this makes the label red and gives it its badge.
    if (run.details?.regression === true) item.resourceUri = runUri(run.id);
    item.contextValue = contextOf(run);
    item.accessibilityInformation = { label: rowSpeech(listed) };
    item.command = { command: COMMANDS.openRun, title: 'Open Run', arguments: [run.id] };
    return item;
  }
}

function stateOf(runs: readonly RunSummary[], shown: readonly RunSummary[]): TreeState {
  const state = runs.length === 0 ? 'empty' : shown.length === 0 ? 'filtered' : 'runs';
  return { state, total: runs.length, shown: shown.length };
}

function contextOf({ details }: RunSummary): string {
  return `run${details?.hasReport === true ? ' report' : ''}${details?.baseline === true ? ' baseline' : ''}`;
}

function groupItem({ group, index }: GroupNode, grouping: Grouping): vscode.TreeItem {
  const { Expanded, Collapsed } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(group.label, index < OPEN_GROUPS ? Expanded : Collapsed);
  const count = group.runs.length;
  const runs = count === 1 ? '1 run' : `${count.toLocaleString('en')} runs`;
  item.id = `${grouping}:${group.key}`;
  item.description = count === 1 ? runs : `${runs}, mean ${Math.round(group.mean)}`;
  item.contextValue = 'group';
  return item;
}

/** Facts of a run; what comes from the file is shown as text, whatever it holds. */
function tooltip(listed: ListedRun): vscode.MarkdownString {
  const { title, facts } = rowFacts(listed);
  const text = new vscode.MarkdownString();
  text.appendMarkdown('**').appendText(title).appendMarkdown('**\n\n');
  for (const [name, value] of facts) text.appendText(`${name}: ${value}`).appendMarkdown('  \n');
  return text;
}
