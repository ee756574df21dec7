import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { DashboardState } from '../../src/protocol/dashboard.ts';
import type { LiveStatus } from '../../src/protocol/live.ts';
import type { Report } from '../../src/protocol/report.ts';
import { analyze, type PageLook, useBrowserPage } from './browserPage.ts';
import { THEMES, type ThemeKind } from './themes.ts';

/** Pictures to look at go there, if it is set. */
const PICTURES = process.env['PYPSS_LIVE_PICTURES'];

describe('the page of a live dashboard', () => {
  const { show, accessibilityFaults, ...pages } = useBrowserPage();
  let page: Page;
  let report: Report;

  before(() => {
    report = analyze('test', 'fixtures', 'conformance', 'web_service.array.json');
  });

  const status = (more: Partial<LiveStatus> = {}): LiveStatus => ({
    ...{ id: 'a', kind: 'redis', name: 'Redis pypss:traces', address: 'redis://localhost:6379', state: 'running' },
    ...{ message: null, rate: 182.3, since: 1.7e9, last: Date.now() / 1000, window: null, behind: 0, marks: [] },
    ...{ received: 2719, scored: 2719, skipped: 0, repeated: 0, dropped: 0, pending: 0, lag: 0 },
    ...more,
  });
  const live = (more: Partial<LiveStatus> = {}, shown: Report | null = report): DashboardState => ({
    state: 'live',
    file: 'redis://localhost:6379',
    report: shown,
    live: status(more),
  });

  async function open(state: DashboardState, look?: PageLook): Promise<void> {
    page = await pages.open(state, look);
    await page.locator('.live').waitFor();
  }

  const sent = async () => (await pages.sent()).slice(1);
  const word = async (): Promise<string> => (await page.locator('.live-word').innerText()).trim();
  const counters = async (): Promise<Record<string, string>> => {
    const [names, values] = await Promise.all([
      page.locator('.counters dt').allInnerTexts(),
      page.locator('.counters dd').allInnerTexts(),
    ]);
    return Object.fromEntries(names.map((name, index) => [name, (values[index] ?? '').replace('\u202f', ' ')]));
  };

  it('says how fast and fresh, and every counter', async () => {
    await open(
      live({
        ...{ received: 12_345, scored: 12_000, skipped: 40, repeated: 5, dropped: 300, lag: 2.5, behind: 17 },
        message: 'more came than could be taken',
      }),
    );
    assert.equal(await word(), 'Live');
    assert.match(await page.locator('.live-state .muted').innerText(), /182 traces\/s · last (just now|\d+\ss ago)/);
    assert.deepEqual(await counters(), {
      ...{ received: '12,345', scored: '12,000', skipped: '40', repeated: '5', dropped: '300' },
      ...{ lag: '2.50 s', 'to come': '17' },
    });
    assert.match(
      await page.locator('.banner').innerText(),
      /40 items skipped, 300 items dropped.*more came than could/,
    );
    assert.match(await page.locator('.range-text').innerText(), /since the start/);
  });

  it('asks for what its buttons say', async () => {
    await open(live());
    for (const name of ['Pause', 'Mark this moment', 'Save what was received', '1 min', 'Stop']) {
      await page.locator('.live').getByRole('button', { name }).first().click();
    }
    await show(live({ state: 'paused' }));
    await page.getByRole('button', { name: 'Resume' }).click();
    await show(live({ state: 'stopped' }));
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    assert.deepEqual(await sent(), [
      { type: 'pause' },
      { type: 'mark' },
      { type: 'save-received' },
      { type: 'live-window', seconds: 60 },
      { type: 'stop' },
      { type: 'resume' },
      { type: 'reload' },
    ]);
  });

  it('is called live only while it is', async () => {
    await open(live({ state: 'waiting', message: 'Redis cannot be reached; it is tried again' }));
    assert.equal(await word(), 'Waiting');
    assert.match(await page.locator('.banner').innerText(), /Redis cannot be reached/);
    for (const [state, said] of [
      ['paused', 'Paused'],
      ['stopped', 'Stopped'],
      ['failed', 'Failed'],
      ['running', 'Live'],
    ] as const) {
      await show(live({ state }));
      await page.locator('.live-word', { hasText: said }).waitFor();
    }
    // The editor has died: nobody says so, the clock does.
    await page.locator('.live-word', { hasText: 'No news' }).waitFor();
    await show(live());
    await page.locator('.live-word', { hasText: 'Live' }).waitFor();
  });

  it('says what it waits for, and offers to start what is stopped', async () => {
    await open(live({ state: 'stopped', received: 0, last: null }, null));
    await page.getByRole('heading', { name: 'This collector is stopped' }).waitFor();
    await page.locator('vscode-button', { hasText: 'Start' }).click();
    assert.deepEqual(await sent(), [{ type: 'reload' }]);
    await show(live({ received: 0, last: null }, null));
    await page.getByRole('heading', { name: 'Waiting for the first trace' }).waitFor();
    await show(live({ state: 'failed', received: 0, message: 'port 1 is taken' }, null));
    await page.getByText('Port 1 is taken.').waitFor();
    await show(live({ window: 60 }, { ...report, traces: 0 }));
    await page.getByRole('heading', { name: /No traces in the last 1/ }).waitFor();
  });

  it('sticks to now unless zoomed, and never asks for calls that nobody kept', async () => {
    await open(live());
    const timeline = report.timeline!;
    const to = timeline.start.at(-1)! + timeline.width;
    const grown: Report = { ...report, traces: 3000, time: { from: report.time!.from, to: to + 600 } };
    await show(live({}, grown));
    await page.locator('.kpi .value', { hasText: '3,000' }).waitFor();
    assert.match(await page.locator('.range-text').innerText(), /1[12]\smin/);
    await page.keyboard.press('+');
    const zoomed = await page.locator('.range-text b').innerText();
    assert.match(await page.locator('.range-text').innerText(), /charts only/);
    await show(live({}, { ...report }));
    assert.equal(await page.locator('.range-text b').innerText(), zoomed);
    await page.keyboard.press('0');
    await page.getByRole('button', { name: 'shop.payments' }).click();
    await page.getByText('save what was received').first().waitFor();
    assert.deepEqual(
      (await sent()).filter(({ type }) => type === 'ask'),
      [],
    );
  });

  it('moves nothing but figures while it is live', async () => {
    await open(live());
    const places = () =>
      page
        .locator('.live button, .ring, .kpi, .pan')
        .evaluateAll((all) => all.map((element) => JSON.stringify(element.getBoundingClientRect())));
    const before = await places();
    await show(
      live({ received: 123_456_789, scored: 123_456_000, repeated: 789, rate: 4821.7 }, { ...report, pss: 7 }),
    );
    await page.locator('.counters', { hasText: '123,456,789' }).waitFor();
    assert.deepEqual(await places(), before);
  });

  it('shows marked moments on the time line', async () => {
    await open(live({ marks: [{ time: report.time!.from + 20, label: '<b>deployed</b>' }] }));
    assert.match(await page.locator('.mini .moment').locator('..').locator('title').innerHTML(), /&lt;b&gt;deployed/);
  });

  it('draws marked moments through the charts over time, with their names, and lists them in the table', async () => {
    const { from, to } = report.time!;
    const middle = (from + to) / 2;
    const marks = [
      { time: to - 0.5, label: 'the very last, with a name that is longer than there is room for' },
      { time: middle, label: '<b>deployed</b>' },
      { time: middle + 0.001, label: 'at the same time' },
      { time: from - 3600, label: 'long before' },
    ];
    await open(live({ marks }));
    await page.getByRole('tab', { name: 'Metrics' }).click();
    const plots = await page.locator('.chart-pan .plot').count();
    assert.ok(plots >= 6, String(plots));
    assert.equal(await page.locator('.chart-pan .plot .moment').count(), plots * 3);
    const names = await page.locator('.moment-label').allInnerTexts();
    assert.deepEqual(names, ['<b>deployed</b>', marks[0].label]);
    const beyond = await page
      .locator('.moment-label')
      .evaluateAll((all) =>
        all.filter((one) => one.getBoundingClientRect().right > one.parentElement!.getBoundingClientRect().right + 1),
      );
    assert.equal(beyond.length, 0, 'names stay in their chart');
    if (PICTURES !== undefined) {
      await mkdir(PICTURES, { recursive: true });
      await page.screenshot({ path: join(PICTURES, 'marks.png') });
    }
    await page.locator('.chart-pan').first().getByRole('button', { name: /table/i }).first().click();
    const cells = (await page.locator('.twin td.marked').allInnerTexts()).filter((text) => text !== '');
    assert.equal(cells.length, 2);
    assert.match(cells[0], /^\d\d:\d\d:\d\d <b>deployed<\/b>; \d\d:\d\d:\d\d at the same time$/);
    assert.match(cells[1], /the very last, with a name that is longer than there is room for$/);
  });

  for (const theme of Object.keys(THEMES) as ThemeKind[]) {
    for (const width of [1280, 600, 400]) {
      it(`has no accessibility fault and no cut-off control: ${theme}, ${width}`, async () => {
        const states: [string, DashboardState][] = [
          ['running', live({ skipped: 4, dropped: 1200, message: 'more came than could be taken' })],
          ['paused', live({ state: 'paused' })],
          ['stopped', live({ state: 'stopped', received: 0 }, null)],
          ['failed', live({ state: 'failed', message: 'Redis at redis://localhost:6379 refuses: NOAUTH.' })],
        ];
        await open(states[0][1], { theme, width });
        for (const [name, state] of states) {
          await show(state);
          await page.locator(`.live-word.${state.state === 'live' ? state.live.state : ''}`).waitFor();
          assert.deepEqual(await accessibilityFaults(), [], name);
          const beyond = await page
            .locator('.live button, .counters div')
            .evaluateAll((all) => all.filter((one) => one.getBoundingClientRect().right > innerWidth + 0.5).length);
          assert.equal(beyond, 0, `${name} fits`);
          if (PICTURES === undefined) continue;
          await mkdir(PICTURES, { recursive: true });
          await page.screenshot({ path: join(PICTURES, `${theme}-${width}-${name}.png`) });
        }
      });
    }
  }
});
