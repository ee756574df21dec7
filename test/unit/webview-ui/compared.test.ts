import assert from 'node:assert/strict';
import type { Comparison, Verdict } from '../../../src/protocol/history.ts';
import { headline, presence, verdictBasis, verdictText } from '../../../webview-ui/compared.ts';

const VERDICT: Verdict = {
  scope: { kind: 'file' },
  metric: 'p95',
  verdict: 'worse',
  base: 1,
  head: 2,
  p: 1e-9,
  q: 1e-7,
  runs: 6,
};

function comparison(base: number, head: number, points: number[], runs = 0, verdicts: Verdict[] = []): Comparison {
  const keys = ['ts', 'ms', 'ev', 'be', 'cc'] as const;
  return {
    base: { pss: base },
    head: { pss: head },
    metrics: keys.map((metric, index) => ({ metric, base: 0, head: 0, points: points[index] ?? 0 })),
    runs,
    verdicts,
  } as unknown as Comparison;
}

describe('a comparison in words', () => {
  it('names the change and the metric that moved the score most', () => {
    assert.equal(
      headline(comparison(71, 33, [-30, 0, -8, 0, 0])),
      'The score fell by 38 points, most of all by timing (−30.0\u00a0pt).',
    );
    assert.equal(
      headline(comparison(33, 34, [0, 0, 0.9, 0, 0])),
      'The score rose by 1 point, most of all by errors (+0.9\u00a0pt).',
    );
    assert.equal(headline(comparison(50, 50, [0, 0, 0, 0, 0])), 'The score did not move.');
    assert.match(headline(comparison(50, 50, [3, -3, 0, 0, 0])), /stayed at 50; its parts moved/);
  });

  it('gives a verdict with what it rests on', () => {
    assert.deepEqual(verdictText(VERDICT), {
      word: 'p95 worse',
      better: false,
      title: 'Its p95 is worse than 6 earlier runs let expect, by chance with a probability of less than 0.001',
    });
    assert.equal(verdictText({ ...VERDICT, verdict: 'same' }), null);
    assert.equal(verdictText(null), null);
    assert.equal(verdictText({ ...VERDICT, verdict: 'too-few-runs', runs: 2, q: null })?.word, 'too few runs');
  });

  it('says when there are too few runs to tell', () => {
    assert.equal(verdictBasis(comparison(1, 1, [], 1)), 'Verdicts need at least 5 earlier runs; there is 1.');
    assert.equal(verdictBasis(comparison(1, 1, [], 0)), 'Verdicts need at least 5 earlier runs; there are none.');
    assert.match(verdictBasis(comparison(1, 1, [], 8)), /nothing stands out/);
    assert.match(verdictBasis(comparison(1, 1, [], 8, [VERDICT])), /^Verdicts are against the spread of 8/);
  });

  it('knows what is new and what is gone', () => {
    const figures = { pss: 1 };
    const of = (base: unknown, head: unknown) => presence({ base, head } as Parameters<typeof presence>[0]);
    assert.deepEqual([of(null, figures), of(figures, null), of(figures, figures)], ['new', 'gone', 'both']);
  });
});
