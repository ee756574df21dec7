import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DEFAULT_CONFIG } from '../../../src/score/config/config.ts';
import { rawPss } from '../../../src/score/pss.ts';
import { worthIn } from '../../../src/score/worth.ts';
import { FIXED, normals } from '../stats/arbitraries.ts';
import { exactScores } from './exactScores.ts';
import { fileOf, type NamedCall } from './summarise.ts';

const call: fc.Arbitrary<NamedCall> = fc.record({
  name: fc.constantFrom('f', 'g', 'h'),
  duration: fc.double({ min: 1e-4, max: 1, noNaN: true }),
  memory: fc.integer({ min: 90_000_000, max: 110_000_000 }),
  wait: fc.double({ min: 0, max: 1, noNaN: true }),
  failed: fc.integer({ min: 0, max: 9 }).map((i) => i === 0),
  tag: fc.constantFrom(null, 'a', 'b', 'c'),
});
const lists = fc.array(call, { minLength: 2, maxLength: 80 });

function points(calls: readonly NamedCall[]): number {
  return 100 * rawPss(exactScores(calls, [], DEFAULT_CONFIG), DEFAULT_CONFIG);
}

function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;

/** The gain found by really changing a function's calls and scoring all again. */
function rescored(
  calls: readonly NamedCall[],
  name: string,
  change: (call: NamedCall, own: NamedCall[]) => NamedCall,
): number {
  const own = calls.filter((one) => one.name === name);
  return points(calls.map((one) => (one.name === name ? change(one, own) : one))) - points(calls);
}

describe('what a change is worth', () => {
  it('is what scoring the changed calls gives: steady time, steady waits, no tags', () => {
    fc.assert(
      fc.property(lists, (calls) => {
        const file = fileOf(calls);
        const worth = worthIn(file, DEFAULT_CONFIG);
        for (const scope of file.functions) {
          const steady = rescored(calls, scope.name, (one, own) => ({
            ...one,
            duration: median(own.map((x) => x.duration)),
          }));
          assert.ok(Math.abs(worth.steadyTime(scope) - steady) < 1e-6);
          const waits = rescored(calls, scope.name, (one, own) => ({ ...one, wait: mean(own.map((x) => x.wait)) }));
          assert.ok(Math.abs(worth.steadyWait(scope) - waits) < 1e-6);
          const tags = rescored(calls, scope.name, (one) => ({ ...one, tag: null }));
          assert.ok(Math.abs(worth.noTags(scope) - tags) < 1e-6);
        }
      }),
      FIXED,
    );
  });

  it('is what healing a function gives, where no run of failures counts', () => {
    fc.assert(
      fc.property(lists, (calls) => {
        const file = fileOf(calls);
        const worth = worthIn(file, DEFAULT_CONFIG);
        for (const scope of file.functions) {
          const healed = rescored(calls, scope.name, (one) => ({ ...one, failed: false }));
          const found = worth.noErrors([scope]);
          assert.ok(found >= -1e-9, 'fewer failures never cost points');
          if (file.summary.runs.longest < DEFAULT_CONFIG.consecutiveErrorThreshold)
            assert.ok(Math.abs(found - healed) < 1e-6);
        }
        const all = points(calls.map((one) => ({ ...one, failed: false }))) - points(calls);
        assert.ok(Math.abs(worth.noErrors(file.functions) - all) < 1e-6);
      }),
      FIXED,
    );
  });

  it('stays near past the values that are held exactly', () => {
    const normal = normals(21);
    const calls = Array.from({ length: 70_000 }, (_, i): NamedCall => {
      const duration = 0.01 * Math.exp((i % 2 === 0 ? 0.9 : 0.2) * normal());
      return { name: i % 2 === 0 ? 'f' : 'g', duration, memory: 1e8, wait: 0, failed: false, tag: null };
    });
    const file = fileOf(calls);
    const own = median(calls.filter(({ name }) => name === 'f').map(({ duration }) => duration));
    const exact = rescored(calls, 'f', (one) => ({ ...one, duration: own }));
    assert.ok(exact > 1);
    assert.ok(Math.abs(worthIn(file, DEFAULT_CONFIG).steadyTime(file.functions[0]) - exact) < 0.1);
  });
});
