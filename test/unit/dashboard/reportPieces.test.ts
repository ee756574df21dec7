import assert from 'node:assert/strict';
import type { DashboardState, ToDashboard } from '../../../src/protocol/dashboard.ts';
import type { LiveStatus } from '../../../src/protocol/live.ts';
import type { Report } from '../../../src/protocol/report.ts';
import { firstPart, furtherRows } from '../../../src/dashboard/reportPieces.ts';
import { ReportSender } from '../../../src/dashboard/reportSender.ts';
import { Store } from '../../../webview-ui/store.ts';
import { minimalReport } from '../schemas/minimalReport.ts';

const LIMIT = 2_000_000;

function withRows(functions: number, modules: number, name = (index: number): string => `f${index}`): Report {
  const report = minimalReport();
  const [fn] = report.functions;
  const [module] = report.modules;
  return {
    ...report,
    functions: Array.from({ length: functions }, (_, index) => ({ ...fn, name: name(index) })),
    modules: Array.from({ length: modules }, (_, index) => ({ ...module, module: `m${index}` })),
  };
}

const sizeOf = (message: unknown): number => Buffer.byteLength(JSON.stringify(message));

/** Everything that a page gets for a state, and the page's store after that. */
async function sent(report: Report): Promise<{ messages: ToDashboard[]; store: Store }> {
  const messages: ToDashboard[] = [];
  const host = { live: true, post: () => undefined, load: () => undefined, save: () => undefined };
  const store = new Store(host, () => undefined);
  const sender = new ReportSender((message) => {
    messages.push(message);
    store.take(structuredClone(message));
    return Promise.resolve();
  });
  await sender.state({ state: 'ready', file: 'traces.json', report, stale: false });
  return { messages, store };
}

describe('reports in pieces', () => {
  it('send a small report at once, as it is', async () => {
    const report = minimalReport();
    const { messages, store } = await sent(report);
    assert.equal(messages.length, 1);
    assert.deepEqual(store.report, report);
    assert.equal(store.rowsComing, false);
  });

  it('bring 50,000 functions and 10,000 modules in messages under 2 MB, the figures first', async () => {
    const report = withRows(50_000, 10_000);
    const { messages, store } = await sent(report);
    for (const message of messages) assert.ok(sizeOf(message) < LIMIT, `${sizeOf(message)} bytes`);
    const [first] = messages;
    assert.ok(first.type === 'state' && first.state.state === 'ready');
    assert.equal(first.state.report.functions.length, 200);
    assert.ok(messages.length > 10);
    assert.deepEqual(store.report, report);
  });

  it('keep names and branches of 64 KiB under 2 MB a message', async () => {
    const long = '\u0001é"'.repeat(20_000);
    const report = withRows(300, 2, (index) => `${index}${long}`);
    const branches = Object.fromEntries(
      Array.from({ length: 500 }, (_, index) => [`${index}${long.slice(0, 3000)}`, 1]),
    );
    report.functions = report.functions.map((fn) => ({ ...fn, module: long, filename: long, branches }));
    report.failures = Array.from({ length: 200 }, () => ({ ...report.failures[0], exceptionType: long }));
    const { messages, store } = await sent(report);
    for (const message of messages) assert.ok(sizeOf(message) < LIMIT, `${sizeOf(message)} bytes`);
    assert.equal(store.report?.functions.length, 300);
    assert.ok(store.report.functions[299].name.startsWith('299'));
  });

  it('send rows in order and without a gap', () => {
    const report = withRows(3000, 700);
    const part = firstPart(report, 7);
    const at = { modules: part.report.modules.length, functions: part.report.functions.length };
    for (const message of furtherRows(report, part)) {
      assert.equal(message.report, 7);
      assert.equal(message.from, at[message.table]);
      at[message.table] += message.rows.length;
    }
    assert.deepEqual(at, { modules: 700, functions: 3000 });
  });

  it('send a report once, also when its state changes', async () => {
    const report = withRows(5000, 3);
    const messages: ToDashboard[] = [];
    const sender = new ReportSender((message) => Promise.resolve(messages.push(message)));
    await sender.state({ state: 'ready', file: 'f', report, stale: false });
    const before = messages.length;
    await sender.state({ state: 'ready', file: 'f', report, stale: true });
    assert.equal(messages.length, before + 1);
    sender.reset();
    await sender.state({ state: 'ready', file: 'f', report, stale: true });
    assert.equal(messages.length, 2 * before + 1);
  });

  it('end the rows of a report when another has taken its place', async () => {
    const messages: ToDashboard[] = [];
    const pending: (() => void)[] = [];
    const sender = new ReportSender((message) => {
      messages.push(message);
      return new Promise<void>((resolve) => pending.push(resolve));
    });
    const first = sender.state({ state: 'ready', file: 'f', report: withRows(50_000, 3), stale: false });
    pending.shift()?.();
    await Promise.resolve();
    const second = sender.state({ state: 'problem', file: 'f', problem: { kind: 'crashed', message: 'gone' } });
    while (pending.length > 0) {
      pending.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all([first, second]);
    assert.ok(messages.filter((message) => message.type === 'rows').length <= 1);
  });

  describe('that come live', () => {
    const live = (traces: number, state: 'running' | 'stopped' = 'running'): DashboardState => ({
      ...{ state: 'live', file: 'f', report: { ...minimalReport(), traces } },
      live: { state } as LiveStatus,
    });
    let messages: ToDashboard[];
    let taken: (() => void)[];
    let sender: ReportSender;

    const shown = (): (number | undefined)[] =>
      messages.map((message) =>
        message.type === 'state' && message.state.state === 'live' ? message.state.report?.traces : 0,
      );
    const take = async (): Promise<void> => {
      taken.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    };

    beforeEach(() => {
      messages = [];
      taken = [];
      sender = new ReportSender((message) => {
        messages.push(message);
        return new Promise<void>((resolve) => taken.push(resolve));
      });
    });

    it('reach a page that is slow as far as it takes them, the latest first', async () => {
      for (let traces = 1; traces <= 5; traces++) void sender.state(live(traces));
      assert.deepEqual(shown(), [1]);
      await take();
      assert.deepEqual(shown(), [1, 5]);
      await take();
      void sender.state(live(6));
      assert.deepEqual(shown(), [1, 5, 6]);
    });

    it('end with the last one at once, and nothing older comes after it', async () => {
      for (let traces = 1; traces <= 3; traces++) void sender.state(live(traces));
      void sender.state(live(4, 'stopped'));
      assert.deepEqual(shown(), [1, 4]);
      while (taken.length > 0) await take();
      assert.deepEqual(shown(), [1, 4]);
    });

    it('begin anew with a page that has loaded anew, whatever the one before has not taken', async () => {
      for (let traces = 1; traces <= 3; traces++) void sender.state(live(traces));
      sender.reset();
      void sender.state(live(4));
      assert.deepEqual(shown(), [1, 4]);
      void sender.state(live(5));
      await take();
      assert.deepEqual(shown(), [1, 4], 'the page that is gone has taken its last');
      await take();
      assert.deepEqual(shown(), [1, 4, 5]);
    });
  });
});
