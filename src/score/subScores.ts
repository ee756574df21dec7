import type { ScoreFigures } from '../protocol/report.ts';
import type { ErrorRuns } from '../stats/errorRuns.ts';
import { exclusivePercentiles, median as medianOf } from '../stats/percentile.ts';
import type { TagCounts } from '../stats/tagCounts.ts';
import type { TraceSummary } from '../stats/traceSummary.ts';
import type { Config } from './config/config.ts';
import { clampShare } from './rounding.ts';

/*
 * The five sub-scores of PyPSS 1.3.1, each 0..1 as a product of factors, so that it can be said which factor cost
 * what. All are 1 when there is nothing to judge. The only deviations from PyPSS: results are limited to 0..1, and
 * means are compensated.
 */

/** One factor of a sub-score's product. */
export interface Factor<T extends string> {
  term: T;
  factor: number;
}

/** Coefficient of variation: sample deviation over mean; 0 below two values or at mean 0. */
export function variation({ n, mean, deviation }: { n: number; mean: number; deviation: number }): number {
  if (n < 2 || mean === 0) return 0;
  const cv = deviation / mean;
  return Number.isNaN(cv) ? Infinity : cv;
}

export interface TimingStability {
  score: number;
  factors: Factor<'spread' | 'tail'>[];
  cv: number;
  /** Median and tail percentile by Python's exclusive method, seconds. */
  p50: number;
  tail: number;
  /** tail / p50; 1 when there is none. */
  ratio: number;
}

/** TS = exp(−alpha·CV) / (1 + beta·max(0, tail/P50 − 1)), over durations. */
export function timingStability(summary: TraceSummary, config: Config): TimingStability {
  return timingOf(durationFigures(summary, config), config);
}

/** The percentiles that TS takes, as `exclusivePercentiles` numbers them. */
export function timingCuts(config: Config): number[] {
  return [50, config.score.latencyTailPercentile + 1];
}

/** What TS follows from. */
export function durationFigures(summary: TraceSummary, config: Config): ScoreFigures['durations'] {
  const { n, mean, deviation } = summary.duration;
  if (n < 2) return { n, mean, deviation, p50: mean, tail: mean };
  const cuts = timingCuts(config);
  const [p50, tail] = exclusivePercentiles(summary.durations, summary.duration, cuts) as [number, number];
  return { n, mean, deviation, p50, tail };
}

/** TS of these figures. */
export function timingOf(figures: ScoreFigures['durations'], config: Config): TimingStability {
  const { n, p50, tail } = figures;
  const cv = variation(figures);
  const ratio = n >= 2 && p50 > 0 ? tail / p50 : 1;
  const spread = Math.exp(-config.alpha * cv);
  const tailFactor = 1 / (1 + config.beta * Math.max(0, ratio - 1));
  return {
    score: clampShare(spread * tailFactor),
    factors: [
      { term: 'spread', factor: spread },
      { term: 'tail', factor: tailFactor },
    ],
    cv,
    p50,
    tail,
    ratio,
  };
}

export interface MemoryStability {
  score: number;
  factors: Factor<'spread' | 'peak' | 'spike'>[];
  /** Bytes. */
  median: number;
  peak: number;
  deviation: number;
}

/** MS = exp(−gamma·(s/median + peak/median − 1)), times exp(−gamma·r) for the part r of peak/median above the spike ratio. */
export function memoryStability(summary: TraceSummary, config: Config): MemoryStability {
  return memoryOf(memoryFigures(summary), config);
}

/** What MS follows from. */
export function memoryFigures({ memory, memories }: TraceSummary): ScoreFigures['memory'] {
  const { n, deviation } = memory;
  return { n, median: medianOf(memories, memory), peak: n === 0 ? 0 : memory.max, deviation };
}

/** MS of these figures. */
export function memoryOf(figures: ScoreFigures['memory'], config: Config): MemoryStability {
  const { n, median, peak, deviation } = figures;
  const result: MemoryStability = { score: 1, factors: [], median, peak, deviation };
  if (n < 2) return result;
  const epsilon = config.score.memoryEpsilon;
  const middle = result.median + epsilon;
  if (middle <= epsilon) {
    result.score = result.peak === 0 ? 1 : 0;
    result.factors = [{ term: 'peak', factor: result.score }];
    return result;
  }
  const spread = Math.exp(-config.gamma * (result.deviation / middle));
  const top = Math.exp(-config.gamma * (result.peak / middle - 1));
  const excess = result.peak / middle - config.memSpikeThresholdRatio;
  const spike = excess > 0 ? Math.exp(-config.gamma * excess) : 1;
  // One exponent: a median far below epsilon makes one factor infinite while another is 0.
  const exponent = result.deviation / middle + (result.peak / middle - 1) + Math.max(0, excess);
  result.score = clampShare(Math.exp(-config.gamma * exponent));
  result.factors = [
    { term: 'spread', factor: spread },
    { term: 'peak', factor: top },
    { term: 'spike', factor: spike },
  ];
  return result;
}

export interface ErrorVolatility {
  score: number;
  factors: Factor<'rate' | 'volatility' | 'spike' | 'run'>[];
  /** Share of failed calls. */
  rate: number;
  /** Sample variance over mean of the 0/1 sequence. */
  vmr: number;
  longestRun: number;
}

/** EV = exp(−delta·(p + vmr_multiplier·v)), lowered for a rate above the spike threshold and for runs of failures. */
export function errorVolatility(runs: Pick<ErrorRuns, 'n' | 'errors' | 'longest'>, config: Config): ErrorVolatility {
  const { n, errors, longest } = runs;
  const rate = n === 0 ? 0 : errors / n;
  const vmr = n < 2 || errors === 0 ? 0 : ((1 - rate) * n) / (n - 1);
  const result: ErrorVolatility = { score: 1, factors: [], rate, vmr, longestRun: longest };
  if (n === 0) return result;
  const threshold = config.errorSpikeThreshold;
  const rateFactor = Math.exp(-config.delta * rate);
  const volatility = Math.exp(-config.delta * config.score.errorVmrMultiplier * vmr);
  const spike =
    rate > threshold
      ? Math.max(0, 1 - ((rate - threshold) / (1 - threshold)) * config.score.errorSpikeImpactMultiplier)
      : 1;
  const beyond = longest - config.consecutiveErrorThreshold;
  const run = beyond >= 0 ? Math.exp(-config.delta * config.score.consecutiveErrorDecayMultiplier * (beyond + 1)) : 1;
  result.score = clampShare(rateFactor * volatility * spike * run);
  result.factors = [
    { term: 'rate', factor: rateFactor },
    { term: 'volatility', factor: volatility },
    { term: 'spike', factor: spike },
    { term: 'run', factor: run },
  ];
  return result;
}

export interface BranchingEntropy {
  score: number;
  factors: Factor<'evenness'>[];
  /** Shannon entropy of the tags, bits, and the most it could be with as many tags. */
  entropy: number;
  most: number;
  different: number;
  tagged: number;
}

/** BE = 1 − H/log2 k over k different tags; 1 when k ≤ 1. */
export function branchingEntropy(tags: TagCounts): BranchingEntropy {
  const different = tags.different;
  const entropy = different <= 1 ? 0 : tags.entropy;
  const most = different <= 1 ? 0 : Math.log2(different);
  const score = most === 0 ? 1 : clampShare(1 - entropy / most);
  return { score, factors: [{ term: 'evenness', factor: score }], entropy, most, different, tagged: tags.total };
}

export interface ConcurrencyChaos {
  score: number;
  factors: Factor<'waits' | 'lag'>[];
  cv: number;
  /** Mean wait and mean event-loop lag, seconds. */
  wait: number;
  lag: number | null;
  /** Whether waits are long enough to be judged at all. */
  judged: boolean;
}

/** Mean event-loop lag, in seconds, up to which it costs nothing. */
const HARMLESS_LAG = 0.01;

/** CC = exp(−alpha·CV(wait)) when the mean wait is above the threshold, lowered by 5 × the mean event-loop lag. */
export function concurrencyChaos(summary: TraceSummary, config: Config): ConcurrencyChaos {
  return concurrencyOf(waitFigures(summary), config);
}

/** What CC follows from. */
export function waitFigures({ wait, lag }: TraceSummary): ScoreFigures['waits'] {
  return { n: wait.n, mean: wait.mean, deviation: wait.deviation, lag: lag.n === 0 ? null : lag.mean };
}

/** CC of these figures. */
export function concurrencyOf(figures: ScoreFigures['waits'], config: Config): ConcurrencyChaos {
  const { n, mean: wait, lag } = figures;
  const cv = variation(figures);
  const judged = n >= 2 && wait > config.concurrencyWaitThreshold;
  const waits = judged ? Math.exp(-config.alpha * cv) : 1;
  const lagFactor = lag !== null && lag > HARMLESS_LAG ? 1 - Math.min(1, 5 * lag) : 1;
  return {
    score: clampShare(waits * lagFactor),
    factors: [
      { term: 'waits', factor: waits },
      { term: 'lag', factor: lagFactor },
    ],
    cv,
    wait,
    lag,
    judged,
  };
}
