import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Locator } from 'playwright-core';
import { projectFolder } from '../../scripts/toolchain/projectFolder.ts';
import type { Workbench } from '../../scripts/host/workbench.ts';
import { current, freshWorkbench } from './session.ts';

const STEADY = 'traces.json';
const WORSE = 'gone.traces.json';

/** Rows of the History view that are runs. */
function runs(workbench: Workbench): Locator {
  return workbench.view('History').locator('.monaco-list-row[aria-label^="Run "]');
}

/** The row of a run. */
function run(workbench: Workbench, id: number): Locator {
  return workbench.view('History').locator(`.monaco-list-row[aria-label^="Run ${id},"]`);
}

function inWorkspace(name: string): string {
  return join(current().workspace, name);
}

const database = (): string => inWorkspace('pypss_history.db');

async function forget(): Promise<void> {
  for (const name of ['pypss_history.db', 'pypss_history.csv', WORSE]) await rm(inWorkspace(name), { force: true });
}

/** Stores runs as somebody's terminal would, before the window is opened. */
async function stored(...files: readonly string[]): Promise<void> {
  for (const file of files) {
    const args = [join(projectFolder, 'dist', 'cli.js'), 'analyze', '--trace-file', file, '--store-history'];
    await promisify(execFile)(process.execPath, args, { cwd: current().workspace });
  }
}

async function historyShown(count: number): Promise<Workbench> {
  const workbench = await freshWorkbench();
  await workbench.runCommand('PyPSS: Focus on History View');
  await runs(workbench)
    .nth(count - 1)
    .waitFor();
  return workbench;
}

/** Waits until there are so many runs. */
async function counted(workbench: Workbench, count: number): Promise<void> {
  while ((await runs(workbench).count()) !== count) await workbench.page.waitForTimeout(100);
}

// Each test starts with a history and a window of its own, so that one that fails takes none with it.
describe('the history', () => {
  beforeEach(forget);
  after(forget);

  it('leads from nothing to the first stored run, and makes no file before it', async () => {
    const workbench = await freshWorkbench();
    await workbench.runCommand('PyPSS: Focus on History View');
    const welcome = workbench.view('History').locator('.welcome-view-content');
    await welcome.getByText('No run is stored yet').waitFor();
    await welcome.getByRole('button', { name: 'Analyze a Trace File' }).waitFor();
    assert.equal(existsSync(database()), false);
    await workbench.openFile(STEADY);
    await workbench.score().waitFor({ state: 'attached' });
    assert.equal(existsSync(database()), false);
    await welcome.getByRole('button', { name: 'Store the Shown Run' }).click();
    await run(workbench, 1).waitFor();
    assert.equal(existsSync(database()), true);
    await workbench.notifications.filter({ hasText: 'is stored as run 1 in pypss_history.db' }).waitFor();
  });

  it('marks a regression among three runs, which is told with what changed', async () => {
    await stored(STEADY, STEADY);
    await copyFile(inWorkspace('night.traces.json'), inWorkspace(WORSE));
    const workbench = await historyShown(2);
    await workbench.openFile(WORSE);
    await workbench.score().waitFor({ state: 'attached' });
    await workbench.runCommand('PyPSS: Store Run in History');
    const worst = run(workbench, 3);
    await worst.waitFor();
    assert.match((await worst.getAttribute('aria-label')) ?? '', /regression/);
    assert.match(await worst.innerText(), /regression/);
    // The badge is drawn by a style sheet, a moment after the row: it is the content of a pseudo-element.
    const badge = worst.locator('[class*="monaco-decoration-itemBadge"], [class*="bubbleBadge"]');
    const letters = () =>
      badge.evaluateAll((marked) => marked.map((element) => getComputedStyle(element, '::after').content));
    while (!(await letters()).includes('"R"')) await workbench.page.waitForTimeout(100);
    assert.equal(await runs(workbench).filter({ hasText: 'regression' }).count(), 1);

    const notice = workbench.notifications.filter({ hasText: 'regression' });
    await notice.getByText('mean of the last 2 runs', { exact: false }).waitFor();
    assert.equal(await notice.count(), 1);
    await notice.getByRole('button', { name: 'Don’t Show Again' }).waitFor();
    await notice.getByRole('button', { name: 'Show What Changed' }).click();
    const dashboard = workbench.webview();
    await dashboard.getByRole('heading', { name: 'Compared with run 2' }).waitFor();
    const moved = await dashboard.locator('.moves tbody .points').allInnerTexts();
    const total = await dashboard.locator('.moves tfoot .points').innerText();
    const points = (text: string): number => Number(text.replace('\u2212', '-').replace(/[^\d.-]/g, ''));
    const sum = moved.reduce((all, text) => all + points(text), 0);
    assert.equal(moved.length, 5);
    assert.ok(Math.abs(sum - points(total)) < 0.3, `${moved.join(' + ')} is not ${total}`);
    assert.ok((await dashboard.locator('.compared tbody tr').count()) > 3);
  });

  it('holds a file that a terminal has stored against the run before it, not against itself', async () => {
    await copyFile(inWorkspace(STEADY), inWorkspace(WORSE));
    await stored(WORSE, WORSE, WORSE);
    await copyFile(inWorkspace('night.traces.json'), inWorkspace(WORSE));
    await stored(WORSE);
    const workbench = await historyShown(4);
    await workbench.openFile(WORSE);
    const notice = workbench.notifications.filter({ hasText: 'mean of the last 3 runs' });
    await notice.getByRole('button', { name: 'Show What Changed' }).click();
    await workbench.webview().getByRole('heading', { name: 'Compared with run 3' }).waitFor();
  });

  it('opens a run whose trace file is gone, also after the window was loaded again', async () => {
    await copyFile(inWorkspace('night.traces.json'), inWorkspace(WORSE));
    await stored(STEADY, STEADY, WORSE);
    await rm(inWorkspace(WORSE));
    const workbench = await historyShown(3);
    await run(workbench, 3).click();
    await workbench.tab('Run 3').waitFor();
    const status = workbench.score();
    await status.waitFor({ state: 'attached' });
    const said = await status.innerText();
    const trend = workbench.webview().locator('.history-pan [role="option"]');
    await trend.nth(2).waitFor({ state: 'attached' });
    assert.equal(await trend.count(), 3);
    await workbench.reload();
    await workbench.tab('Run 3').waitFor();
    await workbench.score().waitFor({ state: 'attached' });
    assert.equal(await workbench.score().innerText(), said);
  });

  it('opens another run from the trend, by keys', async () => {
    await stored(STEADY, STEADY);
    const workbench = await historyShown(2);
    await run(workbench, 2).click();
    await workbench.tab('Run 2').waitFor();
    const trend = workbench.webview().getByRole('listbox', { name: /Stored runs/ });
    await trend.locator('[role="option"]').nth(1).waitFor({ state: 'attached' });
    await trend.focus();
    await trend.press('Home');
    await trend.press('Enter');
    await workbench.tab('Run 1').waitFor();
  });

  it('compares a run with the one before it', async () => {
    await stored(STEADY, STEADY);
    const workbench = await historyShown(2);
    const row = run(workbench, 2);
    await row.hover();
    await row.getByRole('button', { name: 'Compare Run with Previous' }).click();
    await workbench.tab('Run 2').waitFor();
    await workbench.webview().getByRole('heading', { name: 'Compared with run 1' }).waitFor();
    await workbench.webview().getByText('The score did not move.').waitFor();
  });

  it('deletes a run and brings it back', async () => {
    await stored(STEADY, STEADY, STEADY);
    const workbench = await historyShown(3);
    await run(workbench, 1).click();
    await workbench.tab('Run 1').waitFor();
    await workbench.runCommand('PyPSS: Focus on History View');
    await workbench.page.keyboard.press('Delete');
    await counted(workbench, 2);
    await workbench.notifications.filter({ hasText: 'run 1 is deleted' }).getByRole('button', { name: 'Undo' }).click();
    await counted(workbench, 3);
    await run(workbench, 1).waitFor();
  });

  it('exports what is stored', async () => {
    await stored(STEADY, STEADY, STEADY);
    const workbench = await historyShown(3);
    await workbench.startCommand('PyPSS: Export History');
    const proposed = inWorkspace('pypss_history.csv');
    const name = workbench.page.locator('.quick-input-widget:visible input.input');
    while ((await name.inputValue()) !== proposed) await workbench.page.waitForTimeout(50);
    await workbench.page.keyboard.press('Enter');
    await workbench.notifications.filter({ hasText: '3 runs exported' }).waitFor();
    const lines = (await readFile(proposed, 'utf8')).split('\r\n');
    assert.equal(lines[0], 'id,timestamp,pss,ts,ms,ev,be,cc,meta');
    assert.deepEqual(
      lines.slice(1, 4).map((line) => line.split(',')[0]),
      ['3', '2', '1'],
    );
  });
});
