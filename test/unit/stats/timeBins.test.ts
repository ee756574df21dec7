import assert from 'node:assert/strict';
import fc from 'fast-check';
import { TimeBins } from '../../../src/stats/timeBins.ts';
import { FIXED, inParts } from './arbitraries.ts';

/** A bin that remembers who was put into it. */
class Members {
  ids: number[] = [];

  merge(other: Members): void {
    this.ids.push(...other.ids);
  }
}

type Call = [id: number, time: number];

const START = 1_700_000_000;
const bins = (limit: number): TimeBins<Members> => new TimeBins(limit, () => new Members());

function of(limit: number, calls: readonly Call[]): TimeBins<Members> {
  const result = bins(limit);
  for (const [id, time] of calls) result.at(time).ids.push(id);
  return result;
}

/** What can be seen of bins; the order inside one is that of time, then of the file. */
function content(of: TimeBins<Members>): unknown {
  return { width: of.width, bins: of.entries().map(([start, { ids }]) => [start, ids.toSorted((a, b) => a - b)]) };
}

/** Seconds of a run, days, decades, the year 1, the far future, and whatever else. */
const time = fc.oneof(
  { weight: 4, arbitrary: fc.double({ min: START, max: START + 60, noNaN: true }) },
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 500 }).map((i) => START + i * 0.05) },
  { weight: 1, arbitrary: fc.double({ min: START - 1e6, max: START + 1e6, noNaN: true }) },
  { weight: 1, arbitrary: fc.double({ min: -62_135_596_800, max: 253_402_300_800, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -0.005, -1, 9e12) },
);
/** Where numbers of bins are no longer exact, nothing may be lost all the same. */
const anyTime = fc.oneof(
  { weight: 5, arbitrary: time },
  { weight: 1, arbitrary: fc.constantFrom(1e20, 1e280, -1e280) },
);
const limit = fc.constantFrom(2, 3, 8, 40);
const calls = (length = 200, at = time): fc.Arbitrary<Call[]> =>
  fc.array(at, { maxLength: length, size: 'max' }).map((times) => times.map((at, id): Call => [id, at]));

describe('TimeBins', () => {
  it('keep every call, in the bin of its instant, in at most as many bins as allowed', () => {
    fc.assert(
      fc.property(limit, calls(200, anyTime), (most, all) => {
        const result = of(most, all);
        assert.ok(result.size <= most);
        const seen: number[] = [];
        for (const [start, { ids }] of result.entries()) {
          for (const id of ids) {
            const at = all[id][1];
            const slack = Math.abs(at) * 4e-16;
            assert.ok(at >= start - slack && at < start + result.width + slack, `${String(at)} in ${String(start)}`);
            seen.push(id);
          }
        }
        assert.deepEqual(
          seen.sort((a, b) => a - b),
          all.map(([id]) => id),
        );
      }),
      FIXED,
    );
  });

  it('are no wider than needed', () => {
    fc.assert(
      fc.property(limit, calls(), (most, all) => {
        const result = of(most, all);
        const finer = bins(1e9);
        while (finer.width < result.width) {
          const before = finer.width;
          for (const [id, at] of all) finer.at(at).ids.push(id);
          assert.ok(finer.size > most, `${String(before)} s would have done`);
          finer.widen(before * 1.001);
        }
      }),
      { ...FIXED, numRuns: 50 },
    );
  });

  it('merge parts into the whole', () => {
    fc.assert(
      fc.property(limit, inParts(time, 200), (most, { all, parts }) => {
        let next = 0;
        const sum = bins(most);
        for (const part of parts)
          sum.merge(
            of(
              most,
              part.map((at): Call => [next++, at]),
            ),
          );
        assert.deepEqual(
          content(sum),
          content(
            of(
              most,
              all.map((at, id): Call => [id, at]),
            ),
          ),
        );
      }),
      FIXED,
    );
  });

  it('keep the order of the file where the file is in order of time', () => {
    fc.assert(
      fc.property(limit, inParts(time, 200), (most, { all, parts }) => {
        const sorted = all.toSorted((a, b) => a - b);
        let next = 0;
        const sum = bins(most);
        for (const { length } of parts) {
          const part = sorted.slice(next, next + length).map((at, i): Call => [next + i, at]);
          next += length;
          sum.merge(of(most, part));
        }
        assert.deepEqual(
          sum.entries().flatMap(([, { ids }]) => ids),
          [...sorted.keys()],
        );
      }),
      FIXED,
    );
  });

  it('find the bins of many instants at once', () => {
    fc.assert(
      fc.property(limit, inParts(fc.oneof(time, fc.constant(NaN)), 200), (most, { all, parts }) => {
        const batched = bins(most);
        let id = 0;
        for (const part of parts) {
          const keys = new Int32Array(part.length);
          const found = batched.assign(Float64Array.from(part), part.length, keys);
          part.forEach((at, i) => {
            assert.equal(keys[i] === -1, Number.isNaN(at));
            if (keys[i] !== -1) found[keys[i]].ids.push(id);
            id++;
          });
        }
        const timed = all.map((at, i): Call => [i, at]).filter(([, at]) => !Number.isNaN(at));
        assert.deepEqual(content(batched), content(of(most, timed)));
      }),
      FIXED,
    );
  });

  it('widen and narrow without losing anything', () => {
    fc.assert(
      fc.property(calls(), fc.double({ min: 0.001, max: 1e10, noNaN: true }), limit, (all, seconds, most) => {
        const result = of(1000, all);
        result.widen(seconds);
        assert.ok(result.width >= seconds);
        result.narrow(most);
        assert.ok(result.size <= most);
        result.at(START).ids.push(-1);
        assert.ok(result.size <= most);
        assert.equal(
          [...result.values()].reduce((n, { ids }) => n + ids.length, 0),
          all.length + 1,
        );
      }),
      FIXED,
    );
  });

  it('fit centuries with a stray call at either end', () => {
    const result = bins(600);
    for (let i = 0; i < 5000; i++) result.at(START + i * 0.02).ids.push(i);
    const before = result.width;
    result.at(0).ids.push(-1);
    result.at(6e10).ids.push(-2);
    assert.ok(result.size <= 600);
    assert.ok(result.width <= 5 * before, 'strays cost a bin each, not the resolution');
  });

  it('have widths that people know', () => {
    const result = bins(10);
    const widths: number[] = [];
    for (let i = 0; i < 17; i++) {
      widths.push(result.width);
      result.widen(result.width * 1.01);
    }
    assert.deepEqual(
      widths,
      [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 600, 1800, 3600, 21_600, 86_400, 604_800, 1_209_600],
    );
  });

  it('go on after a message between threads', () => {
    fc.assert(
      fc.property(limit, calls(60), calls(60), (most, before, after) => {
        const original = of(most, before);
        const copy = TimeBins.revive(
          structuredClone(original.plain()),
          () => new Members(),
          (plain) => Object.assign(new Members(), plain),
        );
        assert.deepEqual(content(copy), content(original));
        for (const [id, at] of after) copy.at(at).ids.push(1000 + id);
        const whole = of(most, [...before, ...after.map(([id, at]): Call => [1000 + id, at])]);
        assert.deepEqual(content(copy), content(whole));
      }),
      FIXED,
    );
  });
});
