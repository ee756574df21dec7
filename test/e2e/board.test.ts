import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../../scripts/host/browser.ts';
import type { Report } from '../../src/protocol/report.ts';
import { CLI, reportByCli, ROOT } from './commandLine.ts';

const FIXTURES = join(ROOT, 'test', 'fixtures', 'conformance');

describe('pypss board in a browser', () => {
  let browser: Browser;
  let folder: string;
  let board: ChildProcess;
  let address: string;
  let page: Page;
  let complaints: string[];

  before(async () => {
    browser = await launchBrowser();
  });

  after(() => browser.close());

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pypss-board-'));
    await copyFile(join(FIXTURES, 'web_service.array.json'), join(folder, 'traces.json'));
  });

  afterEach(async () => {
    await page.context().close();
    if (board.exitCode === null) {
      board.kill('SIGINT');
      await once(board, 'exit');
    }
    await rm(folder, { recursive: true, force: true });
  });

  async function start(file = 'traces.json'): Promise<void> {
    const environment = { ...process.env };
    delete environment['PYPSS_EDITOR_SOCKET'];
    board = spawn(process.execPath, [CLI, 'board', file, '--port', '0', '--no-open'], {
      cwd: folder,
      env: environment,
    });
    let said = '';
    board.stdout!.setEncoding('utf8');
    for await (const piece of board.stdout as AsyncIterable<string>) {
      said += piece;
      address = /http:\S+/.exec(said)?.[0] ?? '';
      if (said.includes('Ctrl+C')) break;
    }
    assert.match(address, /^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{32}$/);
    const context = await browser.newContext({
      viewport: { width: 1280, height: 900 },
      colorScheme: 'dark',
      acceptDownloads: true,
    });
    page = await context.newPage();
    complaints = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    await page.goto(address);
  }

  const analyze = (): Report => reportByCli('traces.json', folder);

  const score = () => page.locator('.ring .figure').textContent();
  const metrics = async () => (await page.locator('[data-metric]').allInnerTexts()).map(Number);

  it('shows what the command line prints, on every tab, without complaint', async () => {
    await start();
    const report = analyze();
    await page.locator('.ring .figure', { hasText: String(report.pss) }).waitFor();
    assert.deepEqual(
      await metrics(),
      report.metrics.map((metric) => Math.round(metric.score * 100)),
    );
    assert.equal(new URL(page.url()).search, '', 'the token is not left in the address');
    for (const tab of ['Metrics', 'Diagnostics', 'Performance', 'Overview']) {
      await page.getByRole('tab', { name: tab }).click();
      await page.locator('.page .pan:visible').first().waitFor();
    }
    assert.deepEqual(complaints, []);
  });

  it('keeps the tab over a reload and while the file grows', async () => {
    await writeFile(
      join(folder, 'traces.json'),
      '{"duration": 0.1, "name": "a", "timestamp": 1700000000}\n'.repeat(40),
    );
    await start();
    await page.getByRole('tab', { name: 'Performance' }).click();
    await page.reload();
    await page.locator('[role=tab][aria-selected=true]', { hasText: 'Performance' }).waitFor();
    await appendFile(join(folder, 'traces.json'), '{"duration": 0.9, "name": "a", "timestamp": 1700000009}\n');
    await page.locator('.facts', { hasText: '41 traces' }).waitFor();
    assert.equal(await page.locator('[role=tab][aria-selected=true]').innerText(), 'Performance');
    assert.deepEqual(complaints, []);
  });

  it('waits for a file that is not there yet', async () => {
    await rm(join(folder, 'traces.json'));
    await start();
    await page.getByText('traces.json is not there').waitFor();
    assert.equal(await page.getByText('Choose Another File').count(), 0);
    await copyFile(join(FIXTURES, 'error_burst.json'), join(folder, 'traces.json'));
    await page.locator('.ring .figure', { hasText: String(analyze().pss) }).waitFor();
  });

  it('downloads the report and says where a source is', async () => {
    await start();
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Report as JSON' }).click(),
    ]);
    assert.equal(download.suggestedFilename(), 'traces.report.json');
    const saved = JSON.parse(await readFile(await download.path(), 'utf8')) as Report;
    const { pss, scores } = analyze();
    assert.equal(saved.pss, pss);
    for (const key of ['ts', 'ms', 'ev', 'be', 'cc'] as const)
      assert.ok(Math.abs(saved.scores[key] - scores[key]) < 1e-9, key);
    await page.locator('.advisor-pan button.link', { hasText: '.py' }).first().click();
    await page.locator('dialog.place[open]').waitFor();
    await page.keyboard.press('Escape');
    assert.deepEqual(complaints, []);
  });

  it('tries other settings and saves them: the file is then scored as foretold', async () => {
    await writeFile(join(folder, 'pypss.toml'), '# kept\n[pypss]\nalpha = 2.0 # spread\n');
    await start();
    const before = analyze();
    await page.locator('.ring .figure', { hasText: String(before.pss) }).waitFor();
    await page.keyboard.press('s');
    const panel = page.getByRole('dialog', { name: 'What if' });
    await panel.getByLabel('Spread (alpha)').last().fill('0.2');
    await panel.getByRole('slider', { name: 'Timing stability' }).focus();
    for (let times = 0; times < 5; times++) await page.keyboard.press('ArrowRight');
    assert.equal(await panel.locator('#weight-ts').inputValue(), '0.35');
    const change = panel.locator('#what-if-change');
    await change.filter({ hasText: '↑' }).waitFor();
    const foretold = await panel.locator('output').innerText();
    assert.notEqual(foretold, String(before.pss));
    assert.equal(await score(), String(before.pss), 'the page itself stays as it is');
    await panel.getByRole('button', { name: 'Save to pypss.toml' }).click();
    await panel.getByText('The traces were scored again').waitFor();
    const after = analyze();
    assert.equal(String(after.pss), foretold);
    assert.equal(await score(), foretold);
    assert.deepEqual([after.config.alpha, after.config.weights.ts], [0.2, 0.35]);
    const text = await readFile(join(folder, 'pypss.toml'), 'utf8');
    assert.match(text, /^# kept\n\[pypss\]\nalpha = 0\.2 # spread\n/);
    assert.deepEqual(complaints, []);
  });

  it('is laid out and coloured as the configuration says, as far as that can be read', async () => {
    const widget = (lines: string) => `[[pypss.dashboard_layout]]\n${lines}\n`;
    await writeFile(
      join(folder, 'pypss.toml'),
      `[pypss.ui]
title = "Corner shop"
[pypss.ui.theme]
positive = "#00FF88"
negative = "#300000"
${widget('type = "module_table"\nspan = 8')}
${widget('type = "pss_gauge"\nspan = 4')}
${widget('type = "ai_advisor"\nhidden = true')}
${widget('type = "error_rate_kpi"\nspan = 3')}
${widget('type = "custom_chart"\ntab = "Metrics"\ntitle = "Peaks"\nchart_type = "bar"\ny = "memory"\naggregation = "max"')}
${widget('type = "custom_chart"\ntab = "Metrics"\nchart_type = "scatter"\nx = "wait_time"\ny = "duration"')}
${widget('type = "custom_chart"\ntab = "Metrics"\ntitle = "Basket"\ny = "cart_size"')}`,
    );
    await start();
    const report = analyze();
    await page.locator('.ring .figure', { hasText: String(report.pss) }).waitFor();
    assert.equal(await page.title(), 'traces.json · Corner shop');
    assert.equal(await page.locator('.own-title').innerText(), 'Corner shop');
    const left = async (css: string) => (await page.locator(css).boundingBox())!.x;
    assert.ok((await left('.widget:has(.grid-body)')) < (await left('.widget:has(.score-pan)')));
    assert.equal(await page.locator('.advisor-pan').count(), 0);
    assert.deepEqual(await page.locator('.kpi .label').allInnerTexts(), ['Error rate']);
    const hues = await page.evaluate<string[]>(
      `['--p-good', '--p-bad'].map((name) => document.body.style.getPropertyValue(name))`,
    );
    assert.deepEqual(hues, ['#00FF88', '']);
    await page.locator('.banner summary').click();
    await page.getByText('[pypss.ui.theme] negative = "#300000" has a contrast of').waitFor();
    await page.getByRole('tab', { name: 'Metrics' }).click();
    const bars = page.getByRole('img', { name: /^Peaks/ }).locator('rect.column');
    assert.equal(await bars.count(), report.timeline!.start.length);
    assert.equal(
      await page
        .getByRole('img', { name: /^duration over wait_time/ })
        .locator('path.dot')
        .count(),
      await bars.count(),
    );
    await page.getByText('the field “cart_size” is not kept over time', { exact: false }).last().waitFor();
    await page.getByRole('tab', { name: 'Performance' }).click();
    await page.getByText('puts no widget here').waitFor();
    assert.deepEqual(complaints, []);
  });

  it('names what keeps it from starting', async () => {
    await start();
    const fails = (...args: string[]) => {
      const { status, stderr } = spawnSync(process.execPath, [CLI, 'board', '--no-open', ...args], {
        cwd: folder,
        encoding: 'utf8',
      });
      return { status, stderr };
    };
    const { port } = new URL(address);
    const taken = fails('--port', port, 'traces.json');
    assert.equal(taken.status, 1);
    assert.match(
      taken.stderr,
      new RegExp(`^pypss: port ${port} of 127\\.0\\.0\\.1 is taken; choose another with --port`),
    );
    assert.match(fails('--port', '0', '--host', '203.0.113.7').stderr, /is no name or address of this machine/);
    assert.match(fails('.').stderr, /\. is a folder; name a trace file in it/);
    assert.equal(fails('--port', '70000').status, 2);
  });

  it('says when the board is gone', async () => {
    await start();
    await page.locator('.ring .figure', { hasText: /\d/ }).waitFor();
    board.kill('SIGINT');
    await once(board, 'exit');
    assert.equal(board.exitCode, 130);
    await page.getByText('Is “pypss board” still running').waitFor();
  });
});
