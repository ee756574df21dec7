import type { Breakdown, MetricKey, MetricName, Scores } from '../protocol/report.ts';
import type { TraceSummary } from '../stats/traceSummary.ts';
import type { Config } from './config/config.ts';
import { clampShare, roundHalfEven, roundTwoDecimals } from './rounding.ts';
import { branchingEntropy, concurrencyChaos, errorVolatility, memoryStability, timingStability } from './subScores.ts';

/** The metrics in the order of every list, with the names that PyPSS prints. */
export const METRICS: readonly { key: MetricKey; name: MetricName }[] = [
  { key: 'ts', name: 'timing_stability' },
  { key: 'ms', name: 'memory_stability' },
  { key: 'ev', name: 'error_volatility' },
  { key: 'be', name: 'branching_entropy' },
  { key: 'cc', name: 'concurrency_chaos' },
];

/** The five sub-scores of a summary, all 0 for one without traces. */
export function scoresOf(summary: TraceSummary, config: Config): Scores {
  if (summary.n === 0) return { ts: 0, ms: 0, ev: 0, be: 0, cc: 0 };
  return {
    ts: timingStability(summary, config).score,
    ms: memoryStability(summary, config).score,
    ev: errorVolatility(summary.runs, config).score,
    be: branchingEntropy(summary.tags).score,
    cc: concurrencyChaos(summary, config).score,
  };
}

/** Each metric's share of the total score; the five sum to 1. */
export function normalisedWeights(config: Config): Scores {
  const { ts, ms, ev, be, cc } = config.weights;
  const sum = ts + ms + ev + be + cc;
  return { ts: ts / sum, ms: ms / sum, ev: ev / sum, be: be / sum, cc: cc / sum };
}

/** The total score 0..1, unrounded. */
export function rawPss(scores: Scores, config: Config): number {
  const w = config.weights;
  const sum = w.ts + w.ms + w.ev + w.be + w.cc;
  const total = scores.ts * w.ts + scores.ms * w.ms + scores.ev * w.ev + scores.be * w.be + scores.cc * w.cc;
  return clampShare(total / sum);
}

/** The Program Stability Score, 0..100, rounded half to even as PyPSS does. */
export function pssOf(scores: Scores, config: Config): number {
  return roundHalfEven(100 * rawPss(scores, config));
}

/** Sub-scores to two decimals, as PyPSS prints them. */
export function breakdownOf(scores: Scores): Breakdown {
  return Object.fromEntries(METRICS.map(({ key, name }) => [name, roundTwoDecimals(scores[key])])) as Breakdown;
}
