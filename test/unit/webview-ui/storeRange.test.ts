import assert from 'node:assert/strict';
import type { FromDashboard } from '../../../src/protocol/dashboard.ts';
import type { Report } from '../../../src/protocol/report.ts';
import type { Timeline } from '../../../src/protocol/reportCharts.ts';
import type { Host } from '../../../webview-ui/host.ts';
import { clipHeat, clipTimeline } from '../../../webview-ui/rangeFigures.ts';
import { Store } from '../../../webview-ui/store.ts';
import { minimalReport } from '../schemas/minimalReport.ts';

/** Longer than a range must rest before it is asked for. */
const REST = 300;

interface TestHost extends Host {
  posted: FromDashboard[];
  kept: unknown;
}

function testHost(live = true, kept?: unknown): TestHost {
  const host: TestHost = {
    live,
    posted: [],
    kept,
    post: (message) => host.posted.push(message),
    load: () => host.kept,
    save: (value) => {
      host.kept = structuredClone(value);
    },
  };
  return host;
}

/** Ten windows of ten seconds, with ten traces in each, and one error in the last. */
function reportOverTime(): Report {
  const report = minimalReport();
  const start = Array.from({ length: 10 }, (_, index) => 1000 + index * 10);
  const columns = Object.keys(report.timeline ?? {}).filter((name) => name !== 'width' && name !== 'start');
  const timeline = Object.fromEntries(columns.map((name) => [name, start.map(() => 1)])) as unknown as Timeline;
  return {
    ...report,
    traces: 100,
    errors: 1,
    timeline: {
      ...timeline,
      width: 10,
      start,
      traces: start.map(() => 10),
      errors: start.map((at) => (at === 1090 ? 1 : 0)),
    },
  };
}

const headOf = (report: Report, id: number) => ({
  id,
  totals: { modules: report.modules.length, functions: report.functions.length },
});

function ready(host: Host): { store: Store; report: Report } {
  const store = new Store(host, () => undefined);
  const report = reportOverTime();
  store.take({ type: 'state', state: { state: 'ready', file: 'f', report, stale: false }, head: headOf(report, 1) });
  return { store, report };
}

const rest = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, REST));

describe('figures of a range', () => {
  it('come from the charts at once, and exactly once they have been asked for', async () => {
    const host = testHost();
    const { store } = ready(host);
    store.time.set({ from: 1050, to: 1080 });
    assert.equal(store.figures, 'updating');
    assert.equal(store.report?.traces, 30);
    assert.deepEqual(store.report.timeline?.start, [1050, 1060, 1070]);
    assert.equal(host.posted.length, 0, 'a range that may still change is not asked for');
    await rest();
    const [question] = host.posted;
    assert.deepEqual(question, { type: 'ask', id: 1, question: { ask: 'report', filter: { from: 1050, to: 1080 } } });
    const exact = { ...minimalReport(), pss: 77 };
    store.take({ type: 'answer', id: 1, answer: { answer: 'report', report: exact }, head: headOf(exact, 2) });
    await Promise.resolve();
    assert.equal(store.figures, 'exact');
    assert.equal(store.report?.pss, 77);
    store.time.set(null);
    store.time.undo();
    assert.equal(store.report?.pss, 77, 'a range seen before has its figures at once');
    assert.equal(host.posted.length, 1);
  });

  it('are asked for only where the range came to rest, and no longer wanted when it goes on', async () => {
    const host = testHost();
    const { store } = ready(host);
    store.time.set({ from: 1010, to: 1080 });
    store.time.set({ from: 1020, to: 1080 });
    store.time.set({ from: 1030, to: 1080 });
    assert.ok(store.report !== null);
    await rest();
    assert.equal(host.posted.length, 1);
    store.time.set({ from: 1040, to: 1080 });
    assert.ok(store.report !== null);
    assert.deepEqual(host.posted[1], { type: 'forget', id: 1 });
  });

  it('say why they are of the whole where nobody can read the file', async () => {
    const { store } = ready(testHost(false));
    store.time.set({ from: 1050, to: 1080 });
    assert.ok(store.report !== null);
    await rest();
    assert.equal(store.figures, 'refused');
    assert.match(store.refusal ?? '', /figures only/);
    assert.equal(store.report?.traces, 30);
    assert.equal(store.report.pss, reportOverTime().pss);
  });

  it('are those of the whole again when another report comes that has no such time', () => {
    const { store, report } = ready(testHost());
    store.time.set({ from: 1050, to: 1080 });
    const other = {
      ...report,
      timeline: report.timeline === null ? null : { ...report.timeline, start: [5000, 5010] },
    };
    store.take({
      type: 'state',
      state: { state: 'ready', file: 'f', report: other, stale: false },
      head: headOf(other, 9),
    });
    assert.equal(store.range, null);
    assert.equal(store.report, other);
  });

  it('survive a reload of the page with the steps before', () => {
    const host = testHost();
    const { store } = ready(host);
    store.time.set({ from: 1010, to: 1080 });
    store.time.set({ from: 1020, to: 1050 });
    const again = ready(testHost(true, host.kept)).store;
    assert.deepEqual(again.range, { from: 1020, to: 1050 });
    again.time.undo();
    assert.deepEqual(again.range, { from: 1010, to: 1080 });
  });

  it('move with the hand as one step', () => {
    const { store } = ready(testHost());
    store.time.set({ from: 1010, to: 1050 });
    for (const from of [1012, 1014, 1016]) store.time.drag({ from, to: from + 40 });
    store.time.drop();
    assert.deepEqual(store.range, { from: 1016, to: 1056 });
    store.time.undo();
    assert.deepEqual(store.range, { from: 1010, to: 1050 });
  });

  it('zoom at the crosshair, pan, and reset', () => {
    const { store } = ready(testHost());
    store.pointAt(1020);
    store.time.zoom(0.5);
    assert.deepEqual(store.range, { from: 1010, to: 1060 });
    store.time.pan(0.5);
    assert.deepEqual(store.range, { from: 1035, to: 1085 });
    store.time.set(null);
    assert.equal(store.range, null);
  });
});

describe('clipping', () => {
  it('keeps the windows that lie in the range in part', () => {
    const { timeline } = reportOverTime();
    assert.ok(timeline !== null);
    const clipped = clipTimeline(timeline, { from: 1015, to: 1030 });
    assert.deepEqual(clipped.start, [1010, 1020]);
    assert.equal(clipped.traces.length, 2);
    assert.equal(clipped.width, 10);
    assert.equal(clipTimeline(timeline, { from: 0, to: 9999 }), timeline);
    assert.deepEqual(clipTimeline(timeline, { from: 0, to: 10 }).start, []);
  });

  it('keeps the columns that lie in the range in part', () => {
    const row = {
      module: 'm',
      traces: [1, 2, 3, 4],
      errors: [0, 0, 1, 0],
      pss: [1, 2, 3, 4],
      entropy: [null, 1, 2, null],
    };
    const heat = clipHeat({ width: 10, start: 100, columns: 4, rows: [row] }, { from: 115, to: 130 });
    assert.deepEqual(
      { ...heat, rows: heat.rows.map((one) => one.traces) },
      { width: 10, start: 110, columns: 2, rows: [[2, 3]] },
    );
  });
});

describe('questions', () => {
  it('have their own answers, and none when they are forgotten', async () => {
    const host = testHost();
    const { store } = ready(host);
    const record = (offset: number) => store.ask({ ask: 'record', offset, length: 1 });
    const [one, two] = [record(1), record(2)];
    let forgotten = true;
    void two.answer.then(() => (forgotten = false));
    two.forget();
    store.take({ type: 'answer', id: 2, answer: { answer: 'record', text: 'b', bytes: 1 }, head: null });
    store.take({ type: 'answer', id: 1, answer: { answer: 'record', text: 'a', bytes: 1 }, head: null });
    assert.deepEqual(await one.answer, { answer: 'record', text: 'a', bytes: 1 });
    assert.ok(forgotten);
    assert.deepEqual(host.posted.at(-1), { type: 'forget', id: 2 });
  });
});

describe('detail views', () => {
  it('open one from the other, and are left one by one', () => {
    const host = testHost();
    const { store } = ready(host);
    store.take({ type: 'reveal', place: { place: 'module', module: 'shop' } });
    store.open({ place: 'function', name: 'f', filename: null, lineno: null });
    const again = ready(testHost(true, host.kept)).store;
    assert.deepEqual(again.detail, { place: 'function', name: 'f', filename: null, lineno: null });
    again.goTo('metrics');
    assert.equal(again.detail, null);
    again.goTo('overview');
    again.back();
    assert.deepEqual(again.detail, { place: 'module', module: 'shop' });
    again.goTo('overview');
    assert.equal(again.detail, null);
  });
});
