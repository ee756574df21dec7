import assert from 'node:assert/strict';
import type { Timeline } from '../../../src/protocol/reportCharts.ts';
import { burstRate, eventsOf } from '../../../webview-ui/courseEvents.ts';

const LIMITS = { errorRate: 0.1, memoryRatio: 1.5 };

/** Windows of ten seconds with 100 calls each; what differs is given by index. */
function timeline(change: {
  errors?: Record<number, number>;
  memory?: Record<number, number>;
  without?: number[];
}): Timeline {
  const kept = Array.from({ length: 20 }, (_, index) => index).filter(
    (index) => change.without?.includes(index) !== true,
  );
  const column = (of: (index: number) => number): number[] => kept.map(of);
  const same = (value: number): number[] => column(() => value);
  return {
    width: 10,
    start: column((index) => 1000 + index * 10),
    traces: same(100),
    errors: column((index) => change.errors?.[index] ?? 0),
    pss: column((index) => ((change.errors?.[index] ?? 0) > 0 ? 40 + index : 90)),
    memory: same(100),
    memoryMax: column((index) => change.memory?.[index] ?? 110),
    exact: kept.map(() => true),
    ...Object.fromEntries(
      ['ts', 'ms', 'ev', 'be', 'cc', 'mean', 'p50', 'p90', 'p95', 'p99', 'waiting', 'entropy'].map((name) => [
        name,
        same(0),
      ]),
    ),
  } as Timeline;
}

describe('events of a course', () => {
  it('are none where nothing happens', () => {
    assert.deepEqual(eventsOf(timeline({}), LIMITS), []);
  });

  it('join the windows of one burst, and say what it did to the score', () => {
    const [burst, ...more] = eventsOf(timeline({ errors: { 5: 30, 6: 50, 7: 20 } }), LIMITS);
    assert.deepEqual(more, []);
    assert.deepEqual(burst, {
      kind: 'burst',
      from: 1050,
      to: 1080,
      before: 90,
      lowest: 45,
      traces: 300,
      errors: 100,
      peak: 110,
    });
  });

  it('go on into neighbours that fail less often, but more than usual', () => {
    // 1.75 % fail usually: a burst begins at 10 %, and goes on at 5 %.
    const bursts = eventsOf(timeline({ errors: { 4: 4, 5: 6, 6: 12, 7: 5, 8: 2, 12: 6 } }), LIMITS);
    assert.deepEqual(
      bursts.map(({ from, to, errors }) => [from, to, errors]),
      [[1050, 1080, 23]],
    );
  });

  it('do not count a few failures, nor what is usual', () => {
    assert.deepEqual(eventsOf(timeline({ errors: { 5: 2 } }), { ...LIMITS, errorRate: 0.01 }), []);
    const everywhere = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [index, 40]));
    assert.deepEqual(eventsOf(timeline({ errors: everywhere }), LIMITS), []);
    assert.equal(burstRate(timeline({ errors: everywhere }), LIMITS), 0.8);
    assert.equal(burstRate(timeline({}), LIMITS), LIMITS.errorRate);
    const [burst] = eventsOf(timeline({ errors: { ...everywhere, 9: 95 } }), LIMITS);
    assert.equal(burst.errors, 95);
  });

  it('find memory spikes against the median, and stretches without traces', () => {
    const events = eventsOf(timeline({ memory: { 3: 160 }, without: [10, 11] }), LIMITS);
    assert.deepEqual(
      events.map(({ kind, from, to, peak }) => ({ kind, from, to, peak })),
      [
        { kind: 'spike', from: 1030, to: 1040, peak: 160 },
        { kind: 'gap', from: 1100, to: 1120, peak: 0 },
      ],
    );
  });

  it('are two where a stretch without traces lies between', () => {
    const bursts = eventsOf(timeline({ errors: { 4: 50, 6: 50 }, without: [5] }), LIMITS).filter(
      ({ kind }) => kind === 'burst',
    );
    assert.deepEqual(
      bursts.map(({ from, to }) => [from, to]),
      [
        [1040, 1050],
        [1060, 1070],
      ],
    );
  });
});
