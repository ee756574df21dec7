import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../../scripts/host/browser.ts';
import { analyzeFile } from '../../src/analysis/analyze.ts';
import type { FromDashboard } from '../../src/protocol/dashboard.ts';
import type { TraceFilter } from '../../src/protocol/question.ts';
import type { Report } from '../../src/protocol/report.ts';
import { AnsweringFile } from './answering.ts';
import { DashboardServer } from './dashboardPage.ts';
import { THEMES, type ThemeKind } from './themes.ts';
import { ROOT } from './commandLine.ts';

const SAMPLES = join(ROOT, 'samples');

const plain = (text: string): string => text.replace(/[\u202f\u00a0]/g, ' ');

/** Going from figures to what is behind them: ranges of time, modules, functions, single calls. */
describe('exploring a trace file', () => {
  let server: DashboardServer;
  let browser: Browser;
  let page: Page;
  let file: AnsweringFile;
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pypss-exploring-'));
    server = await DashboardServer.start(join(ROOT, 'dist', 'webview'));
    browser = await launchBrowser();
  });

  after(async () => {
    await browser.close();
    await server.stop();
    await rm(folder, { recursive: true });
  });

  afterEach(async () => {
    assert.deepEqual(await page.evaluate('window.violations'), [], 'the content policy was not violated');
    await page.context().close();
    await file.close();
  });

  async function open(path: string, theme: ThemeKind = 'dark', width = 1280): Promise<Report> {
    file = new AnsweringFile(path, SAMPLES);
    const report = await file.read();
    server.show({ theme, state: file.state });
    const context = await browser.newContext({ viewport: { width, height: 900 }, timezoneId: 'UTC' });
    page = await context.newPage();
    await file.serve(page);
    await page.goto(server.address);
    await page.locator('.ring').waitFor();
    return report;
  }

  const night = (): Promise<Report> => open(join(SAMPLES, 'night.traces.json'));
  const sent = () => page.evaluate<FromDashboard[]>('window.sent');

  async function figuresOf(filter: TraceFilter): Promise<Report> {
    const outcome = await analyzeFile({ path: join(SAMPLES, 'night.traces.json'), root: SAMPLES, filter });
    assert.ok(outcome.ok);
    return outcome.report;
  }

  /** Waits until the figures are those of what was chosen. */
  const settled = () => page.locator('#page[aria-busy="false"]').waitFor();

  const score = async (): Promise<number> => Number(await page.locator('.ring .figure').textContent());
  const openModule = (module: string) => page.getByRole('button', { name: module, exact: true }).first().click();

  it('zooms by dragging, shows the exact figures of that stretch, and goes back', async () => {
    const report = await night();
    const box = await page.locator('.mini svg').boundingBox();
    assert.ok(box !== null);
    const y = box.y + 20;
    await page.mouse.move(box.x + box.width * 0.25, y);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.4, y, { steps: 4 });
    assert.equal(await page.locator('.mini .brush').count(), 1);
    await page.mouse.move(box.x + box.width * 0.5, y);
    await page.mouse.up();
    await page.mouse.move(box.x, y + 300);
    await settled();
    const kept = await page.evaluate<{ range: { from: number; to: number } }>(
      `JSON.parse(sessionStorage.getItem('kept'))`,
    );
    const exact = await figuresOf(kept.range);
    assert.ok(exact.traces > 0 && exact.traces < report.traces);
    assert.equal(await score(), exact.pss);
    const kpis = (await page.locator('.kpi .value').allInnerTexts()).map(plain);
    assert.equal(kpis[0], exact.traces.toLocaleString('en'));
    assert.match(await page.locator('.range-text').innerText(), / of /);
    assert.match(await page.locator('.facts').innerText(), new RegExp(`\\b${exact.traces.toLocaleString('en')} of `));
    const shown = await page.locator('.grid-body .grid-row').count();
    assert.equal(shown, exact.modules.length);
    await page.keyboard.press('2');
    await page.keyboard.press('1');
    assert.equal(await score(), exact.pss, 'the range stays over the tabs');
    await page.reload();
    await settled();
    assert.equal(await score(), exact.pss, 'and over a reload');
    await page.keyboard.press('+');
    await page.keyboard.press('0');
    assert.equal(await score(), report.pss);
    await page.keyboard.press('z');
    await page.keyboard.press('z');
    await settled();
    assert.equal(await score(), exact.pss);
    await page.getByRole('button', { name: 'Reset' }).click();
    assert.equal(await score(), report.pss);
  });

  it('gives up a drag on Esc', async () => {
    await night();
    const box = await page.locator('.mini svg').boundingBox();
    assert.ok(box !== null);
    await page.mouse.move(box.x + 100, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x + 300, box.y + 20);
    await page.keyboard.press('Escape');
    await page.mouse.up();
    assert.equal(await page.locator('.mini .brush').count(), 0);
    assert.ok(await page.getByRole('button', { name: 'Reset' }).isDisabled());
  });

  it('opens a module with the figures of its calls, page by page its failures, and a record as it is in the file', async () => {
    const report = await night();
    const module = report.modules.reduce((most, row) => (row.errors > most.errors ? row : most));
    assert.ok(module.errors > 20, 'more failures than a page holds');
    await openModule(module.module);
    const own = await figuresOf({ module: module.module });
    await page.locator('.failures-pan[aria-busy="false"]').waitFor();
    await page.locator('#detail-percentiles-title').waitFor();
    assert.equal(await score(), own.pss);
    const lost = own.metrics.map((metric) => Math.round(metric.score * 100));
    const shown = (await page.locator('[data-metric]').allInnerTexts()).map(Number);
    for (const [index, value] of shown.entries()) assert.ok(Math.abs(value - lost[index]) <= 1);
    await page.getByRole('button', { name: 'Why? Error volatility' }).click();
    assert.match(await page.getByRole('region', { name: 'Why Error volatility' }).innerText(), /n/);
    const failures = page.locator('.failures-pan');
    assert.match(plain(await failures.innerText()), new RegExp(`1 – 20 of ${module.errors}`));
    const text = await readFile(join(SAMPLES, 'night.traces.json'), 'utf8');
    const failed = (JSON.parse(text) as { module: string; error: boolean; exception_message: string }[]).filter(
      (call) => call.module === module.module && call.error,
    );
    await failures.getByRole('button', { name: 'Next page' }).click();
    await failures.getByText(`21 – ${Math.min(40, module.errors)} of`).waitFor();
    assert.equal(await failures.locator('tbody .message').first().innerText(), failed[20].exception_message);
    await failures.locator('button.call').first().press('Enter');
    const record = JSON.parse(await failures.locator('.record pre').innerText()) as unknown;
    assert.deepEqual(record, failed[20]);
    await failures.getByRole('button', { name: 'Open in the text editor' }).click();
    const message = (await sent()).at(-1);
    assert.ok(message?.type === 'open-as-text' && message.offset !== undefined);
    assert.ok(text.slice(message.offset).startsWith('{'));
    await failures.getByRole('button', { name: 'Previous' }).click();
    await failures.getByText('1 – 20 of').waitFor();
    await page.reload();
    await page.locator('#detail-title').waitFor();
    assert.equal(await page.locator('#detail-title .cut').textContent(), module.module);
  });

  it('opens functions from a module, and leaves them one by one by keys', async () => {
    const report = await night();
    const branching = report.functions.find((fn) => Object.keys(fn.branches).length > 1);
    assert.ok(branching !== undefined);
    await openModule(branching.module);
    await page.locator('.detail .grid-body .grid-row').first().waitFor();
    await page
      .locator('.detail pypss-score-grid')
      .getByRole('button', { name: `${branching.name}, ` })
      .first()
      .click();
    assert.equal(await page.locator('#detail-title .cut').textContent(), branching.name);
    const branches = page.locator('.branch-pan tbody tr');
    assert.equal(await branches.count(), Math.min(12, Object.keys(branching.branches).length));
    const [[tag]] = Object.entries(branching.branches).sort((a, b) => b[1] - a[1]);
    assert.equal(await branches.first().locator('th').innerText(), tag);
    assert.match(await page.locator('#branches-title').innerText(), /entropy .*\sbits/);
    await page.keyboard.press('Alt+ArrowLeft');
    assert.equal(await page.locator('#detail-title .cut').textContent(), branching.module);
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('#detail-title').count(), 0);
    await page.evaluate(
      `window.postMessage({ type: 'reveal', place: { place: 'function', name: ${JSON.stringify(branching.name)}, filename: ${JSON.stringify(branching.filename)}, lineno: ${String(branching.lineno)} } }, '*')`,
    );
    await page.locator('#detail-title', { hasText: branching.name }).waitFor();
    await page.getByRole('button', { name: /Open source|Find in code/ }).click();
    assert.match((await sent()).at(-1)?.type ?? '', /open-source|find-in-code/);
  });

  it('says that a stretch holds no traces instead of giving it a score', async () => {
    await night();
    await page.evaluate(
      `sessionStorage.setItem('kept', JSON.stringify({ ...JSON.parse(sessionStorage.getItem('kept') ?? '{}'), range: { from: 1, to: 2 } }))`,
    );
    await page.reload();
    await page.locator('.ring').waitFor();
    assert.match(await page.locator('.range-text').innerText(), /whole file/, 'a range outside the file is no range');
  });

  it('draws hostile traces as text, in their places, and runs nothing of them', async () => {
    const long = 'x'.repeat(1_000_000);
    const nasty = [
      '</script><script>window.hit=1</script>',
      '<img src=x onerror="window.hit=1">',
      '[a](command:workbench.action.quit)',
      'javascript:window.hit=1',
      '\u202eevil\u202c \u2066rtl\u2069',
      '${window.hit=1}{{hit}}',
      '__proto__',
      `${long}<b>`,
    ];
    const calls = Array.from({ length: 10_400 }, (_, index) => ({
      name: index < 400 ? nasty[index % nasty.length] : 'f',
      module: index < 400 ? nasty[(index + 1) % (nasty.length - 1)] : `module${index}`,
      filename: `/srv/${nasty[index % (nasty.length - 1)]}.py`,
      lineno: 1,
      duration: (1 + (index % 17)) / 1000,
      branch_tag: index < 400 ? nasty[index % (nasty.length - 1)] : undefined,
      error: index < 400,
      exception_type: nasty[index % (nasty.length - 1)],
      exception_message: nasty[index % (nasty.length - 1)],
      timestamp: 1_700_000_000 + index / 10,
    }));
    // One such name is enough; a hundred would only make the file large.
    for (const call of calls.slice(20)) if (call.name.length > 1000) call.name = 'short';
    const path = join(folder, 'hostile.json');
    await writeFile(path, JSON.stringify(calls));
    await open(path);
    const check = async (where: string): Promise<void> => {
      const state = await page.evaluate<{
        hit: unknown;
        images: number;
        scripts: number;
        wide: boolean;
        links: number;
      }>(
        `({ hit: window.hit, images: document.images.length, scripts: document.scripts.length,
            wide: document.getElementById('page').scrollWidth > document.getElementById('page').clientWidth + 1,
            links: document.querySelectorAll('a[href]').length })`,
      );
      assert.deepEqual(state, { hit: undefined, images: 0, scripts: 3, wide: false, links: 0 }, where);
    };
    for (const tab of ['metrics', 'diagnostics', 'performance', 'overview']) {
      await page.locator(`#tab-${tab}`).click();
      await check(tab);
    }
    assert.ok((await page.locator('.grid-body .grid-row').count()) < 80, 'few of 10,000 rows are drawn');
    await page.locator('#filter input').fill('onerror');
    await page.locator('.grid-body .row-name').first().click();
    await page.locator('.failures-pan[aria-busy="false"]').waitFor();
    await check('module');
    await page.locator('.failures-pan button.call').first().click();
    await page.locator('.record pre').waitFor();
    await check('record');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Functions', exact: true }).click();
    await page.locator('#filter input').fill('xxxxxxxxxx');
    await page.locator('.grid-body .row-name').first().click();
    await page.locator('.failures-pan tbody tr').first().waitFor();
    await check('a name of a megabyte');
    const requests = await page.evaluate<string[]>(
      `performance.getEntriesByType('resource').map((one) => new URL(one.name).origin)`,
    );
    assert.ok(
      requests.every((origin) => `${origin}/` === server.address),
      'nothing was fetched from elsewhere',
    );
  });

  for (const theme of Object.keys(THEMES) as ThemeKind[]) {
    it(`has no accessibility fault in a detail view that axe finds: ${theme}`, async () => {
      const report = await open(join(SAMPLES, 'night.traces.json'), theme);
      await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
      await openModule(report.modules.reduce((most, row) => (row.errors > most.errors ? row : most)).module);
      await page.locator('.failures-pan button.call').first().click();
      await page.locator('.record pre').waitFor();
      await page.keyboard.press('+');
      await settled();
      const faults = await page.evaluate(
        `axe.run().then(({ violations }) => violations.map((fault) => fault.id + ': ' + fault.nodes.map((node) => node.target + ' ' + node.failureSummary).join(' | ')))`,
      );
      assert.deepEqual(faults, []);
    });
  }
});
