import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Moments } from '../../../src/stats/moments.ts';
import { exclusivePercentiles, median, percentiles } from '../../../src/stats/percentile.ts';
import { Quantiles } from '../../../src/stats/quantiles.ts';
import { python } from '../python.ts';
import { apart, finite, FIXED, measured, normals } from './arbitraries.ts';

const CUTS = Array.from({ length: 99 }, (_, i) => i + 1);

function of(values: readonly number[]): [Quantiles, Moments] {
  const block = Float64Array.from(values);
  const quantiles = new Quantiles({ bits: 7, exactLimit: 65_536 });
  quantiles.addBlock(block, 0, block.length);
  const range = new Moments();
  range.addBlock(block, 0, block.length);
  return [quantiles, range];
}

/** Lists of every small length, a few long ones (past 2048 values they are selected, not sorted), and awkward ones. */
function samples(): number[][] {
  const normal = normals(11);
  const lists = [
    [0.1, 0.3],
    [3, 3],
    [-1, 1],
    [0, 0, 0],
    [1, 1, 1, 1, 100],
    [5e-324, 1e-300],
    [-5, -4, -3],
  ];
  for (let n = 2; n <= 120; n++) lists.push(Array.from({ length: n }, () => Math.exp(normal())));
  for (const n of [199, 1000, 2048, 2049, 3001]) lists.push(Array.from({ length: n }, () => 0.01 * Math.exp(normal())));
  lists.push(Array.from({ length: 3000 }, () => Math.round(normal() * 3)));
  return lists;
}

describe('exclusive percentiles', () => {
  it("are those of Python's statistics.quantiles, also where it extrapolates", () => {
    const lists = samples();
    const expected = python(
      'import json, statistics, sys\nprint(json.dumps([statistics.quantiles(x, n=100) for x in json.load(sys.stdin)]))',
      lists,
    ) as number[][];
    lists.forEach((values, k) => {
      const found = exclusivePercentiles(...of(values), CUTS);
      const size = Math.max(...values.map(Math.abs));
      found.forEach((value, i) => {
        const wanted = expected[k][i];
        assert.ok(
          apart(value, wanted) < 1e-13 || Math.abs(value - wanted) < 1e-15 * size,
          `cut ${String(i + 1)} of ${String(values.length)} values: ${String(value)}, Python ${String(wanted)}`,
        );
      });
    });
  });

  it('extrapolate beyond two values', () => {
    const [found] = exclusivePercentiles(...of([0.1, 0.3]), [95]);
    assert.ok(apart(found, 0.47) < 1e-12);
  });
});

describe('the median', () => {
  it("is Python's", () => {
    const lists = [...samples(), [4.5]];
    const expected = python(
      'import json, statistics, sys\nprint(json.dumps([statistics.median(x) for x in json.load(sys.stdin)]))',
      lists,
    ) as number[];
    lists.forEach((values, i) => assert.ok(apart(median(...of(values)), expected[i]) <= Number.EPSILON));
    assert.equal(median(...of([])), 0);
  });
});

describe('percentiles for people', () => {
  it('interpolate at (n − 1)·p', () => {
    fc.assert(
      fc.property(
        fc.array(measured, { minLength: 1, maxLength: 200 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, p) => {
          const sorted = Float64Array.from(values).sort();
          const position = (values.length - 1) * p;
          const low = sorted[Math.floor(position)];
          const high = sorted[Math.ceil(position)];
          const [found] = percentiles(...of(values), [p]);
          assert.ok(
            Math.abs(found - (low + (high - low) * (position % 1))) <= 1e-12 * (Math.abs(low) + Math.abs(high)),
          );
        },
      ),
      FIXED,
    );
    assert.deepEqual(percentiles(...of([1, 2, 3, 4, 5]), [0, 0.25, 0.5, 0.9, 1]), [1, 2, 3, 4.6, 5]);
  });

  it('never leave min..max, and never fall as p rises', () => {
    const ps = [0, 0.1, 0.5, 0.9, 0.95, 0.99, 0.999, 1];
    fc.assert(
      fc.property(
        fc.array(fc.oneof(finite, measured), { minLength: 1, maxLength: 12 }),
        fc.boolean(),
        (values, rough) => {
          const [quantiles, range] = of(values);
          if (rough) quantiles.compact();
          const found = percentiles(quantiles, range, ps);
          found.forEach((value, i) => {
            assert.ok(value >= range.min && value <= range.max, `${String(value)} of ${String(values)}`);
            assert.ok(i === 0 || value >= found[i - 1], String(found));
          });
        },
      ),
      { ...FIXED, numRuns: 2000 },
    );
  });

  it('are zero without values', () => {
    assert.deepEqual(percentiles(...of([]), [0.5, 0.95]), [0, 0]);
  });
});
