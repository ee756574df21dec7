import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LogHistogram } from '../../../src/stats/logHistogram.ts';
import { finite, FIXED, inParts, measured } from './arbitraries.ts';

/** Fine bins over all doubles would be large; they are tested on their own. */
const bitsOf = fc.constantFrom(0, 1, 4, 7, 9);

function of(bits: number, values: readonly number[]): LogHistogram {
  const histogram = new LogHistogram(bits);
  histogram.addBlock(Float64Array.from(values), 0, values.length);
  return histogram;
}

function binned(histogram: LogHistogram): [number, number][] {
  const bins: [number, number][] = [];
  histogram.eachBin((bin, count) => bins.push([bin, count]));
  return bins;
}

function second([, count]: [number, number]): number {
  return count;
}

/** Everything that can be read from a histogram. */
function content(histogram: LogHistogram): unknown {
  const ranks = Array.from({ length: histogram.n }, (_, i) => i);
  return {
    n: histogram.n,
    zero: histogram.zero,
    notPositive: histogram.notPositive,
    bins: binned(histogram),
    values: histogram.orderStatistics(ranks),
  };
}

/** Values are told apart from 2^-50 to 2^61; those beyond count in the outermost bin. */
function clipped(x: number): number {
  return Math.sign(x) * Math.min(Math.max(Math.abs(x), 2 ** -50), 2 ** 61 * (1 - Number.EPSILON));
}

/** Whether `found` is within half a bin of `exact`. */
function near(found: number, exact: number, bits: number): boolean {
  const known = clipped(exact);
  return Math.abs(found - known) <= Math.abs(known) * 2 ** -(bits + 1) * (1 + 1e-12);
}

describe('LogHistogram', () => {
  it('knows every value within half a bin', () => {
    fc.assert(
      fc.property(bitsOf, fc.array(fc.oneof(finite, measured), { maxLength: 80 }), (bits, values) => {
        const sorted = Float64Array.from(values).sort();
        const ranks = [...sorted.keys()];
        of(bits, values)
          .orderStatistics(ranks)
          .forEach((found, i) => assert.ok(near(found, sorted[i], bits), `${String(found)} for ${String(sorted[i])}`));
      }),
      { ...FIXED, numRuns: 500 },
    );
  });

  it('counts more of one value than fit 16 bits, however they come', () => {
    const block = new Float64Array(40_000).fill(2);
    const blocks = new LogHistogram(4);
    for (let round = 0; round < 3; round++) blocks.addBlock(block, 0, block.length);
    const single = new LogHistogram(4);
    for (let i = 0; i < 120_000; i++) single.add(2);
    const atOnce = new LogHistogram(4);
    atOnce.add(2, 120_000);
    const merged = of(4, [...block]);
    merged.merge(of(4, [...block]));
    merged.merge(LogHistogram.revive(structuredClone(of(4, [...block, 3]))));
    for (const histogram of [blocks, single, atOnce]) assert.deepEqual(binned(histogram).map(second), [120_000]);
    assert.deepEqual(binned(merged).map(second), [120_000, 1]);
    assert.deepEqual([...merged.orderStatistics([0, 119_999, 120_000])].map(Math.floor), [2, 2, 3]);
  });

  it('is as fine as it says, up to 17 bits', () => {
    const span = fc.double({ min: 1e-3, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.constantFrom(10, 12, 14, 17), fc.array(span, { maxLength: 50 }), (bits, values) => {
        const sorted = Float64Array.from(values).sort();
        of(bits, values)
          .orderStatistics([...sorted.keys()])
          .forEach((found, i) => assert.ok(near(found, sorted[i], bits)));
      }),
      { ...FIXED, numRuns: 100 },
    );
  });

  it('knows repeated values as well as others', () => {
    for (const bits of [7, 9, 14]) {
      for (const value of [1, 1 + 2 ** -bits * 0.999, 131_866_624, 0.0031, -0.0031]) {
        const found = of(bits, new Array<number>(1000).fill(value)).orderStatistics([0, 500, 999]);
        for (const one of found) assert.ok(near(one, value, bits), `${String(one)} for ${String(value)}`);
      }
    }
  });

  it('gives order statistics in ascending order', () => {
    fc.assert(
      fc.property(bitsOf, fc.array(fc.oneof(finite, measured), { maxLength: 60 }), (bits, values) => {
        const found = of(bits, values).orderStatistics([...values.keys()]);
        assert.ok(found.every((value, i) => i === 0 || value >= found[i - 1]));
      }),
      FIXED,
    );
  });

  it('merges parts into the whole, exactly', () => {
    fc.assert(
      fc.property(bitsOf, inParts(fc.oneof(finite, measured), 80), (bits, { all, parts }) => {
        const sum = new LogHistogram(bits);
        for (const part of parts) sum.merge(of(bits, part));
        assert.deepEqual(content(sum), content(of(bits, all)));
      }),
      FIXED,
    );
  });

  it('merges finer bins into the coarser ones that hold them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(finite, measured), { maxLength: 60 }),
        fc.array(measured, { maxLength: 20 }),
        (fine, coarse) => {
          const sum = of(4, coarse);
          sum.merge(of(9, fine));
          assert.deepEqual(content(sum), content(of(4, [...coarse, ...fine])));
        },
      ),
      FIXED,
    );
    assert.throws(() => new LogHistogram(9).merge(of(4, [1])), RangeError);
  });

  it('counts one by one, several at once and in blocks alike', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(finite, measured), { maxLength: 40 }),
        fc.integer({ min: 1, max: 3 }),
        (values, times) => {
          const single = new LogHistogram(9);
          for (const value of values) single.add(value, times);
          assert.deepEqual(
            content(single),
            content(
              of(
                9,
                values.flatMap((value) => new Array<number>(times).fill(value)),
              ),
            ),
          );
        },
      ),
      FIXED,
    );
  });

  it('names the lower edge of a bin', () => {
    const histogram = of(4, [1, 1.0625, 2]);
    assert.deepEqual(
      binned(histogram).map(([bin, count]) => [histogram.edge(bin), count]),
      [
        [1, 1],
        [1.0625, 1],
        [2, 1],
      ],
    );
  });

  it('takes values from end to end of the doubles, in either direction', () => {
    const values = Array.from({ length: 2000 }, (_, i) => 10 ** (i * 0.3 - 300));
    for (const list of [values, values.toReversed()]) {
      const histogram = of(12, list);
      assert.equal(histogram.n, 2000);
      const found = histogram.orderStatistics([...values.keys()]);
      values.forEach((value, i) => assert.ok(near(found[i], value, 12), `${String(found[i])} for ${String(value)}`));
    }
  });

  it('goes on after a message between threads', () => {
    const histogram = of(10, [-3, -1, 0, 1e-9, 1, 1e9]);
    const copy = LogHistogram.revive(structuredClone(histogram));
    assert.deepEqual(copy, histogram);
    copy.add(-2);
    copy.add(5);
    assert.deepEqual(content(copy), content(of(10, [-3, -2, -1, 0, 1e-9, 1, 5, 1e9])));
    assert.equal(histogram.n, 6);
  });
});
