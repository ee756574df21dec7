import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { launchBrowser } from '../../scripts/host/browser.ts';
import { analyzeFile } from '../../src/analysis/analyze.ts';
import type { FromDashboard } from '../../src/protocol/dashboard.ts';
import type { Report } from '../../src/protocol/report.ts';
import { compareReports } from '../../src/score/comparison.ts';
import { AnsweringFile } from './answering.ts';
import { DashboardServer } from './dashboardPage.ts';
import { THEMES, type ThemeKind } from './themes.ts';
import { ROOT } from './commandLine.ts';

const SAMPLES = join(ROOT, 'samples');
const NIGHT = join(SAMPLES, 'night.traces.json');

type Saved = Extract<FromDashboard, { type: 'save-file' }>;

/** What the charts draw, say, open and save, against the figures of the analysis. */
describe('charts of a trace file', () => {
  let server: DashboardServer;
  let browser: Browser;
  let page: Page;
  let file: AnsweringFile;
  let report: Report;

  before(async () => {
    server = await DashboardServer.start(join(ROOT, 'dist', 'webview'));
    browser = await launchBrowser();
    file = new AnsweringFile(NIGHT, SAMPLES);
    report = await file.read();
  });

  after(async () => {
    await browser.close();
    await server.stop();
    await file.close();
  });

  afterEach(async () => {
    assert.deepEqual(await page.evaluate('window.violations'), [], 'the content policy was not violated');
    await page.context().close();
  });

  async function open(tab: string, theme: ThemeKind = 'dark', width = 1280): Promise<void> {
    server.show({ theme, state: file.state });
    const context = await browser.newContext({ viewport: { width, height: 900 }, timezoneId: 'UTC' });
    page = await context.newPage();
    await file.serve(page);
    await page.goto(server.address);
    await page.locator('.ring').waitFor();
    await page.locator(`#tab-${tab}`).click();
  }

  const sent = () => page.evaluate<FromDashboard[]>('window.sent');
  const panel = (id: string): Locator => page.locator(`section[aria-labelledby="${id}-title"]`);
  const opened = (): Locator => page.locator('.opened-pan[aria-busy="false"]');

  /** Saves a panel, and gives what the editor was asked to write. */
  async function save(id: string, choice: string): Promise<Saved> {
    await panel(id)
      .getByRole('button', { name: /^Save or copy/ })
      .click();
    await page.getByRole('dialog').getByRole('button', { name: choice }).click();
    const message = (await sent()).at(-1);
    assert.ok(message?.type === 'save-file');
    return message;
  }

  const cells = (csv: string): string[][] =>
    csv
      .trimEnd()
      .split('\r\n')
      .map((line) => line.split(','));

  it('show windows of the width that was chosen, and the course of one module', async () => {
    await open('metrics');
    await page.getByRole('button', { name: '30\u202fs' }).click();
    await page.locator('.course-controls[aria-busy="false"]').waitFor();
    const wide = await analyzeFile({ path: NIGHT, root: SAMPLES, window: 30 });
    assert.ok(wide.ok && wide.report.timeline !== null && wide.report.timeline.width === 30);
    const rows = cells((await save('stability', 'CSV table')).data).slice(1);
    assert.deepEqual(
      rows.map((row) => [Number(row[1]), Number(row[3])]),
      wide.report.timeline.traces.map((traces, index) => [traces, wide.report.timeline?.pss[index]]),
    );
    const [module] = report.modules;
    await page.getByLabel('Whose course').selectOption({ label: module.module });
    await page.locator('.course-controls[aria-busy="false"]').waitFor();
    const own = cells((await save('stability', 'CSV table')).data).slice(1);
    assert.equal(
      own.reduce((sum, row) => sum + Number(row[1]), 0),
      module.traces,
    );
    await page.reload();
    await page.locator('.course-controls[aria-busy="false"]').waitFor();
    assert.equal(await page.getByRole('button', { name: '30\u202fs' }).getAttribute('aria-pressed'), 'true');
  });

  it('hide a line by its name in the readout, or all others', async () => {
    await open('metrics');
    const lines = panel('stability').locator('.plot-row svg g');
    assert.equal(await lines.count(), 6);
    const timing = panel('stability').locator('.readout').getByRole('button', { name: 'Timing' });
    await timing.click();
    assert.equal(await lines.count(), 5);
    assert.equal(await timing.getAttribute('aria-pressed'), 'false');
    await timing.click({ modifiers: ['Alt'] });
    assert.equal(await lines.count(), 1);
    await timing.click({ modifiers: ['Alt'] });
    assert.equal(await lines.count(), 6);
  });

  it('tie a drop to its cause, and open the calls of a burst', async () => {
    await open('metrics');
    const rows = page.locator('.events tbody tr');
    const told = await rows.allInnerTexts();
    assert.ok(told.length > 0 && told.every((text) => /Error burst|Memory spike/.test(text)));
    const failed = Number(/(\d+) of \d+ calls failed/.exec(told[0])?.[1]);
    await rows.first().getByRole('button', { name: 'Open traces' }).click();
    await opened().waitFor();
    assert.equal(await opened().locator('button.call').count(), failed);
    await page.keyboard.press('Escape');
    assert.equal(await opened().count(), 0);
    await rows.first().locator('th button').click();
    await page.locator('#page[aria-busy="false"]').waitFor();
    assert.ok(await page.getByRole('button', { name: 'Reset' }).isEnabled(), 'zoomed to the burst');
  });

  it('open the traces behind a cell of a heatmap by keys, and come back to it', async () => {
    await open('diagnostics');
    const { heat } = report;
    assert.ok(heat !== null);
    const worst = heat.rows.reduce((most, row) =>
      row.errors.reduce((a, b) => a + b) > most.errors.reduce((a, b) => a + b) ? row : most,
    );
    const column = worst.errors.findIndex((count) => count > 0);
    const grid = panel('error-heat').getByRole('grid');
    await grid.locator('[data-column]').first().focus();
    for (let step = 0; step < column; step++) await page.keyboard.press('ArrowRight');
    const focused = page.locator(':focus');
    assert.match(
      (await focused.getAttribute('aria-label')) ?? '',
      new RegExp(`^${worst.errors[column]} of ${worst.traces[column]} calls failed`),
    );
    await page.keyboard.press('Enter');
    await opened().waitFor();
    assert.equal(await opened().locator('button.call').count(), worst.errors[column]);
    await opened().locator('button.call').first().press('Enter');
    const record = JSON.parse(await opened().locator('.record pre').innerText()) as Record<string, unknown>;
    assert.equal(record['module'], worst.module);
    assert.equal(record['error'], true);
    await page.getByRole('button', { name: 'Close the list of calls' }).click();
    assert.match((await focused.getAttribute('aria-label')) ?? '', / calls failed/);
    await panel('error-heat').getByRole('button', { name: 'Rate' }).click();
    const total = worst.errors.reduce((a, b) => a + b) / worst.traces.reduce((a, b) => a + b);
    const shown = await panel('error-heat').locator('.heat-total').first().innerText();
    assert.ok(Math.abs(parseFloat(shown) / 100 / total - 1) < 0.06, shown);
    await page.locator('.counted button').first().click();
    await opened().waitFor();
    assert.match(await opened().innerText(), new RegExp(report.exceptions[0].type));
  });

  it('draw CPU against wait for each module, and list the slowest functions', async () => {
    await open('performance');
    const modules = report.distributions.modules ?? [];
    await panel('cpu-wait')
      .getByRole('button', { name: /more module/ })
      .click();
    assert.equal(await panel('cpu-wait').locator('.violin').count(), modules.length * 2);
    await panel('cpu-wait').getByRole('button', { name: 'Show as table' }).click();
    assert.equal(await panel('cpu-wait').locator('tbody tr').count(), modules.length * 2);
    const first = page.locator('.slow tbody tr').first();
    const slowest = report.functions.reduce((most, fn) => (fn.latency.p95 > most.latency.p95 ? fn : most));
    assert.match(await first.innerText(), new RegExp(slowest.name));
    await page.locator('.slow').getByRole('button', { name: 'Share of all time' }).click();
    const busiest = report.functions.reduce((most, fn) =>
      fn.latency.mean * fn.traces > most.latency.mean * most.traces ? fn : most,
    );
    assert.match(await first.innerText(), new RegExp(busiest.name));
    await first.locator('.row-name').click();
    assert.equal(await page.locator('#detail-title .cut').textContent(), busiest.name);
  });

  it('are saved as pictures, tables and text with the figures of the report', async () => {
    await open('performance');
    const rows = cells((await save('percentiles', 'CSV table')).data);
    assert.deepEqual(rows[0], ['from', 'traces', 'failed', 'p99', 'p90', 'p50']);
    assert.deepEqual(
      rows.slice(1).map((row) => row.slice(1).map(Number)),
      report.timeline?.start.map((_, index) => {
        const { traces, errors, p99, p90, p50 } = report.timeline ?? assert.fail();
        return [traces[index], errors[index], p99[index], p90[index], p50[index]];
      }),
    );
    for (const id of ['percentiles', 'cpu-wait', 'slow']) {
      const { data, name } = await save(id, 'PNG picture');
      assert.match(name, /^night/);
      const png = Buffer.from(data, 'base64');
      assert.equal(png.toString('latin1', 1, 4), 'PNG');
      const box = await panel(id).boundingBox();
      assert.ok(box !== null && png.readUInt32BE(16) >= box.width, 'as wide as the panel');
      // Without anything in it a picture of that size would be a few kilobytes.
      assert.ok(png.length > 10_000, `${id}: ${png.length} bytes`);
    }
    await page.keyboard.press('e');
    await page.getByRole('button', { name: 'Copy as Markdown' }).click();
    const copied = (await sent()).at(-1);
    assert.ok(copied?.type === 'copy');
    assert.match(copied.text, new RegExp(`PSS ${report.pss} of 100`));
    for (const { module } of report.modules) assert.ok(copied.text.includes(module));
    await page.keyboard.press('e');
    await page.getByRole('button', { name: 'Web page' }).click();
    assert.deepEqual((await sent()).at(-1), { type: 'export-report', format: 'html' });
  });

  it('lay what is compared with under their own lines', async () => {
    await open('metrics');
    const outcome = await analyzeFile({ path: join(SAMPLES, 'traces.json'), root: SAMPLES });
    assert.ok(outcome.ok);
    const base = outcome.report;
    const side = (label: string, of: Report) => ({ label, report: of, run: null, timestamp: null });
    const comparison = compareReports(side('traces', base), side('night', report));
    await page.evaluate(
      `window.postMessage(${JSON.stringify({ type: 'baseline', baseline: { label: 'traces', report: base, comparison } })}, '*')`,
    );
    await panel('stability').locator('g.before').first().waitFor();
    assert.equal(await panel('stability').locator('.plot-row g.before').count(), 6);
    const [, row] = cells((await save('stability', 'CSV table')).data);
    assert.equal(Number(row[9]), base.timeline?.pss[0]);
    await page.locator('#tab-performance').click();
    assert.equal(await panel('percentiles').locator('g.before').count(), 3);
    assert.equal(await panel('durations').locator('g.before').count(), 1);
  });

  for (const theme of Object.keys(THEMES) as ThemeKind[]) {
    it(`have no accessibility fault that axe finds: ${theme}`, async () => {
      await open('diagnostics', theme);
      await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
      await page.locator('.counted button').first().click();
      await opened().waitFor();
      const check = async (where: string): Promise<void> => {
        const faults = await page.evaluate(
          `axe.run().then(({ violations }) => violations.map((fault) => fault.id + ': ' + fault.nodes.map((node) => node.target + ' ' + node.failureSummary).join(' | ')))`,
        );
        assert.deepEqual(faults, [], where);
      };
      await check('opened calls');
      await page.locator('#tab-performance').click();
      await panel('slow')
        .getByRole('button', { name: /^Save or copy/ })
        .click();
      await check('saving');
      await page.keyboard.press('Escape');
      const { data } = await save('slow', 'PNG picture');
      const corner = await page.evaluate<number[]>(`(async () => {
        const bytes = Uint8Array.from(atob(${JSON.stringify(data)}), (letter) => letter.charCodeAt(0));
        const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
        const context = new OffscreenCanvas(1, 1).getContext('2d');
        context.drawImage(bitmap, 0, 0);
        return [...context.getImageData(0, 0, 1, 1).data];
      })()`);
      const colour = THEMES[theme].variables['editor-background'];
      const parts = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
      assert.deepEqual(corner, [...parts, 255], 'on the background of the theme');
    });
  }
});
