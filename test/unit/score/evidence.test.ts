import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DEFAULT_CONFIG } from '../../../src/score/config/config.ts';
import { evidenceOf } from '../../../src/score/evidence.ts';
import { METRICS, rawPss, scoresOf } from '../../../src/score/pss.ts';
import { FIXED, normals } from '../stats/arbitraries.ts';
import { fileOf, type NamedCall } from './summarise.ts';

const seconds = fc.oneof(fc.double({ min: 1e-6, max: 10, noNaN: true }), fc.constantFrom(0, 0.01, -0.5, 1e200, 1e-200));
const call: fc.Arbitrary<NamedCall> = fc.record({
  name: fc.constantFrom('f', 'g', 'h', '__proto__', '<b>', 'constructor'),
  duration: seconds,
  memory: fc.oneof(fc.integer({ min: 0, max: 2 ** 31 }), fc.constantFrom(0, -4096, 1e300)),
  wait: seconds,
  failed: fc.boolean(),
  tag: fc.option(fc.constantFrom('a', 'b', 'c', 'd'), { nil: null }),
});
const lags = fc.array(fc.double({ min: 0, max: 0.5, noNaN: true }), { maxLength: 3 });
const files = fc.tuple(fc.array(call, { minLength: 1, maxLength: 60 }), lags).map(([calls, lag]) => fileOf(calls, lag));

describe('evidence', () => {
  it('accounts for every point: score and points lost are 100, and terms are what a metric lost', () => {
    fc.assert(
      fc.property(files, (file) => {
        const evidence = evidenceOf(file, DEFAULT_CONFIG);
        const scores = scoresOf(file.summary, DEFAULT_CONFIG);
        const lost = evidence.reduce((sum, { pointsLost }) => sum + pointsLost, 0);
        assert.ok(Math.abs(lost + 100 * rawPss(scores, DEFAULT_CONFIG) - 100) < 1e-9);
        for (const { metric, score, pointsLost, terms } of evidence) {
          assert.equal(score, scores[metric]);
          const split = terms.reduce((sum, term) => sum + term.pointsLost, 0);
          assert.ok(Math.abs(split - pointsLost) < 1e-9, `${metric}: ${String(split)} of ${String(pointsLost)}`);
          assert.ok(terms.every((term) => term.pointsLost >= 0 && term.reason !== ''));
        }
      }),
      { ...FIXED, numRuns: 500 },
    );
  });

  it('shows factors whose product is the score', () => {
    fc.assert(
      fc.property(files, (file) => {
        for (const { terms, score } of evidenceOf(file, DEFAULT_CONFIG)) {
          const product = terms.reduce((all, { factor }) => all * factor, 1);
          if (Number.isFinite(product)) assert.ok(Math.abs(Math.min(1, product) - score) < 1e-12);
        }
      }),
      FIXED,
    );
  });

  it('shows factors that JSON can hold', () => {
    const call = (duration: number): NamedCall => ({
      name: 'f',
      duration,
      memory: 0,
      wait: 0,
      failed: false,
      tag: null,
    });
    const [time] = evidenceOf(fileOf([call(-1), call(0.9), call(-0.9), call(0.999)]), DEFAULT_CONFIG);
    assert.equal(time.score, 1);
    assert.ok(time.terms.every(({ factor }) => Number.isFinite(factor)));
  });

  it('names contributors by falling shares that sum to at most 1', () => {
    fc.assert(
      fc.property(files, (file) => {
        for (const { contributors } of evidenceOf(file, DEFAULT_CONFIG)) {
          assert.ok(contributors.length <= 5);
          assert.ok(contributors.reduce((sum, { share }) => sum + share, 0) <= 1 + 1e-9);
          contributors.forEach(({ share, within }, i) => {
            assert.ok(share > 0 && within >= 0 && within <= share + 1e-12);
            assert.ok(i === 0 || share <= contributors[i - 1].share);
          });
        }
      }),
      FIXED,
    );
  });

  it('says everything in words with figures in them', () => {
    fc.assert(
      fc.property(files, (file) => {
        const evidence = evidenceOf(file, DEFAULT_CONFIG);
        assert.deepEqual(
          evidence.map(({ metric, name }) => [metric, name]),
          METRICS.map(({ key, name }) => [key, name]),
        );
        for (const { evidence: sentence, formula, terms, inputs } of evidence) {
          for (const text of [sentence, formula, ...terms.map(({ reason }) => reason)]) {
            assert.ok(text.length > 0);
            assert.doesNotMatch(text, /NaN|undefined|null|\[object|-\d/);
          }
          assert.ok(inputs.every(({ value }) => Number.isFinite(value) || value === Infinity));
        }
      }),
      FIXED,
    );
  });

  it('flags small samples, by the values that went in', () => {
    const calls = (n: number): NamedCall[] =>
      Array.from({ length: n }, (_, i) => ({
        name: 'f',
        duration: 1,
        memory: 1,
        wait: 1,
        failed: false,
        tag: i < 3 ? 'a' : null,
      }));
    assert.deepEqual(
      evidenceOf(fileOf(calls(29)), DEFAULT_CONFIG).map(({ smallSample }) => smallSample),
      [true, true, true, true, true],
    );
    assert.deepEqual(
      evidenceOf(fileOf(calls(30)), DEFAULT_CONFIG).map(({ smallSample, n }) => [smallSample, n]),
      [
        [false, 30],
        [false, 30],
        [false, 30],
        [true, 3],
        [false, 30],
      ],
    );
  });

  it('finds who makes a metric bad, and whether by itself or by its distance', () => {
    const normal = normals(3);
    const calls = Array.from({ length: 4000 }, (_, i): NamedCall => {
      const name = (['steady', 'shaky', 'slow', 'tagged'] as const)[i % 4];
      const duration = name === 'shaky' ? 0.01 * Math.exp(normal()) : name === 'slow' ? 0.1 : 0.01;
      return {
        name,
        duration,
        memory: 1e8,
        wait: 0,
        failed: name === 'slow' && i % 40 === 2,
        tag: name === 'tagged' ? String(i % 3) : null,
      };
    });
    const [ts, , ev, be] = evidenceOf(fileOf(calls), DEFAULT_CONFIG);
    const slow = ts.contributors.find(({ name }) => name === 'slow')!;
    const shaky = ts.contributors.find(({ name }) => name === 'shaky')!;
    assert.equal(ts.contributors[0], slow);
    assert.ok(slow.within < 1e-9 && shaky.within > 0.5 * shaky.share);
    assert.deepEqual(
      ev.contributors.map(({ name, share }) => [name, share]),
      [['slow', 1]],
    );
    assert.deepEqual(
      be.contributors.map(({ name }) => name),
      ['tagged'],
    );
  });
});
