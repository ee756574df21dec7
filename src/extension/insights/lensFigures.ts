/** What stands above a function: the report's own figures, as texts. Lenses have no colour, so marks are characters. */
import type { Verdict } from '../../protocol/history.ts';
import type { FunctionReport, MetricKey, Scores } from '../../protocol/report.ts';
import { bits, count, duration, percent, plural } from '../../score/figures.ts';
import { bandOf, MARKS, MINUS } from './bands.ts';

export const LENS_PARTS = [
  'score',
  'calls',
  'p50',
  'p90',
  'p95',
  'p99',
  'mean',
  'max',
  'failures',
  'waiting',
  'lost',
  'entropy',
] as const;

export type LensPart = (typeof LENS_PARTS)[number];

/** Which part of the function's page a figure leads to. */
export type FunctionPart = 'slowest' | 'failures' | 'why';

export interface LensFigure {
  readonly text: string;
  readonly tooltip: string;
  readonly part: FunctionPart | undefined;
}

/** Below so many calls a score can still move a lot. */
const SMALL_SAMPLE = 30;
/** Branching entropy is worth telling where it scores below this. */
const UNEVEN_BRANCHES = 0.8;

export const METRIC_NAMES: Readonly<Record<MetricKey, string>> = {
  ts: 'Timing',
  ms: 'Memory',
  ev: 'Errors',
  be: 'Branching',
  cc: 'Concurrency',
};

export const METRIC_KEYS = Object.keys(METRIC_NAMES) as MetricKey[];

/** Points of the 100 that each metric costs a scope with these scores. */
export function pointsLost(scores: Scores, weights: Scores): Scores {
  const sum = METRIC_KEYS.reduce((total, key) => total + weights[key], 0);
  const lost = (key: MetricKey) => (100 * weights[key] * (1 - scores[key])) / sum;
  return { ts: lost('ts'), ms: lost('ms'), ev: lost('ev'), be: lost('be'), cc: lost('cc') };
}

/** The metric that costs most, and how many points; null where none costs half a point. */
export function mostLost(scores: Scores, weights: Scores): { metric: MetricKey; points: number } | null {
  const lost = pointsLost(scores, weights);
  const metric = METRIC_KEYS.reduce((most, key) => (lost[key] > lost[most] ? key : most));
  return lost[metric] < 0.5 ? null : { metric, points: lost[metric] };
}

/** `Timing −20`; null where nothing worth telling was lost. */
export function mostLostText(scores: Scores, weights: Scores): string | null {
  const most = mostLost(scores, weights);
  return most === null ? null : `${METRIC_NAMES[most.metric]} ${MINUS}${most.points.toFixed(0)}`;
}

/** ` (↓1)` or ` (p95 ↑ 23 %)` where the history is sure that the function changed; else nothing. */
export function changeText(verdict: Verdict | null): string {
  if (verdict === null || (verdict.verdict !== 'worse' && verdict.verdict !== 'better')) return '';
  const { metric, base, head } = verdict;
  const arrow = head < base ? '↓' : '↑';
  switch (metric) {
    case 'pss': {
      const points = Math.abs(Math.round(head) - Math.round(base));
      return points === 0 ? '' : ` (${arrow}${points})`;
    }
    case 'median':
    case 'p95':
      return base > 0 ? ` (${metric} ${arrow} ${percent(Math.abs(head / base - 1))})` : '';
    case 'errors':
      return ` (errors ${arrow} ${percent(Math.abs(head - base))})`;
    default:
      return ` (${METRIC_NAMES[metric]} ${arrow} ${Math.round(100 * Math.abs(head - base))})`;
  }
}

/** Bits of entropy worth telling; null where branches are few or nearly always the same. */
export function unevenBits(fn: FunctionReport): number | null {
  return fn.scores.be < UNEVEN_BRANCHES && fn.entropy !== undefined ? fn.entropy : null;
}

export function scoreText(fn: FunctionReport, verdict: Verdict | null): string {
  if (fn.traces < SMALL_SAMPLE) return `PSS ${fn.pss}, n = ${count(fn.traces)}`;
  return `${MARKS[bandOf(fn.pss)]} PSS ${fn.pss}${changeText(verdict)}`;
}

export function failuresText({ errors, traces }: FunctionReport): string {
  if (errors === 0) return 'no errors';
  return errors === traces ? 'all fail' : `${percent(errors / traces)} fail`;
}

/** What a lens is made of. */
export interface LensInput {
  readonly fn: FunctionReport;
  readonly weights: Scores;
  readonly verdict: Verdict | null;
  /** The code is not the one that was traced. */
  readonly changed: boolean;
}

/** The figures in the order of `parts`; calls and durations that follow one another share one. */
export function lensFigures(input: LensInput, parts: readonly LensPart[]): LensFigure[] {
  const figures: LensFigure[] = [];
  let calls: string[] = [];
  const flush = () => {
    if (calls.length > 0) figures.push({ text: calls.join(', '), tooltip: 'Show the slowest calls', part: 'slowest' });
    calls = [];
  };
  for (const part of parts) {
    const timing = callsText(input.fn, part);
    if (timing !== null) {
      calls.push(timing);
      continue;
    }
    flush();
    const figure = otherFigure(input, part);
    if (figure !== null) figures.push(figure);
  }
  flush();
  if (input.changed) {
    figures.push({ text: 'code changed since this run', tooltip: 'Show in the dashboard', part: undefined });
  }
  return figures;
}

function callsText({ traces, latency }: FunctionReport, part: LensPart): string | null {
  switch (part) {
    case 'calls':
      return plural(traces, 'call');
    case 'p50':
    case 'p90':
    case 'p95':
    case 'p99':
    case 'mean':
    case 'max':
      return `${part} ${duration(latency[part])}`;
    default:
      return null;
  }
}

function otherFigure({ fn, weights, verdict, changed }: LensInput, part: LensPart): LensFigure | null {
  switch (part) {
    case 'score':
      return { text: scoreText(fn, verdict), tooltip: 'Show this function in the dashboard', part: undefined };
    case 'failures':
      return { text: failuresText(fn), tooltip: 'Show the failed calls', part: 'failures' };
    case 'waiting':
      return { text: `${percent(fn.waiting)} waiting`, tooltip: 'Show where the points went', part: 'why' };
    case 'lost': {
      const lost = changed ? null : mostLostText(fn.scores, weights);
      return lost === null ? null : { text: `most lost: ${lost}`, tooltip: 'Show where the points went', part: 'why' };
    }
    case 'entropy': {
      const uneven = unevenBits(fn);
      const tooltip = 'Which branch a call takes is hard to tell: show where the points went';
      return uneven === null ? null : { text: `entropy ${bits(uneven)} bits`, tooltip, part: 'why' };
    }
    default:
      return null;
  }
}
