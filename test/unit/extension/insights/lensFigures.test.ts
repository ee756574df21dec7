import assert from 'node:assert/strict';
import { changeText, lensFigures, type LensPart } from '../../../../src/extension/insights/lensFigures.ts';
import type { Verdict } from '../../../../src/protocol/history.ts';
import type { FunctionReport } from '../../../../src/protocol/report.ts';
import { functionReport, WEIGHTS } from './reports.ts';

const PARTS: LensPart[] = ['score', 'calls', 'p95', 'failures', 'lost', 'entropy'];

function verdict(given: Partial<Verdict>): Verdict {
  return {
    scope: { kind: 'file' },
    metric: 'pss',
    verdict: 'worse',
    base: 53.2,
    head: 52,
    p: 0,
    q: 0,
    runs: 6,
    ...given,
  };
}

function line(fn: FunctionReport, parts = PARTS, more: { verdict?: Verdict; changed?: boolean } = {}): string {
  const input = { fn, weights: WEIGHTS, verdict: more.verdict ?? null, changed: more.changed ?? false };
  return lensFigures(input, parts)
    .map(({ text }) => text)
    .join(' | ')
    .replaceAll('\u202f', ' ');
}

describe('the figures above a function', () => {
  it('are score, calls, failures and what lost most', () => {
    assert.equal(
      line(functionReport(), PARTS, { verdict: verdict({}) }),
      '▲ PSS 52 (↓1) | 148 calls, p95 11.9 ms | 4.1 % fail | most lost: Timing −20',
    );
  });

  it('mark the bands by shape', () => {
    const score = (pss: number) => line(functionReport({ pss }), ['score']);
    assert.deepEqual([69, 70, 89, 90].map(score), ['▲ PSS 69', '◆ PSS 70', '◆ PSS 89', '● PSS 90']);
  });

  it('say how small a small sample is, without a verdict', () => {
    assert.equal(line(functionReport({ pss: 88, traces: 7 }), ['score']), 'PSS 88, n = 7');
  });

  it('follow the parts in their order, and join durations', () => {
    assert.equal(
      line(functionReport(), ['p50', 'max', 'score', 'p99', 'waiting']),
      'p50 2.00 ms, max 74.0 ms | ▲ PSS 52 | p99 20.0 ms | 88 % waiting',
    );
    assert.equal(line(functionReport(), []), '');
  });

  it('tell entropy only where branching scores below 0.8', () => {
    const uneven = {
      scores: { ts: 1, ms: 1, ev: 1, be: 0.04, cc: 1 },
      entropy: 0.963,
      branches: { hit: 61, miss: 39 },
    };
    assert.equal(line(functionReport(uneven), ['entropy']), 'entropy 0.96 bits');
    assert.equal(line(functionReport({ ...uneven, scores: { ...uneven.scores, be: 0.8 } }), ['entropy']), '');
  });

  it('have words for no failures, and for nothing but failures', () => {
    assert.equal(line(functionReport({ errors: 0 }), ['failures']), 'no errors');
    assert.equal(line(functionReport({ errors: 148 }), ['failures']), 'all fail');
  });

  it('leave out what lost nothing', () => {
    assert.equal(line(functionReport({ scores: { ts: 1, ms: 1, ev: 1, be: 1, cc: 0.99 } }), ['lost']), '');
  });

  it('say that the code has changed instead of blaming it', () => {
    assert.equal(
      line(functionReport(), ['score', 'lost'], { changed: true }),
      '▲ PSS 52 | code changed since this run',
    );
  });
});

describe('a change against earlier runs', () => {
  it('is told only where a verdict says so', () => {
    assert.equal(changeText(null), '');
    assert.equal(changeText(verdict({ verdict: 'same' })), '');
    assert.equal(changeText(verdict({ verdict: 'too-few-runs' })), '');
    assert.equal(changeText(verdict({ verdict: 'better', base: 40, head: 52 })), ' (↑12)');
  });

  it('names the figure when it is not the score', () => {
    const plain = (text: string) => text.replaceAll('\u202f', ' ');
    assert.equal(plain(changeText(verdict({ metric: 'p95', base: 0.01, head: 0.0123 }))), ' (p95 ↑ 23 %)');
    assert.equal(plain(changeText(verdict({ metric: 'errors', base: 0.01, head: 0.051 }))), ' (errors ↑ 4.1 %)');
    assert.equal(changeText(verdict({ metric: 'ts', base: 0.8, head: 0.5 })), ' (Timing ↓ 30)');
  });
});
