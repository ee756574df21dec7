import type { Config } from '../../../src/score/config/config.ts';

/** One call as the oracle sees it; `tag` is null for an untagged call. */
export interface Call {
  duration: number;
  memory: number;
  wait: number;
  failed: boolean;
  tag: string | null;
}

type Scores = Record<'ts' | 'ms' | 'ev' | 'be' | 'cc', number>;

function mean(values: readonly number[]): number {
  let sum = 0;
  let lost = 0;
  for (const x of values) {
    const next = sum + x;
    lost += Math.abs(sum) >= Math.abs(x) ? sum - next + x : x - next + sum;
    sum = next;
  }
  return (sum + lost) / values.length;
}

function deviation(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt((mean(values.map((x) => (x - middle) ** 2)) * values.length) / (values.length - 1));
}

function variation(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const middle = mean(values);
  return middle === 0 ? 0 : deviation(values) / middle;
}

function ascending(values: readonly number[]): Float64Array {
  return Float64Array.from(values).sort();
}

function cut(sorted: Float64Array, i: number): number {
  const m = sorted.length + 1;
  const j = Math.min(Math.max(Math.floor((i * m) / 100), 1), sorted.length - 1);
  const delta = i * m - 100 * j;
  return (sorted[j - 1] * (100 - delta) + sorted[j] * delta) / 100;
}

function limit(score: number): number {
  return Math.min(1, Math.max(0, score));
}

function timing(values: readonly number[], c: Config): number {
  let tail = 1;
  if (values.length >= 2) {
    const sorted = ascending(values);
    const p50 = cut(sorted, 50);
    if (p50 > 0) tail = cut(sorted, c.score.latencyTailPercentile + 1) / p50;
  }
  return limit(Math.exp(-c.alpha * variation(values)) / (1 + c.beta * Math.max(0, tail - 1)));
}

function memory(values: readonly number[], c: Config): number {
  if (values.length < 2) return 1;
  const sorted = ascending(values);
  const half = sorted.length >> 1;
  const middle = sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  const base = middle + c.score.memoryEpsilon;
  const peak = sorted.at(-1)!;
  if (base <= c.score.memoryEpsilon) return peak === 0 ? 1 : 0;
  let score = Math.exp(-c.gamma * (deviation(values) / base + peak / base - 1));
  const spike = peak / base - c.memSpikeThresholdRatio;
  if (spike > 0) score *= Math.exp(-c.gamma * spike);
  return limit(score);
}

function volatility(failed: readonly boolean[], c: Config): number {
  const n = failed.length;
  const p = failed.filter(Boolean).length / n;
  const v = n < 2 || p === 0 ? 0 : ((1 - p) * n) / (n - 1);
  let score = Math.exp(-c.delta * (p + c.score.errorVmrMultiplier * v));
  if (p > c.errorSpikeThreshold) {
    score *= 1 - ((p - c.errorSpikeThreshold) / (1 - c.errorSpikeThreshold)) * c.score.errorSpikeImpactMultiplier;
  }
  let longest = 0;
  let run = 0;
  for (const one of failed) longest = Math.max(longest, (run = one ? run + 1 : 0));
  if (longest >= c.consecutiveErrorThreshold) {
    const beyond = longest - c.consecutiveErrorThreshold + 1;
    score *= Math.exp(-c.delta * c.score.consecutiveErrorDecayMultiplier * beyond);
  }
  return limit(score);
}

function branching(tags: readonly (string | null)[]): number {
  const counts = new Map<string, number>();
  for (const tag of tags) if (tag !== null) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  if (counts.size <= 1) return 1;
  const total = [...counts.values()].reduce((a, b) => a + b, 0);
  let entropy = 0;
  for (const count of counts.values()) entropy -= (count / total) * Math.log2(count / total);
  return limit(1 - entropy / Math.log2(counts.size));
}

function concurrency(waits: readonly number[], lags: readonly number[], c: Config): number {
  let score = 1;
  if (waits.length >= 2 && mean(waits) > c.concurrencyWaitThreshold) score = Math.exp(-c.alpha * variation(waits));
  if (lags.length > 0 && mean(lags) > 0.01) score *= 1 - Math.min(1, 5 * mean(lags));
  return limit(score);
}

/** The five sub-scores of calls straight from PyPSS's formulas, with plain arrays and no code of the program. */
export function exactScores(calls: readonly Call[], lags: readonly number[], config: Config): Scores {
  return {
    ts: timing(
      calls.map((call) => call.duration),
      config,
    ),
    ms: memory(
      calls.map((call) => call.memory),
      config,
    ),
    ev: volatility(
      calls.map((call) => call.failed),
      config,
    ),
    be: branching(calls.map((call) => call.tag)),
    cc: concurrency(
      calls.map((call) => call.wait),
      lags,
      config,
    ),
  };
}
