/** Commands on stored runs, from their rows, the title of the view and the palette. */
import * as vscode from 'vscode';
import { COMMANDS, CONTEXT } from '../ids.ts';
import { registerCommand } from '../registerCommand.ts';
import { chooseBaseline, chooseRun, NOTHING, type BaselineChoice } from './baselineChoice.ts';
import { exportHistory } from './exportHistory.ts';
import { chooseFilter } from './filterChoice.ts';
import type { HistoryNode } from './historyTree.ts';
import type { HistoryView } from './historyView.ts';
import { NO_FILTER } from './runGroups.ts';
import type { RunHistory } from './runHistory.ts';

/** What the commands lead to elsewhere. */
export interface RunActions {
  open(run: number): void;
  /** Opens a run beside what it is compared with. */
  compare(run: number, base: BaselineChoice): Promise<void>;
}

export function registerRunCommands(
  history: RunHistory,
  view: HistoryView,
  actions: RunActions,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const removed: { ids: number[] }[] = [];
  const register = (id: string, run: (...args: unknown[]) => Promise<void> | void) => registerCommand(id, log, run);

  /** The run of a row, else the one selected, else one that is chosen. */
  const oneRun = async (picked: unknown, title: string): Promise<number | undefined> =>
    runsOf(picked, null, view)[0] ?? (await chooseRun(title, await history.runs()));

  const remove = async (ids: number[]): Promise<void> => {
    const gone = await history.write((store) => store.remove(ids));
    if (gone.ids.length === 0) return;
    removed.push(gone);
    void setUndo(true);
    const what = gone.ids.length === 1 ? `run ${gone.ids[0]} is` : `${gone.ids.length} runs are`;
    const undo = 'Undo';
    // The command ends here: the message may stay as long as it likes.
    void vscode.window.showInformationMessage(`PyPSS: ${what} deleted.`, undo).then((choice) => {
      if (choice === undo) return vscode.commands.executeCommand(COMMANDS.undoDeleteRun, gone);
      return undefined;
    });
  };

  return vscode.Disposable.from(
    register(COMMANDS.openRun, async (picked) => {
      const run = await oneRun(picked, 'Open a Stored Run');
      if (run !== undefined) actions.open(run);
    }),
    register(COMMANDS.compareRunWithPrevious, async (picked) => {
      const run = await oneRun(picked, 'Compare a Run with the Run Before It');
      if (run === undefined) return;
      const runs = await history.runs();
      const before = runs[runs.findIndex(({ id }) => id === run) + 1];
      if (before === undefined) {
        void vscode.window.showInformationMessage(`PyPSS: there is no run before run ${run}.`);
        return;
      }
      await actions.compare(run, { kind: 'run', run: before.id });
    }),
    register(COMMANDS.compareRunWith, async (picked, selection) => {
      const [one, other] = runsOf(picked, selection, view);
      if (one !== undefined && other !== undefined) {
        // Of two selected rows the older one is what the newer is compared with.
        const [base, head] = await inOrder(history, one, other);
        await actions.compare(head, { kind: 'run', run: base });
        return;
      }
      const run = await oneRun(picked, 'Compare a Stored Run');
      if (run === undefined) return;
      const base = await chooseBaseline(`Compare Run ${run} With`, await history.runs(), { kind: 'run', run });
      if (base !== undefined && base !== NOTHING) await actions.compare(run, base);
    }),
    register(COMMANDS.setBaseline, async (picked) => {
      const run = await oneRun(picked, 'Choose the Baseline');
      if (run === undefined) return;
      const done = await history.write((store) => store.setBaseline(run));
      if (!done) void vscode.window.showWarningMessage(`PyPSS: run ${run} is not in the history any more.`);
    }),
    register(COMMANDS.clearBaseline, async () => {
      await history.write((store) => store.setBaseline(null));
    }),
    register(COMMANDS.noteRun, async (picked) => {
      const run = await oneRun(picked, 'Write a Note to a Run');
      if (run === undefined) return;
      const old = (await history.runs()).find(({ id }) => id === run)?.details?.note ?? '';
      const prompt = 'What was different in this run? Empty text removes the note.';
      const note = await vscode.window.showInputBox({ title: `Note to Run ${run}`, prompt, value: old });
      if (note !== undefined) await history.write((store) => store.setNote(run, note.trim()));
    }),
    register(COMMANDS.deleteRun, async (picked, selection) => {
      const runs = runsOf(picked, selection, view);
      const chosen = runs.length > 0 ? runs[0] : await oneRun(picked, 'Delete a Stored Run');
      if (chosen !== undefined) await remove(runs.length > 0 ? runs : [chosen]);
    }),
    register(COMMANDS.undoDeleteRun, async (which) => {
      const gone = removed.find((one) => one === which) ?? removed.at(-1);
      if (gone === undefined) return;
      removed.splice(removed.indexOf(gone), 1);
      void setUndo(removed.length > 0);
      const back = await history.write((store) => store.restore(gone));
      if (back.length < gone.ids.length) {
        void vscode.window.showWarningMessage('PyPSS: not all of the deleted runs could be brought back.');
      }
      if (back[0] !== undefined) await view.reveal(back[0]);
    }),
    register(COMMANDS.exportHistory, () => exportHistory(history)),
    register(COMMANDS.refreshHistory, () => history.refresh()),
    register(COMMANDS.groupHistoryByDay, () => view.group('day')),
    register(COMMANDS.groupHistoryByBranch, () => view.group('branch')),
    register(COMMANDS.filterHistory, async () => {
      const filter = await chooseFilter(view.tree.filter, await view.tree.branches());
      if (filter !== undefined) view.filter(filter);
    }),
    register(COMMANDS.clearHistoryFilter, () => view.filter(NO_FILTER)),
    register(COMMANDS.showMoreRuns, (node) => view.tree.showMore(node as HistoryNode)),
  );
}

/** The runs that a command is about: an id, a row, the rows selected with it, or the selection of the view. */
function runsOf(picked: unknown, selection: unknown, view: HistoryView): number[] {
  if (typeof picked === 'number') return [picked];
  const nodes: readonly unknown[] = Array.isArray(selection) ? selection : [picked];
  const runs = nodes.filter(isRunNode).map(({ listed }) => listed.run.id);
  if (runs.length > 0 || picked !== undefined) return runs;
  return view.selection.filter(isRunNode).map(({ listed }) => listed.run.id);
}

function isRunNode(node: unknown): node is Extract<HistoryNode, { kind: 'run' }> {
  return typeof node === 'object' && node !== null && 'kind' in node && node.kind === 'run';
}

/** Two runs, the one stored first before the other. */
async function inOrder(history: RunHistory, one: number, other: number): Promise<[number, number]> {
  const runs = await history.runs();
  const place = (id: number): number => runs.findIndex((run) => run.id === id);
  return place(one) > place(other) ? [one, other] : [other, one];
}

function setUndo(there: boolean): Thenable<unknown> {
  return vscode.commands.executeCommand('setContext', CONTEXT.historyUndo, there);
}
