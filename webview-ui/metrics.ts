import type { MetricKey, MetricName } from '../src/protocol/report.ts';

/** One of the five metrics, as the dashboard names it. */
export interface Metric {
  key: MetricKey;
  name: MetricName;
  title: string;
  short: string;
  letter: string;
  /** Dash pattern of its line, so that colour is never the only difference. */
  dash: string;
}

/** In the order of every view. */
export const METRICS: readonly Metric[] = [
  { key: 'ts', name: 'timing_stability', title: 'Timing stability', short: 'Timing', letter: 'T', dash: '' },
  { key: 'ms', name: 'memory_stability', title: 'Memory stability', short: 'Memory', letter: 'M', dash: '8 3' },
  { key: 'ev', name: 'error_volatility', title: 'Error volatility', short: 'Errors', letter: 'E', dash: '' },
  { key: 'be', name: 'branching_entropy', title: 'Branching entropy', short: 'Branching', letter: 'B', dash: '2 2' },
  {
    key: 'cc',
    name: 'concurrency_chaos',
    title: 'Concurrency chaos',
    short: 'Concurrency',
    letter: 'C',
    dash: '6 2 2 2',
  },
];

/** The verdict on a PSS: a word and a shape, so that its colour is never needed. */
export interface Band {
  key: 'good' | 'ok' | 'bad';
  word: string;
  shape: 'circle' | 'diamond' | 'triangle';
}

const STABLE: Band = { key: 'good', word: 'Stable', shape: 'circle' };
const AT_RISK: Band = { key: 'ok', word: 'At risk', shape: 'diamond' };
const UNSTABLE: Band = { key: 'bad', word: 'Unstable', shape: 'triangle' };

/** From here on a score is stable, or only at risk. */
export const STABLE_FROM = 90;
export const AT_RISK_FROM = 70;

/** The band of a PSS 0..100. */
export function bandOf(pss: number): Band {
  return pss >= STABLE_FROM ? STABLE : pss >= AT_RISK_FROM ? AT_RISK : UNSTABLE;
}
