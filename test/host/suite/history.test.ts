import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFile, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import { HistoryTree, PAGE, type HistoryNode, type TreeState } from '../../../src/extension/history/historyTree.ts';
import { NO_FILTER } from '../../../src/extension/history/runGroups.ts';
import { RunHistory } from '../../../src/extension/history/runHistory.ts';
import { COMMANDS, SETTINGS } from '../../../src/extension/ids.ts';
import { HistoryStore } from '../../../src/history/store.ts';
import { recordMeasurement } from '../measurements.ts';
import { activeInput, analyzedBy, api, closeEditors, reportOf, until } from './support/extension.ts';

const RULE = { drop: 10, limit: 5 };

/** Runs a statement on a database in a process of its own, as another program would. */
async function fromOutside(database: string, statement: string): Promise<void> {
  const script = `new (require('node:sqlite').DatabaseSync)(process.argv[1], { timeout: 10000 }).exec(process.argv[2])`;
  await promisify(execFile)(process.execPath, ['-e', script, database, statement], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  });
}

describe('the history', () => {
  let folder: string;
  let database: string;
  let history: RunHistory;
  let tree: HistoryTree;
  let states: TreeState[];

  before(() => {
    const workspace = vscode.workspace.workspaceFolders?.[0];
    assert.ok(workspace);
    folder = workspace.uri.fsPath;
    database = join(folder, 'pypss_history.db');
  });

  beforeEach(() => {
    history = new RunHistory();
    tree = new HistoryTree(history);
    states = [];
    tree.onDidChangeState((state) => states.push(state));
  });

  afterEach(async () => {
    tree.dispose();
    history.dispose();
    await closeEditors();
    for (const end of ['', '-journal', '-wal', '-shm']) await rm(database + end, { force: true });
    await vscode.commands.executeCommand(COMMANDS.refreshHistory);
  });

  async function storedRuns(count: number): Promise<number[]> {
    const { analyze } = await api();
    const report = reportOf(await analyze(vscode.Uri.file(join(folder, 'traces.json'))));
    const ids: number[] = [];
    const store = await HistoryStore.open(database, { mode: 'write' });
    for (let index = 0; index < count; index++) {
      ids.push((await store.store(report, { rule: RULE, retentionDays: 0 })).id);
    }
    await store.close();
    return ids;
  }

  async function leaves(): Promise<HistoryNode[]> {
    const groups = await tree.getChildren();
    return (await Promise.all(groups.map((group) => tree.getChildren(group)))).flat();
  }

  const ids = (nodes: readonly HistoryNode[]): number[] =>
    nodes.flatMap((node) => (node.kind === 'run' ? [node.listed.run.id] : []));

  it('is empty and makes no file while nothing is stored', async () => {
    assert.deepEqual(await tree.getChildren(), []);
    assert.deepEqual(states, [{ state: 'empty', total: 0, shown: 0 }]);
    await assert.rejects(readFile(database), { code: 'ENOENT' });
  });

  it('of 10,000 runs hands a page of each group to the view, and more on request', async () => {
    await storedRuns(1);
    const values = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9999)
      INSERT INTO pss_history (timestamp, pss, ts, ms, ev, be, cc, meta)
      SELECT unixepoch() - i, 50 + i % 40, 1, 1, 1, 1, 1, '{"trace_file": "/srv/web.json"}' FROM n`;
    await fromOutside(database, values);
    tree.grouping = 'branch';
    const start = performance.now();
    const [group, ...others] = await tree.getChildren();
    assert.ok(group?.kind === 'group');
    assert.deepEqual(others, []);
    const page = await tree.getChildren(group);
    page.forEach((node) => tree.getTreeItem(node));
    recordMeasurement('10,000 runs of one group, first page', performance.now() - start);
    assert.equal(group.group.runs.length, 10_000);
    assert.equal(page.length, PAGE + 1);
    const more = page.at(-1);
    assert.ok(more?.kind === 'more');
    assert.equal(tree.getTreeItem(more).label, `Show ${PAGE} more`);
    tree.showMore(more);
    assert.equal((await tree.getChildren(group)).length, 2 * PAGE + 1);
    tree.filter = { ...NO_FILTER, file: 'traces.json' };
    assert.equal((await leaves()).length, 1);
    tree.filter = { ...NO_FILTER, branch: 'nowhere' };
    assert.deepEqual(await tree.getChildren(), []);
    assert.deepEqual(states.at(-1), { state: 'filtered', total: 10_000, shown: 0 });
  });

  it('lists what another process writes while it is watched', async () => {
    await storedRuns(2);
    assert.equal((await leaves()).length, 2);
    const watch = history.watch();
    try {
      const changed = new Promise((resolve) => history.onDidChange(() => resolve(null)));
      await fromOutside(database, 'INSERT INTO pss_history (timestamp, pss) VALUES (unixepoch(), 12)');
      await changed;
      assert.equal((await leaves()).length, 3);
    } finally {
      watch.dispose();
    }
  });

  it('says what is wrong with a file that is none of its own, and leaves it as it is', async () => {
    await fromOutside(database, 'CREATE TABLE customers (name TEXT)');
    const foreign = await readFile(database);
    assert.deepEqual(await tree.getChildren(), []);
    const state = states.at(-1);
    assert.ok(state?.state === 'problem');
    assert.match(state.message, /database of another program.*choose another file/);
    await vscode.commands.executeCommand(COMMANDS.setBaseline, 1);
    assert.deepEqual(await readFile(database), foreign);

    await rm(database);
    await writeFile(database, 'This is no database at all, but a text that somebody keeps here.'.repeat(20));
    history.refresh();
    assert.deepEqual(await tree.getChildren(), []);
    const broken = states.at(-1);
    assert.ok(broken?.state === 'problem');
    assert.match(broken.message, /not an SQLite database/);
  });

  it('marks a regression and the baseline, and shows names as text', async () => {
    const [first] = await storedRuns(2);
    assert.ok(first !== undefined);
    const store = await HistoryStore.open(database, { mode: 'write' });
    const report = await store.report(first);
    assert.ok(report);
    const path = '/srv/[link](command:evil) <b>$(trash)</b>.json';
    const low = { ...report, pss: 5, source: { ...report.source, path } };
    const { id, regression } = await store.store(low, { rule: RULE, retentionDays: 0, note: '**bold**' });
    await store.close();
    assert.match(regression?.message ?? '', /regression/);
    await vscode.commands.executeCommand(COMMANDS.setBaseline, first);
    await until(async () => (await history.read(null, (reader) => reader.baseline()))?.id === first);
    history.refresh();
    const [worst] = await leaves();
    assert.ok(worst?.kind === 'run' && worst.listed.run.id === id);
    const item = tree.getTreeItem(worst);
    assert.match(String(item.description), /^↓\d+ regression · /);
    assert.ok(item.resourceUri, 'without it there is neither badge nor colour');
    const { tooltip } = tree.resolveTreeItem(item, worst);
    assert.ok(tooltip instanceof vscode.MarkdownString);
    assert.equal(tooltip.isTrusted, undefined);
    assert.ok(!tooltip.value.includes('](command:'), tooltip.value);
    assert.ok(!tooltip.value.includes('<b>'), tooltip.value);
    const marked = (await leaves()).filter((node) => node.kind === 'run' && node.listed.run.details?.baseline === true);
    assert.deepEqual(ids(marked), [first]);
    await vscode.commands.executeCommand(COMMANDS.clearBaseline);
    assert.equal(await history.read(null, (reader) => reader.baseline()), null);
  });

  it('deletes a run and brings it back with its report', async () => {
    const [one, two] = await storedRuns(2);
    assert.ok(one !== undefined && two !== undefined);
    await vscode.commands.executeCommand(COMMANDS.deleteRun, one);
    assert.deepEqual(ids(await leaves()), [two]);
    await vscode.commands.executeCommand(COMMANDS.undoDeleteRun);
    history.refresh();
    assert.deepEqual(ids(await leaves()), [two, one]);
    assert.ok(await history.read(null, (reader) => reader.report(one)));
  });

  it('stores the shown report by command, and every analyzed file where that is wished', async () => {
    const uri = vscode.Uri.file(join(folder, 'night.traces.json'));
    const report = reportOf(await analyzedBy(uri, () => vscode.commands.executeCommand(COMMANDS.analyze, uri)));
    await vscode.commands.executeCommand(COMMANDS.storeRun);
    const [run] = await history.runs();
    assert.equal(run?.pss, report.pss);
    assert.equal(run.source, uri.fsPath);

    const setting = vscode.workspace.getConfiguration();
    await setting.update(SETTINGS.storeAutomatically, true, vscode.ConfigurationTarget.Global);
    try {
      const other = vscode.Uri.file(join(folder, 'traces.json'));
      await analyzedBy(other, () => vscode.commands.executeCommand(COMMANDS.analyze, other));
      await until(async () => {
        history.refresh();
        return (await history.runs()).length === 2;
      });
      await closeEditors();
      // Looking at it again is no second run.
      await analyzedBy(other, () => vscode.commands.executeCommand(COMMANDS.analyze, other));
      const damaged = vscode.Uri.file(join(folder, 'damaged.traces.json'));
      await analyzedBy(damaged, () => vscode.commands.executeCommand(COMMANDS.analyze, damaged));
      history.refresh();
      assert.equal((await history.runs()).length, 2);
    } finally {
      await setting.update(SETTINGS.storeAutomatically, undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('compares two files picked in the Explorer: the later one with the earlier', async () => {
    const [older, newer] = ['older_traces.json', 'newer_traces.json'].map((name) =>
      vscode.Uri.file(join(folder, name)),
    );
    assert.ok(older && newer);
    try {
      for (const uri of [older, newer]) await copyFile(join(folder, 'traces.json'), uri.fsPath);
      await utimes(older.fsPath, 1e9, 1e9);
      await analyzedBy(newer, () => vscode.commands.executeCommand(COMMANDS.compareSelected, newer, [newer, older]));
      const input = activeInput();
      assert.ok(input instanceof vscode.TabInputCustom);
      assert.equal(input.uri.fsPath, newer.fsPath);
    } finally {
      for (const uri of [older, newer]) await rm(uri.fsPath, { force: true });
    }
  });
});
