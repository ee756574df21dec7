import assert from 'node:assert/strict';
import { mergePart, plainPart } from '../../../../src/analysis/part.ts';
import { accumulate, random, reportOf, type Call } from '../feed.ts';

const START = 1_700_000_000;

/** Three in four calls hit the cache and take 20..30 µs; the rest miss and take 4..5 ms. */
function lookups(count: number, seed: number): Call[] {
  const next = random(seed);
  return Array.from({ length: count }, (_, i): Call => {
    const hit = i % 4 !== 0;
    return {
      name: 'find',
      module: 'shop.catalog',
      filename: 'shop/catalog.py',
      lineno: 9,
      branch_tag: hit ? 'hit' : 'miss',
      duration: hit ? 20e-6 + next() * 10e-6 : 4e-3 + next() * 1e-3,
      wait_time: 1e-5,
      memory: 1e8 + i,
      timestamp: START + i,
      ...(i >= 40 && i < 43
        ? { error: true, exception_type: 'KeyError', exception_message: `no product ${String(i)}` }
        : {}),
    };
  });
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

function near(actual: number | undefined, expected: number): void {
  assert.ok(actual !== undefined && Math.abs(actual / expected - 1) <= 0.001, `${String(actual)} for ${expected}`);
}

describe('what a report tells of a function beside its scores', () => {
  const calls = lookups(20_001, 5);
  const of = (tag: string) => calls.filter((call) => call.branch_tag === tag).map((call) => call.duration!);

  it('has the median of each branch, the bits, the failures, memory and waiting', () => {
    const [fn] = reportOf(accumulate(calls)).functions;
    near(fn.branchMedians?.['hit'], median(of('hit')));
    near(fn.branchMedians?.['miss'], median(of('miss')));
    const share = fn.branches['hit'] / 20_001;
    const bits = -share * Math.log2(share) - (1 - share) * Math.log2(1 - share);
    assert.ok(Math.abs(fn.entropy! - bits) < 1e-9);
    assert.deepEqual(fn.raised, [
      {
        type: 'KeyError',
        message: 'no product #',
        example: 'no product 40',
        count: 3,
        first: START + 40,
        last: START + 42,
      },
    ]);
    assert.equal(fn.longestRun, 3);
    assert.deepEqual(fn.memory, { min: 1e8, max: 1e8 + 20_000 });
    near(fn.wait?.mean, 1e-5);
    assert.equal(
      fn.spread!.counts.reduce((sum, n) => sum + n, 0),
      20_001,
    );
  });

  it('says the same when two readers shared the file', () => {
    const first = accumulate(calls.slice(0, 9000));
    mergePart(first, structuredClone(plainPart(accumulate(calls.slice(9000)))));
    const whole = reportOf(accumulate(calls)).functions[0];
    const both = reportOf(first).functions[0];
    assert.deepEqual(both.branchMedians, whole.branchMedians);
    assert.deepEqual(both.spread, whole.spread);
    assert.deepEqual(both.raised, whole.raised);
  });

  it('leaves out what was not recorded', () => {
    const [fn] = reportOf(accumulate([{ name: 'f', duration: 0.1 }])).functions;
    for (const key of ['entropy', 'branchMedians', 'raised', 'longestRun', 'memory', 'wait'] as const) {
      assert.equal(fn[key], undefined, key);
    }
  });

  it('follows a bounded number of tags only', () => {
    const many = Array.from({ length: 5000 }, (_, i): Call => ({
      name: 'f',
      branch_tag: `t${String(i % 1000)}`,
      duration: 0.1,
    }));
    const [fn] = reportOf(accumulate(many)).functions;
    assert.equal(Object.keys(fn.branchMedians!).length, 256);
    assert.ok(Object.keys(fn.branches).length >= 500);
  });
});
