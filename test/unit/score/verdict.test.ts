import assert from 'node:assert/strict';
import { TRIAL } from '../../../bench/verdictTrials.ts';
import { countVerdicts } from '../../../bench/verdicts.ts';
import { DEFAULT_CONFIG } from '../../../src/score/config/config.ts';
import type { FunctionFigures, ScoredRun } from '../../../src/score/runFigures.ts';
import { comparableRuns, verdictsOf } from '../../../src/score/verdict.ts';
import { random } from '../analysis/feed.ts';

/** Figures of a function with log-normal durations around `median`, as 400 calls would give them. */
function figures(name: string, median: number, more: Partial<FunctionFigures> = {}): FunctionFigures {
  const sigma = 0.2;
  const at = (z: number): number => median * Math.exp(sigma * z);
  return {
    name,
    module: 'app',
    filename: 'app.py',
    lineno: 1,
    traces: 400,
    errors: 0,
    pss: 80,
    scores: { ts: 0.6, ms: 1, ev: 1, be: 1, cc: 1 },
    latency: { mean: median, p50: median, p90: at(1.2816), p95: at(1.6449), p99: at(2.3263), max: at(3) },
    ...more,
  };
}

function run(functions: FunctionFigures[]): ScoredRun {
  const traces = functions.reduce((sum, fn) => sum + fn.traces, 0);
  const errors = functions.reduce((sum, fn) => sum + fn.errors, 0);
  const { latency, scores, pss } = functions[0];
  return { functions, traces, errors, latency, scores, pss, config: null };
}

/** Runs of `count` functions that differ by 1 % by chance, and by a factor that a run has in common. */
function history(count: number, runs: number, common: (r: number) => number = () => 1): ScoredRun[] {
  const dice = random(5);
  return Array.from({ length: runs }, (_, r) =>
    run(
      Array.from({ length: count }, (_, i) => figures(`f${String(i)}`, 0.01 * common(r) * (1 + 0.02 * (dice() - 0.5)))),
    ),
  );
}

const called = (head: ScoredRun, earlier: ScoredRun[]): string[] =>
  verdictsOf(head, earlier)
    .filter(({ verdict }) => verdict === 'worse' || verdict === 'better')
    .map(({ scope, metric, verdict }) => `${scope.kind === 'file' ? 'file' : scope.name} ${metric} ${verdict}`);

describe('verdicts on the figures of a run', () => {
  it('find a planted slowdown by its name, and call nothing where nothing changed', function () {
    this.timeout(240_000);
    const counts = countVerdicts({ ...TRIAL, functions: 120 }, 12);
    assert.deepEqual(counts, { trials: 12, found: 12, besides: 0, alarms: 0 });
  });

  it('say that there are too few runs to tell', () => {
    const [head, ...earlier] = history(6, 5);
    const verdicts = verdictsOf(head, earlier);
    assert.ok(verdicts.length > 6);
    assert.ok(
      verdicts.every(({ verdict, runs, p, q }) => verdict === 'too-few-runs' && runs === 4 && p === null && q === null),
    );
  });

  it('do not blame functions for a machine that is slower altogether', () => {
    const earlier = history(30, 8, (r) => 1 + 0.05 * Math.sin(r));
    const slow = run(earlier[0].functions.map((fn) => figures(fn.name, fn.latency.p50 * 1.15)));
    assert.deepEqual(
      called(slow, earlier).filter((text) => !text.startsWith('file')),
      [],
    );
  });

  it('name the one function that is slower on a machine that is slower altogether', () => {
    const earlier = history(30, 8, (r) => 1 + 0.05 * Math.sin(r));
    const functions = earlier[0].functions.map((fn, i) => figures(fn.name, fn.latency.p50 * (i === 7 ? 1.5 : 1.1)));
    assert.deepEqual(
      called(run(functions), earlier).filter((text) => !text.startsWith('file')),
      ['f7 median worse', 'f7 p95 worse'],
    );
  });

  it('hold a function against its own unrest between runs', () => {
    const dice = random(11);
    const earlier = history(30, 8).map((one) =>
      run(one.functions.map((fn) => (fn.name === 'f3' ? figures('f3', 0.01 * Math.exp(0.4 * (dice() - 0.5))) : fn))),
    );
    const [head] = history(30, 1);
    const restless = run(head.functions.map((fn) => (fn.name === 'f3' ? figures('f3', 0.012) : fn)));
    assert.deepEqual(called(restless, earlier), []);
    const steady = run(head.functions.map((fn) => (fn.name === 'f4' ? figures('f4', 0.012) : fn)));
    assert.deepEqual(called(steady, earlier), ['f4 median worse', 'f4 p95 worse']);
  });

  it('call no change too small to matter, however sure', () => {
    const earlier = history(30, 8).map((one) =>
      run(one.functions.map((fn) => figures(fn.name, 0.01, { traces: 1_000_000 }))),
    );
    const head = run(
      earlier[0].functions.map((fn, i) => figures(fn.name, i === 2 ? 0.0103 : 0.01, { traces: 1_000_000 })),
    );
    assert.deepEqual(called(head, earlier), []);
    const small = verdictsOf(head, earlier).find(
      ({ scope, metric }) => scope.kind === 'function' && scope.name === 'f2' && metric === 'median',
    );
    assert.deepEqual([small?.verdict, (small?.q ?? 1) < 0.01], ['same', true]);
  });

  it('tell better from worse, and look at errors by their share', () => {
    const earlier = history(10, 8).map((one) => run(one.functions.map((fn) => ({ ...fn, errors: 40 }))));
    const head = run(earlier[0].functions.map((fn, i) => ({ ...fn, errors: i === 0 ? 120 : i === 1 ? 0 : 40 })));
    assert.deepEqual(
      called(head, earlier)
        .filter((text) => text.includes('errors'))
        .sort(),
      ['f0 errors worse', 'f1 errors better'],
    );
  });

  it('judge by runs of the same program and scores of the same settings only', () => {
    const earlier = history(8, 12);
    const other = run(Array.from({ length: 8 }, (_, i) => figures(`g${String(i)}`, 1)));
    const mixed = [earlier[0], other, ...earlier.slice(1)];
    assert.deepEqual(comparableRuns(earlier[0], mixed), earlier);
    const { alpha, beta, gamma, delta, weights } = DEFAULT_CONFIG;
    const config = { path: null, title: '', htmlTitle: '', weights, alpha, beta, gamma, delta };
    const head = {
      ...run(earlier[0].functions.map((fn) => ({ ...fn, scores: { ...fn.scores, ts: 0.1 } }))),
      config: { ...config, alpha: 9 },
    };
    const scored = (alphaOf: number): ScoredRun[] =>
      earlier.map((one, i) => ({
        ...run(one.functions.map((fn) => ({ ...fn, scores: { ...fn.scores, ts: 0.6 + 0.001 * (i % 3) } }))),
        config: { ...config, alpha: alphaOf },
      }));
    assert.deepEqual(
      called(head, scored(2)).filter((text) => text.includes(' ts ')),
      [],
    );
    assert.ok(called(head, scored(9)).includes('f0 ts worse'));
  });

  it('pass over what was never seen before, and follow functions whose lines moved', () => {
    const earlier = history(8, 6);
    const head = run([
      ...earlier[0].functions.map((fn) =>
        figures(fn.name, fn.name === 'f1' ? 0.02 : 0.01, { lineno: 77, filename: '/ci/app.py' }),
      ),
      figures('added', 5),
    ]);
    const verdicts = verdictsOf(head, earlier);
    assert.ok(!verdicts.some(({ scope }) => scope.kind === 'function' && scope.name === 'added'));
    assert.ok(called(head, earlier).includes('f1 median worse'));
  });
});
