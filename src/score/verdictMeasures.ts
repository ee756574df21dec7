import type { VerdictMetric } from '../protocol/history.ts';
import type { Latency, Scores } from '../protocol/report.ts';

/** A function, or the whole file, in one run. */
export interface Measured {
  traces: number;
  errors: number;
  scores: Scores;
  latency: Latency;
}

/** A figure on the scale on which it is tested, with the variance that it has within one run. */
export interface Measurement {
  value: number;
  variance: number;
}

/** One figure that verdicts are given on. */
export interface Measure {
  metric: VerdictMetric;
  /** Null when there are too few calls to speak of it. */
  of(scope: Measured): Measurement | null;
  /** As people read it: seconds, share or score. */
  shown(scope: Measured): number;
  /** Back from the tested scale to the shown one. */
  back(value: number): number;
  /** Which way is worse: 1 up, −1 down. */
  worse: 1 | -1;
  /** A smaller change is the same, however sure. On the shown scale: a ratio for times, a difference for the rest. */
  least: number;
  ratio: boolean;
  /** A slow machine moves it in all functions alike. */
  common: boolean;
  /** The variance within a run is only a lower bound that was set, not an estimate. */
  assumed: boolean;
  /** Looked at in the file only. */
  fileOnly?: true;
}

/** Standard normal quantiles and density. */
const Z90 = 1.2815515655446004;
const Z95 = 1.6448536269514722;
const Z99 = 2.326347874040841;
const DENSITY_95 = 0.1031356403753714;
/** Clocks have a grain: the logarithms of durations are not taken to vary by less than this. */
const LEAST_SIGMA = 0.01;
/** Fewest calls for a median and an error rate, and for a 95th percentile: five calls lie above it. */
const FEW_CALLS = 20;
const FEW_FOR_TAIL = 100;
/** Rounding of what is stored, and changes of a score below which nobody looks. */
const SCORE_GRAIN = 0.01;

/** Standard deviation of the logarithms of durations, from percentiles as of a log-normal distribution. */
function bodySigma({ p50, p90 }: Latency): number {
  return Math.max(LEAST_SIGMA, Math.log(p90 / p50) / Z90);
}

function tailSigma({ p50, p90, p95, p99 }: Latency): number {
  return Math.max(LEAST_SIGMA, Math.log(p95 / p50) / Z95, Math.log(p99 / p90) / (Z99 - Z90));
}

/** Variance of the logarithm of a sample quantile: p(1−p) / (n f²). */
const MEDIAN: Measure = {
  metric: 'median',
  of: ({ traces, latency }) =>
    traces < FEW_CALLS || !(latency.p50 > 0)
      ? null
      : { value: Math.log(latency.p50), variance: ((Math.PI / 2) * bodySigma(latency) ** 2) / traces },
  shown: ({ latency }) => latency.p50,
  back: Math.exp,
  worse: 1,
  least: 1.05,
  ratio: true,
  common: true,
  assumed: false,
};

const TAIL: Measure = {
  metric: 'p95',
  of: ({ traces, latency }) =>
    traces < FEW_FOR_TAIL || !(latency.p50 > 0)
      ? null
      : {
          value: Math.log(latency.p95),
          variance: ((0.95 * 0.05) / DENSITY_95 ** 2) * (tailSigma(latency) ** 2 / traces),
        },
  shown: ({ latency }) => latency.p95,
  back: Math.exp,
  worse: 1,
  least: 1.1,
  ratio: true,
  common: true,
  assumed: false,
};

/** Anscombe's transformation: the variance of a share becomes 1/(n + ½) whatever the share is. */
const ERRORS: Measure = {
  metric: 'errors',
  of: ({ traces, errors }) =>
    traces < FEW_CALLS
      ? null
      : { value: 2 * Math.asin(Math.sqrt((errors + 3 / 8) / (traces + 3 / 4))), variance: 1 / (traces + 0.5) },
  shown: ({ traces, errors }) => (traces === 0 ? 0 : errors / traces),
  back: (value) => Math.sin(value / 2) ** 2,
  worse: 1,
  least: 0.01,
  ratio: false,
  common: false,
  assumed: false,
};

function scoreMeasure(metric: 'ts' | 'ms' | 'be'): Measure {
  return {
    metric,
    of: ({ traces, scores }) => (traces < FEW_CALLS ? null : { value: scores[metric], variance: SCORE_GRAIN ** 2 }),
    shown: ({ scores }) => scores[metric],
    back: (value) => value,
    worse: -1,
    least: 0.05,
    ratio: false,
    common: false,
    assumed: true,
  };
}

/**
 * What is looked at in the file and in each function. Error volatility and concurrency chaos are not: both jump (a
 * single error costs 39 %, a mean wait just over its threshold may cost most), and the score jumps with them, so that
 * a spread between runs says little. Errors are looked at by their share instead.
 */
export const MEASURES: readonly Measure[] = [
  MEDIAN,
  TAIL,
  ERRORS,
  scoreMeasure('ts'),
  // Resident memory is the whole process's, whatever function the call was of.
  { ...scoreMeasure('ms'), fileOnly: true },
  scoreMeasure('be'),
];
