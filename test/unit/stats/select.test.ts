import assert from 'node:assert/strict';
import fc from 'fast-check';
import { selectRanks } from '../../../src/stats/select.ts';
import { finite, FIXED } from './arbitraries.ts';

function check(values: readonly number[], wanted: readonly number[]): void {
  const sorted = Float64Array.from(values).sort();
  const ranks = [...new Set(wanted)].sort((a, b) => a - b);
  const held = Float64Array.from([...values, NaN, NaN]);
  const found = selectRanks(held, values.length, ranks);
  ranks.forEach((rank, i) => assert.ok(found[i] === sorted[rank], `rank ${String(rank)} of ${String(values.length)}`));
  assert.deepEqual(held.subarray(0, values.length).sort(), sorted, 'nothing is lost');
  assert.deepEqual([...held.subarray(values.length)], [NaN, NaN], 'nothing beyond n is touched');
}

describe('selectRanks', () => {
  it('finds what sorting finds', () => {
    const value = fc.oneof(
      finite.map((x) => x + 0),
      fc.integer({ min: 0, max: 4 }),
    );
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 400, size: 'max' }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 }),
        (values, shares) => {
          check(
            values,
            shares.map((share) => Math.floor(share * (values.length - 1))),
          );
        },
      ),
      FIXED,
    );
  });

  it('copes with patterns, thousands of values and ranks at both ends', () => {
    const n = 5000;
    const patterns: ((i: number) => number)[] = [
      (i) => i,
      (i) => -i,
      (i) => Math.min(i, n - i),
      (i) => Math.max(i, n - i),
      (i) => i % 2,
      (i) => (i % 17) * 1000 + i,
      () => 7,
      (i) => (i === 4321 ? 0 : 7),
      (i) => (i * 7919) % n,
      (i) => (i & 1) * n + i,
    ];
    for (const pattern of patterns) {
      const values = Array.from({ length: n }, (_, i) => pattern(i));
      check(values, [0, 1, n >> 1, n - 2, n - 1]);
      check(values, [n - 1]);
      check(values, [0]);
      check(values, [Math.floor(n * 0.95), Math.floor(n * 0.95) + 1]);
      check(
        values,
        Array.from({ length: 99 }, (_, i) => Math.floor((i * n) / 100)),
      );
    }
  });

  it('returns nothing for no ranks, and takes a single value', () => {
    assert.deepEqual(selectRanks(Float64Array.of(3, 1, 2), 3, []), []);
    assert.deepEqual(selectRanks(Float64Array.of(5), 1, [0]), [5]);
  });
});
