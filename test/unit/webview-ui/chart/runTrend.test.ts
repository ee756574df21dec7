import assert from 'node:assert/strict';
import type { RunDetails, RunSummary } from '../../../../src/protocol/history.ts';
import { labelledRuns, marksOf, placeOfRun, runAt, runsWithin } from '../../../../webview-ui/chart/runTrend.ts';
import { PLAIN_RUN } from '../../support/storedRun.ts';

function run(id: number, timestamp: number, details: Partial<RunDetails> | null = {}): RunSummary {
  const scores = { ts: 1, ms: 1, ev: 1, be: 1, cc: 1 };
  return {
    id,
    timestamp,
    pss: 90,
    scores,
    source: null,
    details: details === null ? null : { ...PLAIN_RUN, ...details },
  };
}

describe('the trend of stored runs', () => {
  it('reaches back as far as its range', () => {
    const now = 1_000_000;
    const runs = [run(1, now - 700_000), run(2, now - 80_000), run(3, now - 3600), run(4, now - 3599)];
    const ids = (range: 'hour' | 'day' | 'week' | 'all'): number[] => runsWithin(runs, range, now).map(({ id }) => id);
    assert.deepEqual(ids('hour'), [3, 4]);
    assert.deepEqual(ids('day'), [2, 3, 4]);
    assert.deepEqual(ids('week'), [2, 3, 4]);
    assert.deepEqual(ids('all'), [1, 2, 3, 4]);
  });

  it('finds a run where it was drawn', () => {
    for (const count of [1, 2, 3, 50]) {
      for (let index = 0; index < count; index++) assert.equal(runAt(placeOfRun(index, count), count), index);
    }
    assert.equal(runAt(-3, 5), 0);
    assert.equal(runAt(9, 5), 4);
  });

  it('marks regressions, the baseline and where the commit changed', () => {
    const marks = marksOf([
      run(1, 1, { commit: 'a'.repeat(40) }),
      run(2, 2, null),
      run(3, 3, { commit: 'a'.repeat(40), baseline: true }),
      run(4, 4, { commit: 'b'.repeat(40), regression: true }),
    ]);
    assert.deepEqual(marks, [
      { regression: false, baseline: false, commit: null },
      { regression: false, baseline: false, commit: null },
      { regression: false, baseline: true, commit: null },
      { regression: true, baseline: false, commit: 'bbbbbbb' },
    ]);
  });

  it('labels the first and the last run and some between', () => {
    assert.deepEqual(labelledRuns(0, 6), []);
    assert.deepEqual(labelledRuns(3, 6), [0, 1, 2]);
    assert.deepEqual(labelledRuns(50, 6), [0, 10, 20, 29, 39, 49]);
  });
});
