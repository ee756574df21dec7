import assert from 'node:assert/strict';
import { appendFile, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { credentials, makeGenericClientConstructor } from '@grpc/grpc-js';
import type { FrameLocator, Locator } from 'playwright-core';
import type { Workbench } from '../../scripts/host/workbench.ts';
import { serviceDefinitions } from '../../src/collect/grpc/traceService.ts';
import { freePort } from '../unit/support/freePort.ts';
import { until } from '../unit/support/until.ts';
import { reportByCli } from './commandLine.ts';
import { current, freshWorkbench } from './session.ts';

/** Lines of traces: the sample's, over and over, as if they ran just now. */
async function sampleLines(count: number): Promise<string[]> {
  const text = await readFile(join(current().workspace, 'etl.pypss.ndjson'), 'utf8');
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const now = Date.now() / 1000;
  return Array.from({ length: count }, (_, index) => {
    const trace = JSON.parse(lines[index % lines.length]) as object;
    return JSON.stringify({ ...trace, timestamp: now - (count - index) / 1000 });
  });
}

/** The score that the command line gives a file of the workspace. */
const scoreByCli = (file: string): number => reportByCli(file, current().workspace).pss;

describe('live traces', () => {
  let workbench: Workbench;
  let dashboard: FrameLocator;
  const followed = (): string => join(current().workspace, 'followed.ndjson');
  const saved = (): string => join(current().workspace, 'saved.pypss.ndjson');

  const word = (): Locator => dashboard.locator('.live-word');
  const counter = (name: string): Locator =>
    dashboard.locator('.counters div', { has: dashboard.getByText(name, { exact: true }) }).locator('dd');
  const counted = async (name: string, count: number): Promise<void> => {
    await counter(name).getByText(count.toLocaleString('en-US'), { exact: true }).waitFor();
  };
  const tracesShown = (count: number): Promise<void> =>
    dashboard.locator('.kpi .value').first().getByText(count.toLocaleString('en-US'), { exact: true }).waitFor();

  /** Answers the box on the screen, once it asks for this. */
  async function answer(title: string | RegExp, text: string): Promise<void> {
    const box = workbench.page.locator('.quick-input-widget:visible');
    await box.getByText(title).first().waitFor();
    await box.locator('input.input').fill(text);
    await workbench.page.keyboard.press('Enter');
  }

  const row = (text: string): Locator => workbench.page.locator('.pane-body .monaco-list-row', { hasText: text });

  before(async () => {
    await rm(followed(), { force: true });
    workbench = await freshWorkbench();
    dashboard = workbench.webview();
  });

  after(async () => {
    for (const file of [followed(), saved()]) await rm(file, { force: true });
  });

  it('begin with a click where nothing is collected yet, and wait for a file that is not there', async () => {
    await workbench.runCommand('PyPSS: Focus on Collectors View');
    const welcome = workbench.page.locator('.welcome-view-content:visible');
    await welcome.getByText('Nothing starts by itself').waitFor();
    await welcome.getByRole('button', { name: 'Start Collector' }).click();
    await workbench.quickPick.filter({ hasText: 'File or pipe' }).click();
    await answer('File or Pipe to Follow', followed());
    await workbench.tab('followed.ndjson').waitFor();
    await dashboard.getByText('does not exist yet').first().waitFor();
    assert.equal((await word().innerText()).trim(), 'Waiting');
    await row('followed.ndjson').getByText('does not exist yet').waitFor();
  });

  it('are on the screen as they come: every one counted, the score that of the file', async () => {
    await appendFile(followed(), `${(await sampleLines(300)).join('\n')}\nno trace\n`);
    await counted('received', 301);
    await counted('scored', 300);
    await counted('skipped', 1);
    await tracesShown(300);
    assert.equal((await word().innerText()).trim(), 'Live');
    assert.equal(Number(await dashboard.locator('.ring .figure').textContent()), scoreByCli(followed()));
    await row('301 received').waitFor();
    await workbench.page.locator('.statusbar-item', { hasText: /PSS \d+ ·/ }).waitFor();
  });

  it('stand still while paused, and lose nothing', async () => {
    await dashboard.getByRole('button', { name: 'Pause' }).click();
    await word().getByText('Paused').waitFor();
    await appendFile(followed(), `${(await sampleLines(200)).join('\n')}\n`);
    await counted('scored', 500);
    assert.equal(await dashboard.locator('.kpi .value').first().innerText(), '300');
    await dashboard.getByRole('button', { name: 'Resume' }).click();
    await tracesShown(500);
    await word().getByText('Live').waitFor();
  });

  it('can be marked and saved as a trace file that scores the same', async () => {
    await dashboard.getByRole('button', { name: 'Mark this moment' }).click();
    await answer('Mark a Moment', 'deployed');
    await dashboard.getByRole('button', { name: 'Save what was received' }).click();
    const path = workbench.page.locator('.quick-input-widget:visible input.input');
    await until(async () => (await path.isVisible()) && /followed.*\.pypss\.ndjson$/.test(await path.inputValue()));
    await path.fill(saved());
    await workbench.page.keyboard.press('Enter');
    await workbench.notifications.filter({ hasText: '501 traces saved' }).waitFor();
    assert.equal(await readFile(saved(), 'utf8'), await readFile(followed(), 'utf8'));
    assert.equal(scoreByCli(saved()), scoreByCli(followed()));
  });

  it('slide over the last minute, or count from the start', async () => {
    const minute = dashboard.getByRole('button', { name: '1 min', exact: true });
    await minute.click();
    await dashboard.locator('.range-text').getByText('last 1', { exact: false }).waitFor();
    assert.equal(await minute.getAttribute('aria-pressed'), 'true');
    await dashboard.getByRole('button', { name: 'All', exact: true }).click();
    await dashboard.locator('.range-text').getByText('since the start').waitFor();
  });

  it('are right again after the page was hidden while they came', async () => {
    await workbench.openFile('README.md');
    await dashboard.locator('.live').waitFor({ state: 'detached' });
    await appendFile(followed(), `${(await sampleLines(250)).join('\n')}\n`);
    await row('751 received').waitFor();
    await workbench.tab('followed.ndjson').click();
    await counted('scored', 750);
    await tracesShown(750);
    assert.equal(Number(await dashboard.locator('.ring .figure').textContent()), scoreByCli(followed()));
    assert.match(await dashboard.locator('.mini .moment').locator('..').innerHTML(), /deployed/);
  });

  it('come over gRPC at the same time, until the server is stopped', async () => {
    const port = await freePort();
    await workbench.startCommand('PyPSS: Start Collector');
    await workbench.quickPick.filter({ hasText: 'gRPC server' }).click();
    await answer(/Address to Listen On/, String(port));
    await workbench.tab(`grpc :${port}`).waitFor();
    await word().getByText('Live').waitFor();
    const { trace } = serviceDefinitions();
    const Client = makeGenericClientConstructor(trace, 'TraceService');
    const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
    const submit = (message: object): Promise<{ success: boolean }> =>
      new Promise((resolve, reject) => {
        const call = client['SubmitTrace'] as (
          request: object,
          done: (error: Error | null, answer: { success: boolean }) => void,
        ) => void;
        call.call(client, message, (error, answered) => (error === null ? resolve(answered) : reject(error)));
      });
    try {
      const lines = await sampleLines(120);
      const answers = await Promise.all(lines.map((line) => submit(JSON.parse(line) as object)));
      assert.ok(answers.every(({ success }) => success));
      await counted('received', 120);
      await counted('scored', 120);
      await tracesShown(120);
      await dashboard.getByRole('button', { name: 'Stop', exact: true }).click();
      await word().getByText('Stopped').waitFor();
      await row(`grpc :${port}`).getByText('stopped, 120 traces').waitFor();
      await assert.rejects(submit(JSON.parse(lines[0]) as object), /ECONNREFUSED|UNAVAILABLE/);
    } finally {
      client.close();
    }
  });

  it('start by nobody: after a reload the page says that the collector is stopped, and offers to start it', async () => {
    await workbench.tab('followed.ndjson').click();
    await word().getByText('Live').waitFor();
    await workbench.reload();
    await dashboard.getByRole('heading', { name: 'This collector is stopped' }).waitFor();
    assert.equal((await word().innerText()).trim(), 'Stopped');
    await dashboard.locator('vscode-button', { hasText: 'Start' }).click();
    await counted('scored', 750);
    await tracesShown(750);
  });
});
