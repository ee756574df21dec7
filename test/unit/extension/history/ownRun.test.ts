import assert from 'node:assert/strict';
import { rememberOwnRun, storedAs } from '../../../../src/extension/history/ownRun.ts';
import type { RunSummary } from '../../../../src/protocol/history.ts';
import type { Report } from '../../../../src/protocol/report.ts';

const BREAKDOWN = {
  timing_stability: 0.69,
  memory_stability: 0.94,
  error_volatility: 0.6,
  branching_entropy: 0.77,
  concurrency_chaos: 1,
};

function report(change: Partial<Report> = {}): Report {
  return { pss: 78, breakdown: BREAKDOWN, traces: 100, errors: 3, complete: true, ...change } as Report;
}

function run(id: number, source: string | null, change: Partial<RunSummary> = {}): RunSummary {
  const details = { traces: 100, errors: 3 } as RunSummary['details'];
  return {
    id,
    timestamp: id,
    pss: 78,
    scores: { ts: 0.69, ms: 0.94, ev: 0.6, be: 0.77, cc: 1 },
    source,
    details,
    ...change,
  };
}

describe('the stored run of a report', () => {
  it('is the newest one made of a file of that name with its figures, whoever stored it', () => {
    const runs = [run(4, 'other.json'), run(3, 'out/traces.json'), run(2, 'C:\\ci\\traces.json'), run(1, null)];
    assert.equal(storedAs(report(), 'traces.json', runs), 3);
    assert.equal(storedAs(report(), 'traces.json', runs.slice(2)), 2);
    assert.equal(storedAs(report(), 'traces.json', [run(7, 'traces.json', { details: null })]), 7, 'PyPSS stored it');
  });

  it('is none where a figure differs, where reading has not ended, and without a file', () => {
    const runs = [run(1, 'traces.json')];
    for (const change of [
      { pss: 77 },
      { traces: 101 },
      { errors: 4 },
      { breakdown: { ...BREAKDOWN, concurrency_chaos: 0.99 } },
      { complete: false },
    ]) {
      assert.equal(storedAs(report(change), 'traces.json', runs), null, JSON.stringify(change));
    }
    assert.equal(storedAs(report(), null, runs), null);
  });

  it('is the one that this window made of it, even where an older one is alike', () => {
    const shown = report();
    rememberOwnRun(shown, 9);
    assert.equal(storedAs(shown, 'traces.json', [run(1, 'traces.json')]), 9);
  });
});
