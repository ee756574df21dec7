import type { Regression } from '../protocol/history.ts';

/** Settings of PyPSS's rule. */
export interface RegressionRule {
  /** Points that the score has to fall by (regression_threshold_drop). */
  drop: number;
  /** How many of the newest runs are averaged (regression_history_limit). */
  limit: number;
}

/**
 * The rule of PyPSS: a run is a regression when its score is below the mean of the newest runs by more than the drop.
 * Null when it is not, or when there is nothing to compare it with.
 * @param current PSS of this run, 0..100
 * @param earlier PSS of the runs before it, newest first
 */
export function regressionOf(current: number, earlier: readonly number[], rule: RegressionRule): Regression | null {
  const newest = earlier.slice(0, rule.limit);
  const runs = newest.length;
  if (runs === 0) return null;
  const mean = newest.reduce((sum, pss) => sum + pss, 0) / runs;
  if (!(current < mean - rule.drop)) return null;
  return { mean, runs, drop: rule.drop, message: messageOf(current, mean, runs, rule) };
}

function messageOf(current: number, mean: number, runs: number, { drop, limit }: RegressionRule): string {
  const fewer = runs < limit ? ` (${String(limit)} are looked at, no more are stored)` : '';
  const before = runs === 1 ? 'the score of the one run before' : `the mean of the last ${String(runs)} runs`;
  const lower = (mean - current).toFixed(1);
  return `regression: PSS ${String(current)} is ${lower} points below ${before}, ${mean.toFixed(1)}${fewer}; a drop of more than ${String(drop)} counts as one`;
}
