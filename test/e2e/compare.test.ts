import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { trendOf } from '../../src/extension/history/trend.ts';
import type { RunSummary } from '../../src/protocol/history.ts';
import type { Report } from '../../src/protocol/report.ts';
import { compareReports } from '../../src/score/comparison.ts';
import { analyze, useBrowserPage } from './browserPage.ts';
import { THEMES, type ThemeKind } from './themes.ts';

const HOSTILE = '<img src=x onerror=alert(1)>\u202e';

/** So many runs of the last hours, newest first; the newest is a regression of another commit. */
function runsBefore(count: number): RunSummary[] {
  const now = Date.now() / 1000;
  return Array.from({ length: count }, (_, index) => ({
    id: count - index,
    timestamp: now - 1200 - index * 3000,
    pss: index === 0 ? 41 : 80,
    scores: { ts: 0.7, ms: 0.9, ev: 0.6, be: 0.8, cc: 1 },
    source: HOSTILE,
    details: {
      traces: 10,
      errors: 1,
      commit: (index === 0 ? 'b' : 'a').repeat(40),
      dirty: false,
      branch: HOSTILE,
      note: index === 0 ? HOSTILE : null,
      duration: 1,
      baseline: index === 3,
      regression: index === 0,
      hasReport: true,
    },
  }));
}

describe('history and comparison in a browser', () => {
  const { sent, tell, accessibilityFaults, ...pages } = useBrowserPage();
  let page: Page;
  let head: Report;
  let base: Report;

  before(() => {
    head = analyze('samples', 'traces.json');
    base = analyze('samples', 'night.traces.json');
  });

  async function open(theme: ThemeKind = 'dark', width = 1280): Promise<void> {
    const file = '/srv/shop/traces.json';
    page = await pages.open({ state: 'ready', file, report: head, stale: false }, { theme, width });
    await page.locator('.score-pan .figure').waitFor();
  }

  async function tellHistory(): Promise<void> {
    await tell({ type: 'history', history: { ...trendOf(runsBefore(12), null), lastFigures: null } });
    await page.locator('.history-pan').waitFor();
  }

  async function tellBaseline(): Promise<void> {
    const side = { run: null, timestamp: null };
    const comparison = compareReports(
      { ...side, report: base, label: HOSTILE },
      { ...side, report: head, label: 'now' },
    );
    await tell({ type: 'baseline', baseline: { label: HOSTILE, report: base, comparison } });
  }

  it('shows nothing of a history before the host has told of one', async () => {
    await open();
    assert.equal(await page.locator('.history-pan, .compare-picker').count(), 0);
    await page.keyboard.press('c');
    assert.deepEqual(
      (await sent()).filter(({ type }) => type === 'choose-baseline'),
      [],
    );
    await tell({ type: 'history', history: null });
    await page.locator('.compare-picker').waitFor();
    await page.keyboard.press('c');
    assert.equal((await sent()).filter(({ type }) => type === 'choose-baseline').length, 1);
  });

  it('leads to a first stored run', async () => {
    await open();
    await tell({ type: 'history', history: { ...trendOf([], null), lastFigures: null } });
    await page.getByRole('button', { name: 'Store this run' }).click();
    assert.equal((await sent()).at(-1)?.type, 'store-run');
  });

  it('tells the change against the last run and opens runs of the trend by pointer and keys', async () => {
    await open();
    await tellHistory();
    const change = head.pss - 41;
    assert.match(
      await page.locator('.score-pan .change').innerText(),
      new RegExp(`up by ${change}\\s+against the last run \\(41\\)`),
    );
    const trend = page.getByRole('listbox', { name: /Stored runs/ });
    assert.equal(await trend.getByRole('option').count(), 12);
    assert.match(
      (await trend.getByRole('option').last().getAttribute('aria-label')) ?? '',
      /PSS 41.*regression.*commit bbbbbbb/,
    );
    await trend.focus();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Enter');
    assert.deepEqual((await sent()).at(-1), { type: 'open-run', run: 11 });
    const box = await trend.boundingBox();
    assert.ok(box);
    await page.mouse.click(box.x + 1, box.y + 20);
    assert.deepEqual((await sent()).at(-1), { type: 'open-run', run: 1 });
    await page.getByRole('button', { name: '1 h', exact: true }).click();
    assert.equal(await trend.getByRole('option').count(), 1);
    await page.locator('.history-pan').getByRole('button', { name: 'Show as table' }).click();
    assert.equal(await page.locator('.history-pan tbody tr').count(), 1);
  });

  it('shows what moved, in points that add up, and the functions that moved it', async () => {
    await open();
    await tellHistory();
    await tellBaseline();
    await page.keyboard.press('5');
    await page.getByRole('heading', { name: /^Compared with/ }).waitFor();
    const points = (text: string): number => Number(text.replace('\u2212', '-').replace(/[^\d.-]/g, ''));
    const rows = await page.locator('.moves tbody .points').allInnerTexts();
    const total = points(await page.locator('.moves tfoot .points').innerText());
    const sum = rows.reduce((all, text) => all + points(text), 0);
    assert.ok(Math.abs(sum - total) <= 0.25, `${rows.join(' ')} is not ${total}`);
    assert.ok(Math.abs(total - (head.pss - base.pss)) <= 1.05);
    assert.ok((await page.locator('.compared tbody tr').count()) > 5);
    await page.locator('.compared .link').first().click();
    assert.equal((await sent()).at(-1)?.type, 'open-source');
    await page.getByRole('button', { name: 'Modules', exact: true }).click();
    await page.getByText('Modules that moved it').waitFor();
    assert.equal(await page.getByRole('columnheader', { name: 'Module' }).count(), 1);
  });

  it('has the change of each row in the tables, and sorts by it', async () => {
    await open();
    await tellHistory();
    await tellBaseline();
    const header = page.getByRole('columnheader', { name: /vs base/ });
    await header.getByRole('button').click();
    const known = new Map(base.modules.map(({ module, pss }) => [module, pss]));
    const changes = head.modules
      .map(({ module, pss }) => (known.has(module) ? pss - (known.get(module) ?? 0) : 1000))
      .sort((a, b) => a - b);
    const shown = await page.locator('.grid-body .change-col').allInnerTexts();
    assert.equal(shown.length, changes.length);
    const first = shown[0]?.replace(/\s/g, '') ?? '';
    const expected = changes[0] ?? 0;
    assert.ok(first.includes(String(Math.abs(expected))), `${first} is not ${expected}`);
  });

  it('lays the heatmaps of the baseline beside those shown, cell by cell, and shows the change', async () => {
    await open();
    await tellHistory();
    await tellBaseline();
    await page.keyboard.press('3');
    const panel = page.locator('section', { has: page.locator('#error-heat-title') });
    const cells = panel.locator('.cells [data-column]');
    assert.match((await cells.first().getAttribute('aria-label')) ?? '', /calls failed.*, before: .*calls failed/);
    await panel.getByRole('button', { name: 'Change' }).click();
    const failures = (report: Report, module: string): number =>
      report.heat?.rows.find((row) => row.module === module)?.errors.reduce((sum, count) => sum + count, 0) ?? 0;
    const expected = head.heat?.rows
      .map(({ module }) => ({ module, by: failures(head, module) - failures(base, module) }))
      .filter(({ module }) => failures(head, module) + failures(base, module) > 0)
      .sort((a, b) => b.by - a.by);
    assert.ok(expected !== undefined && expected.length > 0);
    const names = await panel.locator('.heat-name').evaluateAll((all) => all.map((one) => one.getAttribute('title')));
    assert.deepEqual(
      names,
      expected.map(({ module }) => module),
    );
    const signed = (by: number): string => (by === 0 ? '± 0' : `${by > 0 ? '+' : '−'}${Math.abs(by)}`);
    // The runs are of one length and one width of columns, so that nothing is left over at the end.
    if (head.heat?.width === base.heat?.width && (head.heat?.columns ?? 0) >= (base.heat?.columns ?? 0)) {
      assert.deepEqual(
        await panel.locator('.heat-total').allInnerTexts(),
        expected.map(({ by }) => signed(by)),
      );
    }
    await panel.getByRole('button', { name: 'Show as table' }).click();
    assert.ok((await panel.locator('td .then').count()) > 0);
  });

  it('draws the violins of the baseline over those shown, and has both medians in the table', async () => {
    await open();
    await tellHistory();
    await tellBaseline();
    await page.keyboard.press('4');
    const panel = page.locator('.violins-pan');
    const shared = (head.distributions.modules ?? [])
      .slice(0, 6)
      .filter(({ module }) => base.distributions.modules?.some((other) => other.module === module));
    assert.ok(shared.length > 0);
    assert.equal(await panel.locator('.violin .earlier .then').count(), 2 * shared.length);
    assert.match((await panel.locator('.violin').first().getAttribute('aria-label')) ?? '', /; before: median/);
    await panel.getByRole('button', { name: 'Show as table' }).click();
    assert.equal(await panel.getByRole('columnheader', { name: 'Median before' }).count(), 1);
  });

  it('leaves the comparison with its baseline', async () => {
    await open();
    await tellHistory();
    await tellBaseline();
    await tell({ type: 'reveal', place: { place: 'comparison' } });
    await page.locator('.body.compare').waitFor();
    await page.getByRole('button', { name: 'Stop comparing' }).click();
    assert.equal((await sent()).at(-1)?.type, 'clear-baseline');
    await tell({ type: 'baseline', baseline: null });
    await page.locator('.body.overview').waitFor();
    assert.equal(await page.getByRole('tab', { name: 'Compare' }).count(), 0);
  });

  for (const theme of Object.keys(THEMES) as ThemeKind[]) {
    it(`has no accessibility fault that axe finds, and runs nothing: ${theme}`, async () => {
      await open(theme, theme === 'light' ? 600 : 1280);
      const check = async (where: string): Promise<void> => {
        assert.deepEqual(await accessibilityFaults(), [], where);
      };
      await tellHistory();
      await check('trend');
      await page.locator('.history-pan').getByRole('button', { name: 'Show as table' }).click();
      await check('trend as a table');
      await tellBaseline();
      await page.getByRole('tab', { name: 'Compare' }).click();
      await check('comparison');
      await page.getByRole('tab', { name: 'Diagnostics' }).click();
      await page.locator('#error-heat-title').waitFor();
      await page.getByRole('button', { name: 'Change' }).first().click();
      await check('change of heatmaps');
      await page.getByRole('tab', { name: 'Performance' }).click();
      await check('violins with those before');
      assert.equal(await page.locator('img').count(), 0);
      const wide = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
      assert.equal(wide, false, 'the page is wider than its window');
    });
  }
});
