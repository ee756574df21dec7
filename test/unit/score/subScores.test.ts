import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DEFAULT_CONFIG, type Config } from '../../../src/score/config/config.ts';
import { breakdownOf, METRICS, normalisedWeights, pssOf, rawPss, scoresOf } from '../../../src/score/pss.ts';
import { FILE_SUMMARY, SCOPE_SUMMARY, WINDOW_SUMMARY } from '../../../src/stats/traceSummary.ts';
import { FIXED, finite, normals } from '../stats/arbitraries.ts';
import { exactScores, type Call } from './exactScores.ts';
import { summarise } from './summarise.ts';

const seconds = fc.oneof(
  { weight: 4, arbitrary: fc.double({ min: 1e-6, max: 10, noNaN: true }) },
  // Squares of anything smaller than 1e-150 leave the range of doubles.
  { weight: 1, arbitrary: fc.double({ min: -1, max: 1, noNaN: true }).map((x) => (Math.abs(x) < 1e-100 ? 0 : x)) },
  { weight: 1, arbitrary: fc.constantFrom(0, 0.001, 0.25, 0.25, 1e-9, 1e9) },
);
const bytes = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 20_000, max: 60_000 }).map((pages) => pages * 4096) },
  { weight: 1, arbitrary: fc.constantFrom(0, 1, 1e9, 2 ** 60) },
  { weight: 1, arbitrary: fc.integer({ min: -5, max: 5 }) },
);
const callOf = (failed: fc.Arbitrary<boolean>): fc.Arbitrary<Call> =>
  fc.record({
    duration: seconds,
    memory: bytes,
    wait: seconds,
    failed,
    tag: fc.option(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { nil: null }),
  });
const calls = (minLength: number): fc.Arbitrary<Call[]> =>
  fc.oneof(
    fc.array(callOf(fc.boolean()), { minLength, maxLength: 60 }),
    fc.array(callOf(fc.constant(false)), { minLength, maxLength: 60 }),
    // All alike: no spread at all.
    fc
      .tuple(callOf(fc.constant(false)), fc.integer({ min: 1, max: 40 }))
      .map(([one, n]) => new Array<Call>(n).fill(one)),
  );
const lags = fc.array(fc.double({ min: 0, max: 0.3, noNaN: true }), { maxLength: 4 });

const share = fc.double({ min: 0, max: 0.99, noNaN: true });
const factor = fc.constantFrom(0, 0.3, 1, 2, 7);
const configs: fc.Arbitrary<Config> = fc
  .record({
    alpha: factor,
    beta: factor,
    gamma: factor,
    delta: factor,
    memSpikeThresholdRatio: fc.constantFrom(1, 1.05, 1.5, 3),
    errorSpikeThreshold: share,
    consecutiveErrorThreshold: fc.integer({ min: 0, max: 6 }),
    concurrencyWaitThreshold: fc.constantFrom(0, 0.001, 1),
    score: fc.record({
      latencyTailPercentile: fc.integer({ min: 0, max: 98 }),
      memoryEpsilon: fc.constantFrom(1e-9, 0, 1e6),
      errorVmrMultiplier: factor,
      errorSpikeImpactMultiplier: factor,
      consecutiveErrorDecayMultiplier: factor,
    }),
  })
  .map((values) => ({ ...DEFAULT_CONFIG, ...values }));

type Scores = ReturnType<typeof scoresOf>;

function farthest(found: Scores, wanted: Scores): number {
  return Math.max(...METRICS.map(({ key }) => Math.abs(found[key] - wanted[key])));
}

/** Many calls of a realistic service: steady ones and slow ones, memory that walks by pages, a few bursts of errors. */
function service(n: number, seed: number, duration: (normal: number, i: number) => number): Call[] {
  const normal = normals(seed);
  let pages = 30_000;
  return Array.from({ length: n }, (_, i) => {
    pages = Math.max(1000, pages + Math.round(normal() * 3));
    const z = normal();
    return {
      duration: duration(z, i),
      memory: pages * 4096,
      wait: duration(z, i) * 0.6,
      failed: i % 5000 < 2 || normal() > 3,
      tag: i % 2 === 0 ? null : normal() > 1 ? 'miss' : 'hit',
    };
  });
}

const SHAPES: Record<string, (normal: number, i: number) => number> = {
  'log-normal, σ 0.2': (z) => 0.01 * Math.exp(0.2 * z),
  'log-normal, σ 0.7': (z) => 0.004 * Math.exp(0.7 * z),
  'log-normal, σ 1.5': (z) => 0.001 * Math.exp(1.5 * z),
  'two speeds': (z, i) => (i % 8 === 0 ? 0.012 : 0.0003) * Math.exp(0.1 * z),
  'a clock of 1 ms': (z) => Math.ceil(10 * Math.exp(0.5 * z)) / 1000,
  'almost steady': (z, i) => (i % 3 === 0 ? 0.0100049 : 0.01) + 1e-9 * z,
};

describe('sub-scores', () => {
  it('are those of the formulas', () => {
    fc.assert(
      fc.property(calls(1), lags, (list, lag) => {
        const found = scoresOf(summarise(list, lag), DEFAULT_CONFIG);
        assert.ok(farthest(found, exactScores(list, lag, DEFAULT_CONFIG)) < 1e-9, JSON.stringify(found));
      }),
      { ...FIXED, numRuns: 1000 },
    );
  });

  it('are those of the formulas with any configuration', () => {
    fc.assert(
      fc.property(calls(1), lags, configs, (list, lag, config) => {
        const found = scoresOf(summarise(list, lag), config);
        assert.ok(farthest(found, exactScores(list, lag, config)) < 1e-9, JSON.stringify(found));
      }),
      { ...FIXED, numRuns: 1000 },
    );
  });

  it('stay within 0..1 for any finite values and configuration', () => {
    const wild = fc.record({
      duration: finite,
      memory: finite,
      wait: finite,
      failed: fc.boolean(),
      tag: fc.constantFrom(null, 'a', 'b'),
    });
    fc.assert(
      fc.property(
        fc.array(wild, { minLength: 1, maxLength: 20 }),
        fc.array(finite, { maxLength: 3 }),
        configs,
        fc.boolean(),
        (list, lag, config, rough) => {
          const summary = summarise(list, lag, WINDOW_SUMMARY);
          if (rough) summary.compact();
          const scores = scoresOf(summary, config);
          for (const { key } of METRICS)
            assert.ok(scores[key] >= 0 && scores[key] <= 1, `${key} ${String(scores[key])}`);
          const pss = pssOf(scores, config);
          assert.ok(Number.isInteger(pss) && pss >= 0 && pss <= 100);
        },
      ),
      { ...FIXED, numRuns: 1000 },
    );
  });

  it('hold where one factor of memory stability is infinite and another is 0', () => {
    const call = (memory: number): Call => ({ duration: 1, memory, wait: 0, failed: false, tag: null });
    const config = { ...DEFAULT_CONFIG, gamma: 1e4, score: { ...DEFAULT_CONFIG.score, memoryEpsilon: 1e8 } };
    assert.equal(scoresOf(summarise([call(8e7), call(1e7)], [], FILE_SUMMARY), config).ms, 1);
  });

  it('are 0 without traces, and 1 for one good call', () => {
    assert.deepEqual(scoresOf(summarise([]), DEFAULT_CONFIG), { ts: 0, ms: 0, ev: 0, be: 0, cc: 0 });
    const one: Call = { duration: 3, memory: 1e9, wait: 2, failed: false, tag: 'a' };
    assert.deepEqual(scoresOf(summarise([one]), DEFAULT_CONFIG), { ts: 1, ms: 1, ev: 1, be: 1, cc: 1 });
    assert.equal(pssOf(scoresOf(summarise([{ ...one, failed: true }]), DEFAULT_CONFIG), DEFAULT_CONFIG), 84);
  });

  for (const [shape, duration] of Object.entries(SHAPES)) {
    it(`are exact up to 65,536 calls and as near as promised beyond: ${shape}`, () => {
      const few = service(65_536, 5, duration);
      for (const options of [FILE_SUMMARY, SCOPE_SUMMARY, WINDOW_SUMMARY]) {
        const summary = summarise(few, [], options);
        assert.ok(summary.exact);
        assert.ok(farthest(scoresOf(summary, DEFAULT_CONFIG), exactScores(few, [], DEFAULT_CONFIG)) < 1e-9);
      }
      const many = service(70_001, 6, duration);
      const exact = exactScores(many, [], DEFAULT_CONFIG);
      const promised = [
        [FILE_SUMMARY, 0.0002],
        [SCOPE_SUMMARY, 0.002],
        [WINDOW_SUMMARY, 0.005],
      ] as const;
      for (const [options, bound] of promised) {
        const summary = summarise(many, [], options);
        assert.ok(!summary.exact);
        const off = farthest(scoresOf(summary, DEFAULT_CONFIG), exact);
        assert.ok(off <= bound, `${String(off)} is over ${String(bound)}`);
      }
    });
  }
});

describe('the total score', () => {
  it('is the weighted mean, rounded half to even', () => {
    const half = { ts: 0.625, ms: 0.625, ev: 0.625, be: 0.625, cc: 0.625 };
    assert.equal(pssOf(half, DEFAULT_CONFIG), 62);
    const equal = { ...DEFAULT_CONFIG, weights: { ts: 1, ms: 1, ev: 1, be: 1, cc: 0 } };
    assert.equal(pssOf({ ts: 1, ms: 0.5, ev: 0.5, be: 0.54, cc: 0 }, equal), 64);
    assert.equal(rawPss({ ts: 1, ms: 1, ev: 1, be: 1, cc: 0 }, equal), 1);
  });

  it('has weights that sum to 1', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 5, maxLength: 5 }), (list) => {
        const [ts, ms, ev, be, cc] = list as [number, number, number, number, number];
        fc.pre(ts + ms + ev + be + cc > 0);
        const weights = normalisedWeights({ ...DEFAULT_CONFIG, weights: { ts, ms, ev, be, cc } });
        assert.ok(Math.abs(METRICS.reduce((sum, { key }) => sum + weights[key], 0) - 1) < 1e-12);
      }),
      FIXED,
    );
  });

  it('comes with a breakdown by the names that PyPSS prints, in its order', () => {
    const breakdown = breakdownOf({ ts: 0.125, ms: 0.005, ev: 0.375, be: 1, cc: 0.999 });
    assert.deepEqual(Object.entries(breakdown), [
      ['timing_stability', 0.12],
      ['memory_stability', 0.01],
      ['error_volatility', 0.38],
      ['branching_entropy', 1],
      ['concurrency_chaos', 1],
    ]);
  });
});
