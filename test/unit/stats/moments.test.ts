import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Moments } from '../../../src/stats/moments.ts';
import { apart, finite, FIXED, inParts, measured } from './arbitraries.ts';

function of(values: readonly number[]): Moments {
  const moments = new Moments();
  moments.addBlock(Float64Array.from(values), 0, values.length);
  return moments;
}

function merged(parts: readonly (readonly number[])[]): Moments {
  const all = new Moments();
  for (const part of parts) all.merge(of(part));
  return all;
}

/** A double as a whole number of the smallest ones, 2^-1074. */
function exactly(x: number): bigint {
  const bytes = new DataView(new ArrayBuffer(8));
  bytes.setFloat64(0, Math.abs(x));
  const raw = bytes.getBigUint64(0);
  const exponent = raw >> 52n;
  const fraction = raw & 0xfffffffffffffn;
  const size = exponent === 0n ? fraction : (fraction | 0x10000000000000n) << (exponent - 1n);
  return x < 0 ? -size : size;
}

/** The correctly rounded mean and the squared deviations from it, without any code of the class. */
function twoPass(values: readonly number[]): { mean: number; m2: number } {
  const sum = values.reduce((total, x) => total + exactly(x), 0n);
  const scaled = (sum << 64n) / BigInt(values.length);
  const surplus = Math.max(0, scaled.toString(2).length - 80);
  const mean = Number(scaled >> BigInt(surplus)) * 2 ** (surplus - 64 - 600) * 2 ** (600 - 1074);
  return { mean, m2: values.reduce((total, x) => total + (x - mean) ** 2, 0) };
}

/** What rounding of the mean may leave in the squared deviations, besides the 1e-12. */
function unavoidable(values: readonly number[]): number {
  const largest = values.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  return values.length * (4 * Number.EPSILON * largest) ** 2;
}

describe('Moments', () => {
  it('merges parts into the moments of the whole', () => {
    fc.assert(
      fc.property(inParts(measured), ({ all, parts }) => {
        const whole = of(all);
        const sum = merged(parts);
        assert.equal(sum.n, all.length);
        assert.equal(sum.min, whole.min);
        assert.equal(sum.max, whole.max);
        assert.ok(apart(sum.mean, whole.mean) <= 1e-12 || Math.abs(sum.mean - whole.mean) < 1e-300);
        assert.ok(Math.abs(sum.m2 - whole.m2) <= 1e-12 * whole.m2 + unavoidable(all));
      }),
      FIXED,
    );
  });

  it('agrees with exact sums', () => {
    fc.assert(
      fc.property(inParts(measured, 100), ({ all, parts }) => {
        if (all.length === 0) return;
        const exact = twoPass(all);
        for (const moments of [of(all), merged(parts)]) {
          assert.ok(apart(moments.mean, exact.mean) <= 1e-12, `${String(moments.mean)} against ${String(exact.mean)}`);
          assert.ok(Math.abs(moments.m2 - exact.m2) <= 1e-12 * exact.m2 + unavoidable(all));
        }
      }),
      FIXED,
    );
  });

  it('sees no spread in equal values, in whatever blocks they come', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-9, max: 1e12, noNaN: true }),
        fc.array(fc.integer({ min: 1, max: 70 })),
        (x, sizes) => {
          const moments = merged(sizes.map((size) => new Array<number>(size).fill(x)));
          assert.ok(moments.deviation <= 1e-15 * x);
          assert.ok(moments.n === 0 || apart(moments.mean, x) <= Number.EPSILON);
        },
      ),
      FIXED,
    );
  });

  it('keeps a mean exactly on a threshold there', () => {
    const moments = new Moments();
    for (let i = 0; i < 1000; i++) moments.add(0.001);
    assert.equal(moments.mean, 0.001);
    assert.equal(of([1e16, 1, -1e16]).mean, 1 / 3);
    assert.equal(merged([[1e200], [1], [-1e200], [2]]).mean, 0.75);
  });

  it('has a finite mean, total and deviation for any finite values', () => {
    fc.assert(
      fc.property(inParts(finite, 40), ({ parts }) => {
        const moments = merged(parts);
        assert.ok(Number.isFinite(moments.mean) && Number.isFinite(moments.total));
        assert.ok(moments.variance >= 0 && Number.isFinite(moments.deviation));
        assert.ok(moments.n === 0 || (moments.mean >= moments.min - 1e-300 && moments.mean <= moments.max + 1e-300));
      }),
      { ...FIXED, numRuns: 1000 },
    );
  });

  it('is empty at first, and adding one by one equals adding a block', () => {
    const empty = new Moments();
    assert.deepEqual([empty.n, empty.mean, empty.total, empty.variance, empty.deviation], [0, 0, 0, 0, 0]);
    fc.assert(
      fc.property(fc.array(measured, { maxLength: 60 }), (values) => {
        const single = new Moments();
        for (const value of values) single.add(value);
        const block = of(values);
        assert.equal(single.n, block.n);
        assert.ok(apart(single.mean, block.mean) <= 1e-12);
        assert.ok(Math.abs(single.m2 - block.m2) <= 1e-12 * block.m2 + unavoidable(values));
      }),
      FIXED,
    );
  });

  it('goes on after a message between threads', () => {
    const moments = of([1, 2, 4]);
    const copy = Moments.revive(structuredClone(moments));
    assert.deepEqual(copy, moments);
    copy.add(9);
    assert.equal(copy.mean, 4);
  });

  it('knows the spread of values whose squares no double can hold', () => {
    const shape = [1, 3, 3, 4, 9, -2];
    const plain = of(shape);
    for (const size of [1e-320, 1e-200, 1e-150, 1e150, 1e200, 1e307]) {
      const values = shape.map((x) => x * size);
      for (const moments of [of(values), merged([values.slice(0, 2), [0], values.slice(2)])]) {
        const zero = moments.n > values.length ? of([...shape.slice(0, 2), 0, ...shape.slice(2)]) : plain;
        const tolerance = size < 1e-300 ? 1e-3 : 1e-12;
        assert.ok(Math.abs(moments.deviation / moments.mean - zero.deviation / zero.mean) < tolerance, String(size));
        assert.ok(Math.abs(moments.mean / size - zero.mean) < tolerance, String(size));
      }
    }
  });

  it('joins values of extreme sizes', () => {
    for (const order of [
      [1e-250, 1, 1e250],
      [1e250, 1, 1e-250],
    ]) {
      const all = merged(order.map((x) => [x, 2 * x]));
      assert.ok(apart(all.mean, 5e249) < 1e-12);
      assert.ok(apart(all.deviation, 8.366600265340756e249) < 1e-12);
    }
  });
});
