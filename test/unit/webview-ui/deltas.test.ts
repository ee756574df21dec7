import assert from 'node:assert/strict';
import type { Baseline } from '../../../src/protocol/dashboard.ts';
import type { HistoryTrend, RunSummary } from '../../../src/protocol/history.ts';
import { referenceOf, relativeDelta, scoreDelta, shareDelta } from '../../../webview-ui/deltas.ts';

const plain = (text: string | undefined): string | undefined => text?.replaceAll('\u202f', ' ');

describe('changes', () => {
  it('of a score are whole points, and up is good', () => {
    assert.deepEqual(
      [scoreDelta(34, 33), scoreDelta(33, 71), scoreDelta(71.2, 70.9)].map(({ text, better }) => [plain(text), better]),
      [
        ['↑ 1', true],
        ['↓ 38', false],
        ['± 0', null],
      ],
    );
  });

  it('of a share are percentage points with two significant digits', () => {
    assert.equal(plain(shareDelta(0.007, 0.0104, 'fall').text), '↓ 0.34 pp');
    assert.equal(shareDelta(0.007, 0.0104, 'fall').better, true);
    assert.equal(plain(shareDelta(0.31, 0.05, 'fall').text), '↑ 26 pp');
    assert.equal(shareDelta(0.31, 0.05, 'fall').better, false);
    assert.equal(plain(shareDelta(0.5, 0.50004, 'fall').text), '± 0');
  });

  it('of an amount are per cent of what it was, or a factor once that says more', () => {
    assert.equal(plain(relativeDelta(0.0109, 0.01, 'fall')?.text), '↑ 9 %');
    assert.equal(relativeDelta(0.0109, 0.01, 'fall')?.better, false);
    assert.equal(plain(relativeDelta(0.25, 0.01, 'fall')?.text), '↑ 25×');
    assert.equal(plain(relativeDelta(1.001, 1, 'fall')?.text), '± 0');
    assert.equal(relativeDelta(200, 100, 'neither')?.better, null);
  });

  it('from nothing have no size', () => {
    assert.equal(relativeDelta(3, 0, 'fall'), null);
    assert.equal(plain(relativeDelta(0, 0, 'fall')?.text), '± 0');
  });

  it('are told in words as well', () => {
    assert.equal(scoreDelta(60, 70).words, 'down by 10');
    assert.equal(plain(relativeDelta(30, 1, 'fall')?.words), 'up to 30×');
  });
});

describe('what changes are told against', () => {
  const scores = { ts: 1, ms: 1, ev: 1, be: 1, cc: 1 };
  const last: RunSummary = { id: 7, timestamp: 1, pss: 80, scores, source: null, details: null };
  const history: HistoryTrend = { runs: [last], last, current: null, lastFigures: null };

  it('is the last run, even if only its scores are known', () => {
    assert.deepEqual(referenceOf({ history, baseline: null, range: null }), {
      name: 'last run',
      pss: 80,
      scores,
      figures: null,
    });
  });

  it('is nothing while a part of the time is shown', () => {
    assert.equal(referenceOf({ history, baseline: null, range: { from: 1, to: 2 } }), null);
  });

  it('is nothing before a first run', () => {
    assert.equal(referenceOf({ history: null, baseline: null, range: null }), null);
    assert.equal(referenceOf({ history: { ...history, last: null }, baseline: null, range: null }), null);
  });

  it('is what was chosen, before the last run', () => {
    const latency = { mean: 1, p50: 1, p90: 1, p95: 1, p99: 1, max: 1 };
    const report = {
      traces: 5,
      errors: 1,
      latency,
      waiting: 0.5,
      time: { from: 10, to: 30 },
      modules: [{ module: 'a', pss: 9 }],
    };
    const chosen = { label: 'main.json', report, comparison: { base: { pss: 44, scores } } } as unknown as Baseline;
    assert.deepEqual(referenceOf({ history, baseline: chosen, range: null }), {
      name: 'main.json',
      pss: 44,
      scores,
      figures: { traces: 5, errors: 1, span: 20, latency, waiting: 0.5, modules: [['a', 9]], cut: false },
    });
  });
});
