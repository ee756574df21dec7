import assert from 'node:assert/strict';
import fc from 'fast-check';
import { percentiles } from '../../../src/stats/percentile.ts';
import {
  FILE_SUMMARY,
  SCOPE_SUMMARY,
  TraceSummary,
  WINDOW_SUMMARY,
  type CallColumns,
  type SummaryOptions,
} from '../../../src/stats/traceSummary.ts';
import { apart, FIXED, inParts, measured } from './arbitraries.ts';

interface Call {
  duration: number;
  memory: number;
  wait: number;
  cpu: number;
  tag: number;
  failed: boolean;
}

const call: fc.Arbitrary<Call> = fc.record({
  duration: measured,
  memory: fc.integer({ min: 0, max: 200_000 }).map((pages) => pages * 4096),
  wait: measured,
  cpu: measured,
  tag: fc.integer({ min: -2, max: 20 }),
  failed: fc.boolean(),
});

/** Small limits, so that short lists go over to histograms too. */
const optionsOf: fc.Arbitrary<SummaryOptions> = fc
  .tuple(fc.constantFrom(10, 40, 65_536), fc.boolean())
  .map(([exactLimit, spread]) => ({
    duration: { bits: 10, exactLimit },
    memory: { bits: 12, exactLimit },
    spread,
  }));

function columns(calls: readonly Call[]): CallColumns {
  return {
    duration: Float64Array.from(calls, (one) => one.duration),
    memory: Float64Array.from(calls, (one) => one.memory),
    wait: Float64Array.from(calls, (one) => one.wait),
    cpu: Float64Array.from(calls, (one) => one.cpu),
    tag: Int32Array.from(calls, (one) => one.tag),
    failed: Uint8Array.from(calls, (one) => (one.failed ? 1 : 0)),
  };
}

function of(options: SummaryOptions, calls: readonly Call[], lag: readonly number[] = []): TraceSummary {
  const summary = new TraceSummary(options);
  summary.addCalls(columns(calls), 0, calls.length);
  for (const one of lag) summary.lag.add(one);
  return summary;
}

/** Two summaries of the same calls may differ by rounding in the moments and by nothing else. */
function assertSame(found: TraceSummary, wanted: TraceSummary): void {
  assert.equal(found.n, wanted.n);
  assert.equal(found.errors, wanted.errors);
  assert.equal(found.exact, wanted.exact);
  assert.deepEqual(found.runs, wanted.runs);
  assert.equal(found.tags.total, wanted.tags.total);
  assert.equal(found.tags.others, wanted.tags.others);
  assert.deepEqual(new Map(found.tags.entries()), new Map(wanted.tags.entries()));
  for (const key of ['duration', 'memory', 'wait', 'lag'] as const) {
    const [a, b] = [found[key], wanted[key]];
    assert.deepEqual([a.n, a.min, a.max], [b.n, b.min, b.max], key);
    assert.ok(apart(a.mean, b.mean) <= 1e-12, key);
    const largest = Math.max(Math.abs(b.min), Math.abs(b.max), 0);
    assert.ok(Math.abs(a.m2 - b.m2) <= 1e-12 * b.m2 + b.n * (4 * Number.EPSILON * largest) ** 2 || b.n === 0, key);
  }
  const ranks = Array.from({ length: wanted.n }, (_, i) => i);
  for (const key of ['durations', 'memories'] as const) {
    assert.deepEqual(found[key].orderStatistics(ranks), wanted[key].orderStatistics(ranks), key);
  }
  for (const key of ['cpuSpread', 'waitSpread'] as const) {
    assert.deepEqual(found[key]?.orderStatistics(ranks), wanted[key]?.orderStatistics(ranks), key);
  }
}

describe('TraceSummary', () => {
  it('merges parts into the whole, even when parts travel between threads', () => {
    fc.assert(
      fc.property(
        optionsOf,
        inParts(call, 120),
        fc.array(measured, { maxLength: 5 }),
        fc.array(fc.boolean(), { minLength: 7, maxLength: 7 }),
        (options, { all, parts }, lag, travels) => {
          const sum = new TraceSummary(options);
          parts.forEach((part, i) => {
            const summary = of(options, part, i === 0 ? lag : []);
            sum.merge(travels[i] ? TraceSummary.revive(structuredClone(summary)) : summary);
          });
          assertSame(sum, of(options, all, lag));
        },
      ),
      FIXED,
    );
  });

  it('takes rows in any batches, and may be read in between', () => {
    fc.assert(
      fc.property(optionsOf, inParts(call, 120), (options, { all, parts }) => {
        const rows = columns(all);
        const summary = new TraceSummary(options);
        let row = 0;
        for (const { length } of parts) {
          summary.addCalls(rows, row, row + length);
          row += length;
          if (summary.n > 0) summary.durations.orderStatistics([0, summary.n - 1]);
          summary.memories.sortedValues();
        }
        assertSame(summary, of(options, all));
      }),
      FIXED,
    );
  });

  it('leaves the merged part as it was', () => {
    fc.assert(
      fc.property(
        optionsOf,
        fc.array(call, { maxLength: 60 }),
        fc.array(call, { maxLength: 60 }),
        (options, first, second) => {
          const part = of(options, second);
          const sum = of(options, first);
          sum.merge(part);
          sum.addCalls(columns(first), 0, first.length);
          assertSame(part, of(options, second));
        },
      ),
      FIXED,
    );
  });

  it('is the same after a message between threads, and goes on', () => {
    fc.assert(
      fc.property(
        optionsOf,
        fc.array(call, { maxLength: 80 }),
        fc.array(call, { maxLength: 80 }),
        (options, before, after) => {
          const summary = of(options, before, [0.02]);
          const copy = TraceSummary.revive(structuredClone(summary));
          assert.deepEqual(copy, summary);
          copy.addCalls(columns(after), 0, after.length);
          assertSame(copy, of(options, [...before, ...after], [0.02]));
        },
      ),
      FIXED,
    );
  });

  it('gives back the memory of exact values and says that it is no longer exact', () => {
    const options: SummaryOptions = {
      duration: { bits: 10, exactLimit: 1e4 },
      memory: { bits: 12, exactLimit: 1e4 },
      spread: false,
    };
    const calls = Array.from({ length: 5000 }, (_, i) => ({
      duration: i,
      memory: 4096 * i,
      wait: 0,
      cpu: 0,
      tag: -1,
      failed: false,
    }));
    const summary = of(options, calls);
    assert.ok(summary.exact && summary.exactBytes >= 80_000);
    summary.compact();
    assert.ok(!summary.exact);
    assert.equal(summary.exactBytes, 0);
    assert.equal(summary.n, 5000);
  });

  it('tells percentiles of durations within 0.1 % when it is no longer exact', () => {
    const ps = [0.5, 0.9, 0.95, 0.99];
    const spread = Array.from({ length: 4000 }, (_, i) => 0.001 * 1.0013 ** i);
    // The same few values over and over, right at the edges of bins.
    const clock = Array.from({ length: 4000 }, (_, i) => 2 ** -9 * (1 + Math.floor(i / 400) * 2 ** -8));
    for (const values of [spread, clock, spread.map((x) => -x)]) {
      const calls = values.map((duration) => ({ duration, memory: 0, wait: 0, cpu: 0, tag: -1, failed: false }));
      for (const options of [FILE_SUMMARY, SCOPE_SUMMARY, WINDOW_SUMMARY]) {
        const summary = of(options, calls);
        const exact = percentiles(summary.durations, summary.duration, ps);
        summary.compact();
        percentiles(summary.durations, summary.duration, ps).forEach((found, i) => {
          assert.ok(apart(found, exact[i]) <= 0.001, `${String(found)} for ${String(exact[i])}`);
        });
      }
    }
  });
});
