/** The view “History”: the tree, its title and messages, and the watch over the file while it is seen. */
import * as vscode from 'vscode';
import { CONTEXT, VIEWS } from '../ids.ts';
import { HistoryTree, type HistoryNode, type TreeState } from './historyTree.ts';
import { filterText, isFiltered, type Grouping, type RunFilter } from './runGroups.ts';
import { MOST_RUNS, type RunHistory } from './runHistory.ts';

export class HistoryView implements vscode.Disposable {
  readonly tree: HistoryTree;
  readonly #view: vscode.TreeView<HistoryNode>;
  readonly #history: RunHistory;
  readonly #subscriptions: vscode.Disposable;
  #watch: vscode.Disposable | null = null;

  constructor(history: RunHistory) {
    this.#history = history;
    this.tree = new HistoryTree(history);
    this.#view = vscode.window.createTreeView(VIEWS.history, { treeDataProvider: this.tree, canSelectMany: true });
    this.#subscriptions = vscode.Disposable.from(
      this.#view,
      this.tree,
      this.tree.onDidChangeState((state) => this.#show(state)),
      this.#view.onDidChangeVisibility(({ visible }) => this.#seen(visible)),
      vscode.workspace.onDidChangeWorkspaceFolders(() => history.refresh()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => history.refresh()),
    );
    this.#seen(this.#view.visible);
    void setContext(CONTEXT.historyGrouping, this.tree.grouping);
  }

  /** The runs that are selected in the view. */
  get selection(): readonly HistoryNode[] {
    return this.#view.selection;
  }

  group(grouping: Grouping): void {
    this.tree.grouping = grouping;
    void setContext(CONTEXT.historyGrouping, grouping);
  }

  filter(filter: RunFilter): void {
    this.tree.filter = filter;
    void setContext(CONTEXT.historyFiltered, isFiltered(filter));
  }

  /** Shows the row of a run, if the view is open. */
  async reveal(id: number): Promise<void> {
    if (!this.#view.visible) return;
    await this.tree.getChildren();
    const node = this.tree.find(id);
    if (node !== null) await this.#view.reveal(node, { select: true });
  }

  dispose(): void {
    this.#watch?.dispose();
    this.#subscriptions.dispose();
  }

  #seen(visible: boolean): void {
    if (visible) this.#watch ??= this.#history.watch();
    else {
      this.#watch?.dispose();
      this.#watch = null;
    }
  }

  #show(state: TreeState): void {
    void setContext(CONTEXT.historyState, state.state);
    this.#view.description = isFiltered(this.tree.filter) ? filterText(this.tree.filter) : '';
    this.#view.message = messageOf(state);
  }
}

function messageOf(state: TreeState): string {
  if (state.state === 'problem') return sentence(state.message);
  if (state.state === 'runs' && state.total >= MOST_RUNS) {
    return `The newest ${MOST_RUNS.toLocaleString('en')} runs are listed. Export History writes all.`;
  }
  return '';
}

/** Messages of the history begin small, since the command line puts its name before them. */
function sentence(message: string): string {
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function setContext(key: string, value: unknown): Thenable<unknown> {
  return vscode.commands.executeCommand('setContext', key, value);
}
