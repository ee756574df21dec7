import assert from 'node:assert/strict';
import type { RunSummary } from '../../../../src/protocol/history.ts';
import { TREND_RUNS, trendOf } from '../../../../src/extension/history/trend.ts';

/** So many runs, newest first; ids and times rise. */
function runs(count: number): RunSummary[] {
  const scores = { ts: 1, ms: 1, ev: 1, be: 1, cc: 1 };
  return Array.from({ length: count }, (_, index) => {
    const id = count - index;
    return { id, timestamp: id * 100, pss: 90, scores, source: null, details: null };
  });
}

describe('the trend beside a report', () => {
  it('of a file has the newest runs, oldest first, and is compared with the newest', () => {
    const trend = trendOf(runs(80), null);
    assert.equal(trend.runs.length, TREND_RUNS);
    assert.deepEqual([trend.runs[0]?.id, trend.runs.at(-1)?.id], [31, 80]);
    assert.equal(trend.last?.id, 80);
    assert.equal(trend.current, null);
  });

  it('of a stored run is compared with the run before it', () => {
    const trend = trendOf(runs(5), 3);
    assert.deepEqual([trend.last?.id, trend.current], [2, 3]);
    assert.equal(trendOf(runs(5), 1).last, null);
  });

  it('shows a run however old it is', () => {
    for (const id of [1, 10, 100, 180, 200]) {
      const trend = trendOf(runs(200), id);
      assert.equal(trend.runs.length, TREND_RUNS);
      assert.ok(
        trend.runs.some((run) => run.id === id),
        `run ${id} is not shown`,
      );
    }
  });

  it('forgets a row that is gone', () => assert.equal(trendOf(runs(3), 9).current, null));

  it('of no runs is empty', () => assert.deepEqual(trendOf([], null), { runs: [], last: null, current: null }));
});
