import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { AnalysisProblem } from '../../src/protocol/analysis.ts';
import type { DashboardState, FromDashboard } from '../../src/protocol/dashboard.ts';
import type { Report } from '../../src/protocol/report.ts';
import { analyze, type PageLook, useBrowserPage } from './browserPage.ts';
import { THEMES, type ThemeKind } from './themes.ts';

const TABS = ['overview', 'metrics', 'diagnostics', 'performance'];

function ready(report: Report, stale = false): DashboardState {
  return { state: 'ready', file: '/srv/shop/web.traces.json', report, stale };
}

/** The bundle in a real browser, under the policy of a webview, before an editor that only records what it is told. */
describe('the dashboard in a browser', () => {
  const { sent, show, accessibilityFaults, ...pages } = useBrowserPage();
  let page: Page;
  let report: Report;

  before(() => {
    report = analyze('test', 'fixtures', 'conformance', 'web_service.array.json');
  });

  async function open(state: DashboardState | null, look?: PageLook): Promise<void> {
    page = await pages.open(state, look);
  }

  const firstColumn = () => page.locator('.grid-body .grid-row .name .cut').allTextContents();

  it('shows score, verdict, points and figures of the report', async () => {
    await open(ready(report));
    assert.equal(await page.locator('.ring').getAttribute('aria-label'), `PSS ${report.pss} of 100, Unstable`);
    assert.equal(await page.locator('.ring .figure').textContent(), '34');
    assert.equal(
      await page.locator('#breakdown-title').innerText(),
      'Where 66 points went solid: earned · hatched: lost',
    );
    assert.deepEqual(await page.locator('[data-metric]').allInnerTexts(), ['0', '98', '60', '12', '1']);
    const kpis = (await page.locator('.kpi .value').allInnerTexts()).map((text) => text.replace('\u202f', ' '));
    assert.deepEqual(kpis, ['2,719', '0.70 %', '2.39 ms', '1.02 ms', '9.74 ms', '13.9 ms', '91 %']);
    assert.deepEqual(await firstColumn(), [
      'shop.catalog',
      'shop.http',
      'shop.payments',
      'shop.db',
      'shop.auth',
      'shop.views',
    ]);
    assert.deepEqual(await sent(), [{ type: 'ready' }]);
  });

  it('sorts by a header, opens a module, and filters', async () => {
    await open(ready(report));
    const header = page.getByRole('columnheader', { name: 'Traces' });
    await header.getByRole('button').click();
    assert.equal(await header.getAttribute('aria-sort'), 'descending');
    assert.equal((await firstColumn())[0], 'shop.views');
    await header.getByRole('button').click();
    assert.equal((await firstColumn())[0], 'shop.db');
    await page.getByRole('button', { name: 'shop.payments' }).click();
    assert.equal(await page.locator('#detail-title .cut').textContent(), 'shop.payments');
    await page.locator('.detail .grid-body .grid-row').first().waitFor();
    assert.deepEqual(await firstColumn(), ['charge_card']);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Functions', exact: true }).click();
    await page.locator('#filter input').fill('no such thing');
    assert.match(await page.locator('pypss-score-grid').innerText(), /No functions match “no such thing”/);
  });

  it('explains a score in place, and keeps what was chosen over a reload', async () => {
    await open(ready(report));
    await page.getByRole('button', { name: 'Why? Timing stability' }).click();
    const why = page.getByRole('region', { name: 'Why Timing stability' });
    assert.match(await why.innerText(), /exp\(.*0\.00152/);
    assert.match(await why.innerText(), /handle_request/);
    await why.getByRole('button', { name: 'line 48' }).click();
    const source = { type: 'open-source', filename: '/srv/app/web_service.py', lineno: 48 };
    assert.deepEqual((await sent()).at(-1), source);
    await page.reload();
    await why.waitFor();
    await page.getByRole('button', { name: 'Hide Timing stability' }).click();
    assert.equal(await why.count(), 0);
  });

  it('can be used by keys alone', async () => {
    await open(ready(report));
    for (const [index, tab] of TABS.entries()) {
      await page.keyboard.press(String(index + 1));
      assert.equal(await page.locator(`#tab-${tab}`).getAttribute('aria-selected'), 'true');
    }
    await page.keyboard.press('/');
    await page.keyboard.type('card');
    assert.deepEqual(await firstColumn(), []);
    await page.keyboard.press('Escape');
    assert.equal((await firstColumn()).length, 6);
    await page.getByRole('button', { name: 'Functions', exact: true }).press('Enter');
    // The button that saves the table, then its first row.
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    const focused = page.locator(':focus');
    assert.match(await focused.innerText(), /load_product/);
    await page.keyboard.press('Enter');
    assert.equal(await page.locator('#detail-title .cut').textContent(), 'load_product');
    assert.equal(await page.evaluate('document.activeElement.id'), 'detail-title');
    await page.keyboard.press('Alt+ArrowLeft');
    await page.locator('.grid-body [role=gridcell]').first().focus();
    await page.keyboard.press('o');
    assert.deepEqual((await sent()).at(-1), { type: 'find-in-code', name: 'load_product' });
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('End');
    assert.equal(await focused.innerText(), 'web_service.py:48');
    await page.keyboard.press('Control+Enter');
    const source = { type: 'open-source', filename: '/srv/app/web_service.py', lineno: 48 };
    assert.deepEqual((await sent()).at(-1), source);
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    assert.equal(await page.evaluate('document.activeElement.tagName'), 'BUTTON');
    await page.keyboard.press('Enter');
    assert.equal((await firstColumn())[0], 'authenticate');
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    assert.equal(await page.getByRole('dialog').count(), 0);
    await page.keyboard.press('e');
    assert.match(await focused.innerText(), /Report as JSON/);
    await page.keyboard.press('Enter');
    assert.deepEqual((await sent()).at(-1), { type: 'export-report' });
  });

  it('moves the crosshair by keys and reads out the window', async () => {
    await open(ready(report));
    await page.keyboard.press('2');
    await page.keyboard.press('ArrowRight');
    const first = await page.locator('.readout b').innerText();
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('l');
    const pinned = await page.locator('.readout').innerText();
    assert.notEqual(pinned.split('\n')[0], first);
    assert.match(pinned, /pinned/);
    await page.locator('.plot svg').first().hover();
    assert.equal(await page.locator('.readout').innerText(), pinned);
  });

  it('has every chart as a table', async () => {
    await open(ready(report));
    for (const [tab, charts] of [
      ['metrics', 1],
      ['diagnostics', 2],
      ['performance', 3],
    ] as const) {
      await page.locator(`#tab-${tab}`).click();
      const buttons = page.getByRole('button', { name: 'Show as table' });
      for (let left = charts; left > 0; left--) await buttons.first().click();
      assert.equal(await page.locator('.twin table').count(), charts, tab);
    }
    const windows = report.timeline?.start.length ?? 0;
    assert.equal(await page.locator('.twin').first().locator('tbody tr').count(), windows);
  });

  it('shows names as text, whatever they contain', async () => {
    const hostile = '<img src=x onerror=alert(1)></script>${7*7}';
    const [first] = report.functions;
    const changed: Report = {
      ...report,
      modules: report.modules.map((row) => ({ ...row, module: hostile })),
      functions: [{ ...first, name: hostile, filename: `/srv/${hostile}` }, ...report.functions.slice(1)],
      advice: report.advice.map((advice) => ({
        ...advice,
        title: `${hostile} fails`,
        subject: hostile,
        evidence: hostile,
      })),
      metrics: report.metrics.map((metric) => ({ ...metric, evidence: hostile, formula: hostile })),
      exceptions: report.exceptions.map((one) => ({ ...one, type: hostile, message: hostile, example: hostile })),
      warnings: [hostile],
    };
    await open(ready(changed));
    await page.getByRole('button', { name: 'Why? Timing stability' }).click();
    for (const tab of TABS) {
      await page.locator(`#tab-${tab}`).click();
      assert.equal(await page.locator('img').count(), 0);
    }
    await page.locator('#tab-overview').click();
    assert.equal((await firstColumn())[0].replaceAll('\n', ''), hostile);
    await show({
      state: 'problem',
      file: `/x/${hostile}`,
      problem: { kind: 'no-traces', message: hostile, paths: [hostile] },
    });
    await page.locator('.state-page').waitFor();
    assert.equal(await page.locator('img').count(), 0);
  });

  it('does not move when the first figures come', async () => {
    const progress = { bytes: 24e6, total: 59e6, traces: 55_046, elapsed: 1.4 };
    await open({ state: 'loading', file: 'a.json', progress, report: null });
    const boxes = () =>
      page.evaluate<unknown[]>(
        `[...document.querySelectorAll('.range, .score-pan, .breakdown-pan, .bdr, .advisor-pan, .kpis, .kpi, .table-title')]
          .map((element) => { const { x, y, width, height } = element.getBoundingClientRect(); return { name: element.className, x, y, width, height }; })`,
      );
    const before = await boxes();
    assert.equal(before.length, 18);
    assert.match(
      (await page.locator('.range-text').innerText()).replaceAll('\u202f', ' '),
      /41 % · 23 of 56 MB\s+about 2 s left/,
    );
    const advice = report.advice.slice(0, 2);
    await show({ state: 'loading', file: 'a.json', progress, report: { ...report, advice, complete: false } });
    await page.locator('.ring .figure', { hasText: '34' }).waitFor();
    assert.deepEqual(await boxes(), before);
    await show(ready({ ...report, advice }));
    await page.getByRole('button', { name: 'Stop here' }).waitFor({ state: 'detached' });
    assert.deepEqual(await boxes(), before);
  });

  it('does not move when the first figures come to a page of two columns', async () => {
    const progress = { bytes: 24e6, total: 59e6, traces: 55_046, elapsed: 1.4 };
    await open({ state: 'loading', file: 'a.json', progress, report: null }, { width: 900 });
    const places = () =>
      page.evaluate<unknown[]>(
        `[...document.querySelectorAll('.breakdown-pan, .advisor-pan, .kpis, .table-title')]
          .map((element) => { const { x, y, width, height } = element.getBoundingClientRect(); return { name: element.className, x, y, width, height }; })`,
      );
    const before = await places();
    assert.equal(before.length, 4);
    for (const count of [1, 5]) {
      const advice = report.advice.slice(0, count);
      await show({ state: 'loading', file: 'a.json', progress, report: { ...report, advice, complete: false } });
      await page.locator('.advice li').first().waitFor();
      assert.deepEqual(await places(), before);
    }
  });

  it('says what is known of figures that are not final, and offers the next step', async () => {
    const progress = { bytes: 25, total: 100, traces: 2719, elapsed: 1 };
    await open({ state: 'loading', file: 'a.json', progress, report });
    await page.getByRole('button', { name: 'Stop here' }).click();
    assert.deepEqual((await sent()).at(-1), { type: 'stop' });
    await show({ state: 'stopped', file: 'a.json', progress, report: { ...report, complete: false } });
    await page.getByRole('button', { name: 'Read whole file' }).click();
    assert.match(await page.locator('.note').innerText(), /first 2,719 traces \(25.%\), stopped by you/);
    assert.deepEqual((await sent()).at(-1), { type: 'reload' });
    await show(ready(report, true));
    assert.match(await page.locator('.banner').innerText(), /The file changed on disk/);
    await show(ready({ ...report, damage: { offset: 574_964, reason: 'the input ends too early' }, exact: false }));
    await page.getByRole('button', { name: 'Go to byte' }).click();
    assert.match(await page.locator('.banner').innerText(), /Damaged at byte 574,964/);
    assert.deepEqual((await sent()).at(-1), { type: 'open-as-text', offset: 574_964 });
    assert.match(await page.locator('p.verdict').innerText(), /± 0\.2 pt/);
    const empty = analyze('test', 'fixtures', 'conformance', 'empty_array.json');
    await show(ready(empty));
    assert.match(await page.locator('.state-page').innerText(), /valid, but holds an empty list/);
    assert.equal(await page.locator('.banner').count(), 0);
    await show(ready({ ...empty, warnings: ['pypss.toml:3: unknown key', ...empty.warnings] }));
    assert.match(await page.locator('.banner').innerText(), /unknown key/);
    const found = 'an object with the keys name, version, …';
    await show({ state: 'problem', file: 'package.json', problem: { kind: 'no-traces', message: 'no', found } });
    assert.match(
      await page.locator('.state-page').innerText(),
      /Found an object with the keys name, version, … A trace/,
    );
  });

  const problems: [AnalysisProblem, RegExp, string, FromDashboard][] = [
    [{ kind: 'not-found', message: 'Gone.' }, /web\.json is not there/, 'Choose Another File', { type: 'choose-file' }],
    [{ kind: 'unreadable', message: 'No right to read.' }, /cannot be read/, 'Show Log', { type: 'show-log' }],
    [
      { kind: 'no-traces', message: 'None.', found: 'one object with the keys name, version' },
      /No traces in web\.json[^]*Found one object with the keys name, version/,
      'Open as Text',
      { type: 'open-as-text' },
    ],
    [
      { kind: 'no-traces', message: 'None.', found: 'one object', paths: ['$.run.calls'] },
      /at\s+\$\.run\.calls/,
      'Read $.run.calls',
      { type: 'read-path', jsonPath: '$.run.calls' },
    ],
    [
      { kind: 'only-skipped', message: '3 of 3 malformed.' },
      /No usable trace/,
      'Open as Text',
      { type: 'open-as-text' },
    ],
    [
      { kind: 'damaged', message: 'Garbage.', offset: 1234 },
      /is damaged/,
      'Go to Byte 1,234',
      { type: 'open-as-text', offset: 1234 },
    ],
    [
      {
        kind: 'configuration',
        message: '/w/pypss.toml:4:9: alpha must be a number.',
        file: '/w/pypss.toml',
        line: 4,
        column: 9,
      },
      /^The configuration has an error\s+alpha must be a number\.\s/,
      '/w/pypss.toml:4:9',
      { type: 'open-config', file: '/w/pypss.toml', line: 4, column: 9 },
    ],
    [{ kind: 'changed', message: 'It got shorter.' }, /changed while it was read/, 'Read Again', { type: 'reload' }],
    [{ kind: 'crashed', message: 'The worker ended.' }, /broke off/, 'Show Log', { type: 'show-log' }],
    [{ kind: 'cancelled', message: 'Cancelled.' }, /was not read/, 'Read Again', { type: 'reload' }],
  ];
  for (const [problem, text, step, message] of problems) {
    it(`says what happened and what to do next: ${problem.kind}${problem.paths === undefined ? '' : ', traces deeper'}`, async () => {
      await open({ state: 'problem', file: '/w/web.json', problem });
      assert.match(await page.locator('.state-page').innerText(), text);
      await page.getByRole('button', { name: step, exact: true }).click();
      assert.deepEqual((await sent()).at(-1), message);
      assert.equal(await page.getByRole('tab').count(), 0, 'there is nothing to show in tabs');
    });
  }

  it('draws few of 50,000 rows, and reaches the last one by a key', async () => {
    const [first] = report.functions;
    const functions = Array.from({ length: 50_000 }, (_, index) => ({
      ...first,
      name: `f${index}`,
      lineno: index + 1,
      pss: index / 1000,
    }));
    await open(ready({ ...report, functions }));
    await page.getByRole('button', { name: 'Functions', exact: true }).click();
    const rows = page.locator('.grid-body .grid-row');
    assert.equal(await page.getByRole('grid').getAttribute('aria-rowcount'), '50001');
    assert.ok((await rows.count()) < 80);
    await page.locator('.grid-body [role=gridcell]').first().focus();
    await page.keyboard.press('Control+End');
    await page.keyboard.press('Home');
    assert.match(await page.locator(':focus').innerText(), /f49999/);
    assert.ok((await rows.count()) < 80);
  });

  it('runs without an editor: figures, no actions, no requests elsewhere', async () => {
    await open(ready(report), { standalone: true });
    assert.equal(await page.locator('.ring .figure').textContent(), '34');
    assert.equal(await page.getByRole('button', { name: /Reload|Find in code|web_service/ }).count(), 0);
    assert.match(await page.locator('.advice').innerText(), /web_service\.py:48/);
    assert.match(await page.evaluate('document.body.className'), /standalone vscode-light/);
  });

  for (const theme of Object.keys(THEMES) as ThemeKind[]) {
    it(`has no accessibility fault that axe finds: ${theme}`, async () => {
      const check = async (where: string): Promise<void> => {
        assert.deepEqual(await accessibilityFaults(), [], where);
      };
      await open(ready(report, true), { theme });
      await page.getByRole('button', { name: 'Why? Error volatility' }).click();
      for (const tab of TABS) {
        await page.locator(`#tab-${tab}`).click();
        await check(tab);
      }
      await page.locator('#tab-metrics').click();
      await page.getByRole('button', { name: 'Show as table' }).click();
      await check('table of a chart');
      await page.locator('#tab-overview').click();
      await page.getByRole('button', { name: 'Functions', exact: true }).click();
      await page.keyboard.press('?');
      await check('functions and keys');
      await page.keyboard.press('Escape');
      await page.keyboard.press('s');
      await page.getByRole('dialog', { name: 'What if' }).waitFor();
      await check('what-if');
      await page.keyboard.press('Escape');
      await show({ state: 'problem', file: 'a.json', problem: { kind: 'no-traces', message: 'x', paths: ['$.a'] } });
      await page.locator('.state-page').waitFor();
      await check('problem');
      await show({
        state: 'loading',
        file: 'a.json',
        progress: { bytes: 1, total: 9, traces: 1, elapsed: 1 },
        report: null,
      });
      await page.getByRole('progressbar').waitFor();
      await check('loading');
    });
  }
});
