import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Quantiles } from '../../../src/stats/quantiles.ts';
import { finite, FIXED, inParts, measured } from './arbitraries.ts';

const value = fc.oneof({ weight: 3, arbitrary: measured }, { weight: 1, arbitrary: finite.map((x) => x + 0) });
const optionsOf = fc.record(
  { bits: fc.constantFrom(7, 9), exactLimit: fc.constantFrom(0, 16, 64, 65_536) },
  { noNullPrototype: true },
);

type Options = Quantiles['options'];

function of(options: Options, values: readonly number[], block = 16): Quantiles {
  const quantiles = new Quantiles(options);
  const held = Float64Array.from(values);
  for (let i = 0; i < held.length; i += block) quantiles.addBlock(held, i, Math.min(i + block, held.length));
  return quantiles;
}

function everything(quantiles: Quantiles): number[] {
  return quantiles.orderStatistics(Array.from({ length: quantiles.n }, (_, i) => i));
}

describe('Quantiles', () => {
  it('are exact up to the limit and within half a bin beyond', () => {
    fc.assert(
      fc.property(
        optionsOf,
        fc.array(value, { maxLength: 120 }),
        fc.integer({ min: 1, max: 70 }),
        (options, values, block) => {
          const quantiles = of(options, values, block);
          const sorted = [...Float64Array.from(values).sort()];
          assert.equal(quantiles.n, values.length);
          assert.equal(quantiles.exact, values.length <= options.exactLimit);
          const found = everything(quantiles);
          if (quantiles.exact)
            assert.deepEqual(
              found.map((x) => x + 0),
              sorted.map((x) => x + 0),
            );
          const off = 2 ** -(options.bits + 1) * (1 + 1e-12);
          // Histograms tell values apart from 2^-50 to 2^61.
          const known = (x: number): boolean => x === 0 || (Math.abs(x) >= 2 ** -50 && Math.abs(x) < 2 ** 61);
          found.forEach((x, i) => {
            const exact = sorted[i];
            if (known(exact)) assert.ok(Math.abs(x - exact) <= off * Math.abs(exact), `${String(x)}, ${String(exact)}`);
          });
        },
      ),
      { ...FIXED, numRuns: 500 },
    );
  });

  it('merge parts into the whole', () => {
    fc.assert(
      fc.property(optionsOf, inParts(value, 150), (options, { all, parts }) => {
        const sum = new Quantiles(options);
        for (const part of parts) sum.merge(of(options, part));
        const whole = of(options, all);
        assert.equal(sum.n, whole.n);
        assert.equal(sum.exact, whole.exact);
        assert.deepEqual(everything(sum), everything(whole));
      }),
      { ...FIXED, numRuns: 500 },
    );
  });

  it('do not depend on when they are read or compacted', () => {
    fc.assert(
      fc.property(
        optionsOf,
        inParts(value, 100),
        fc.integer({ min: 0, max: 6 }),
        (options, { all, parts }, compactAt) => {
          const sum = new Quantiles(options);
          let seen: number[] = [];
          parts.forEach((part, i) => {
            if (i === compactAt) sum.compact();
            const block = Float64Array.from(part);
            sum.addBlock(block, 0, block.length);
            seen = [...seen, ...part].sort((a, b) => a - b);
            // Reading sorts and remembers, which must not show afterwards.
            const read = everything(sum);
            if (sum.exact)
              assert.deepEqual(
                read.map((x) => x + 0),
                seen.map((x) => x + 0),
              );
            assert.deepEqual(everything(sum), read);
            const few = sum.sortedValues();
            if (few !== null)
              assert.deepEqual(
                [...few].map((x) => x + 0),
                seen.map((x) => x + 0),
              );
          });
          const whole = of(options, all);
          if (!sum.exact) whole.compact();
          assert.deepEqual(everything(sum), everything(whole));
        },
      ),
      FIXED,
    );
  });

  it('count themselves into a coarser histogram', () => {
    fc.assert(
      fc.property(optionsOf, fc.array(value, { maxLength: 100 }), (options, values) => {
        const counted = of(options, values).histogramOf(4);
        const direct = of({ bits: 4, exactLimit: 0 }, values);
        const ranks = [...values.keys()];
        assert.deepEqual(counted.orderStatistics(ranks), direct.orderStatistics(ranks));
      }),
      FIXED,
    );
  });

  it('hold at most the limit, and give it back', () => {
    const options = { bits: 7, exactLimit: 1000 };
    const values = Array.from({ length: 1000 }, (_, i) => i + 1);
    const quantiles = of(options, values);
    assert.ok(quantiles.exactBytes >= 8000 && quantiles.exactBytes <= 16_000, String(quantiles.exactBytes));
    quantiles.compact();
    assert.equal(quantiles.exactBytes, 0);
    assert.ok(!quantiles.exact);
    assert.equal(quantiles.n, 1000);
  });

  it('go on after a message between threads', () => {
    fc.assert(
      fc.property(
        optionsOf,
        fc.array(value, { maxLength: 100 }),
        fc.array(value, { maxLength: 30 }),
        (options, before, after) => {
          const quantiles = of(options, before);
          if (before.length > 3) quantiles.orderStatistics([0, 2]);
          const copy = Quantiles.revive(structuredClone(quantiles));
          assert.deepEqual(copy, quantiles);
          copy.merge(of(options, after));
          assert.deepEqual(everything(copy), everything(of(options, [...before, ...after])));
        },
      ),
      FIXED,
    );
  });
});
