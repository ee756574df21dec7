/**
 * The report: the one object that the dashboard, the code lenses, the command line and the exports read.
 * Units everywhere: seconds, bytes, shares 0..1; instants are epoch seconds; `null` means "no value here".
 */

import type { Distributions, Heat, LogHistogram, Timeline } from './reportCharts.ts';
import type { ReportConfig } from './reportConfig.ts';

/** The five metrics, in the order in which every view lists them. */
export type MetricKey = 'ts' | 'ms' | 'ev' | 'be' | 'cc';

/** Names of the five sub-scores as PyPSS prints them. */
export type MetricName =
  'timing_stability' | 'memory_stability' | 'error_volatility' | 'branching_entropy' | 'concurrency_chaos';

/** Sub-scores 0..1, unrounded. */
export type Scores = Record<MetricKey, number>;

/** Sub-scores 0..1, rounded to two decimals as PyPSS does. */
export type Breakdown = Record<MetricName, number>;

/** Durations of calls in seconds. */
export interface Latency {
  mean: number;
  p50: number;
  p90: number;
  p95: number;
  p99: number;
  max: number;
}

/** What a collector had to leave out because more came than could be taken. */
export interface Sampled {
  /** Traces that arrived, and those thrown away, whole batches at a time. */
  received: number;
  dropped: number;
}

/** Where a file stops being readable (the first such place). */
export interface Damage {
  /** Byte offset in the (decompressed) input. */
  offset: number;
  reason: string;
}

/** What is known of any group of traces: the file, a module, a function. */
export interface ScopeReport {
  /** 0..100, rounded half to even. */
  pss: number;
  breakdown: Breakdown;
  scores: Scores;
  /** True when every sub-score follows from all values, false when a sketch took part. */
  exact: boolean;
  traces: number;
  errors: number;
  latency: Latency;
  /** Share of the traced time that was spent waiting, 0..1. */
  waiting: number;
}

export interface ModuleReport extends ScopeReport {
  module: string;
}

export interface FunctionReport extends ScopeReport {
  /** The traced name, or `basename:lineno` for a trace without one. */
  name: string;
  module: string;
  /** null when the traces carry none (or `unknown`). */
  filename: string | null;
  /** null when unknown (blocks carry 0, which means unknown). */
  lineno: number | null;
  /** Calls per branch tag. */
  branches: Record<string, number>;
  /** Exception types by count, most frequent first; at most five. */
  exceptions: { type: string; count: number }[];
  /** Which branch a call takes, in bits; absent without tags. */
  entropy?: number;
  /** Median duration per branch tag, seconds, within 0.1 %; of the first 256 branches of the file only. */
  branchMedians?: Record<string, number>;
  /** Its kinds of failure, most frequent first; at most five. */
  raised?: RaisedReport[];
  /** The longest run of failures without a success between them. */
  longestRun?: number;
  /** Resident memory at the end of its calls, bytes; absent where none was recorded. */
  memory?: { min: number; max: number };
  /** Mean waiting time in seconds, and its standard deviation relative to that. */
  wait?: { mean: number; cv: number };
  /** How its durations are distributed; of the 500 functions with the lowest scores only. */
  spread?: LogHistogram;
}

/** One kind of failure of a function. */
export interface RaisedReport {
  type: string;
  /** Numbers folded to #, quoted text to …. */
  message: string;
  /** One message as it was. */
  example: string;
  count: number;
  /** Epoch seconds of the first and last, null without timestamps. */
  first: number | null;
  last: number | null;
}

/** One factor of a metric's formula. */
export interface ScoreTerm {
  /** Short name, e.g. `spread`, `tail`. */
  term: string;
  /** The factor itself, above 1 only where values are negative or tiny; the product over the terms, at most 1, is the sub-score. */
  factor: number;
  /** Points of the 100 that this term cost; the terms of a metric sum to the metric's `pointsLost`. */
  pointsLost: number;
  /** One plain sentence with the figures behind it. */
  reason: string;
}

export type Unit = 'seconds' | 'bytes' | 'share' | 'count' | 'number' | 'bits';

/** Who makes a metric bad. */
export interface Contributor {
  name: string;
  module: string;
  filename: string | null;
  lineno: number | null;
  /** Share of the metric's cause that this function makes up, 0..1. */
  share: number;
  /** The part of `share` that comes from its own calls differing from each other; the rest is its distance from others. */
  within: number;
}

/** Everything behind one sub-score of the file. */
export interface MetricEvidence {
  metric: MetricKey;
  name: MetricName;
  /** 0..1, unrounded. */
  score: number;
  /** Share of the total score, normalised so that the five sum to 1. */
  weight: number;
  /** Points of the 100 lost here; the five and the score add up to 100 before rounding. */
  pointsLost: number;
  /** How many values went in. */
  n: number;
  /** n is below 30: the figure can move a lot with more traces. */
  smallSample: boolean;
  /** One sentence, e.g. "Durations spread wide: p95 is 9.6× the median, CV 2.12". */
  evidence: string;
  /** The formula with this file's figures filled in. */
  formula: string;
  inputs: { label: string; value: number; unit: Unit }[];
  terms: ScoreTerm[];
  contributors: Contributor[];
}

export type Severity = 'critical' | 'warning' | 'info';

export interface Advice {
  severity: Severity;
  metric: MetricName | null;
  /** What and where, one line: "charge_card fails in bursts". */
  title: string;
  /** The function or module that `title` starts with, for emphasis; null if it starts with neither. */
  subject: string | null;
  /** Evidence with figures, one or two sentences. */
  evidence: string;
  /** One next step. */
  step: string;
  /** `title`, `evidence` and `step` as one text. */
  message: string;
  module: string | null;
  function: string | null;
  filename: string | null;
  lineno: number | null;
  /** What following it would bring: the score again with that function steady; null when under 0.5 points. */
  worth: { scope: 'score' | 'module'; points: number } | null;
  /** The stretch of time it speaks of, epoch seconds. */
  span: { from: number; to: number } | null;
  /** Fewer than 30 values behind it. */
  smallSample: boolean;
}

/** One trace, found again by its place in the file. */
export interface TraceRef {
  /** Byte offset and length of the record in the (decompressed) input. */
  offset: number;
  length: number;
  /** Index into `Report.functions`, -1 when it fell under `(other)`. */
  function: number;
  timestamp: number | null;
  duration: number;
  /** Seconds of computing and of waiting in it; absent in reports of older versions. */
  cpu?: number;
  wait?: number;
  exceptionType: string | null;
  exceptionMessage: string | null;
}

export interface ExceptionReport {
  type: string;
  /** Numbers folded to #, quoted text to …. */
  message: string;
  /** One message as it was. */
  example: string;
  count: number;
  /** Index into `Report.functions` of the function that raised it most, -1 unknown. */
  function: number;
  first: number | null;
  last: number | null;
}

export type SourceFormat = 'array' | 'object' | 'ndjson' | 'single' | 'sequence' | 'path';

export interface SourceReport {
  path: string;
  /** Size as stored; for standard input what was read. */
  bytes: number;
  format: SourceFormat;
  compression: 'gzip' | 'zstd' | null;
}

/**
 * What the five sub-scores of the file follow from, apart from the settings that can be tried out: enough to score it
 * again under others without reading it. Durations and waits in seconds, memory in bytes.
 */
export interface ScoreFigures {
  /** The percentiles are those of the formula (Python's exclusive method), not those of `Report.latency`. */
  durations: { n: number; mean: number; deviation: number; p50: number; tail: number };
  memory: { n: number; median: number; peak: number; deviation: number };
  errors: { n: number; errors: number; longest: number };
  /** Branching entropy depends on no setting. */
  branching: number;
  /** `lag` is the mean event-loop lag, null without measurements. */
  waits: { n: number; mean: number; deviation: number; lag: number | null };
  /** Settings of the formulas besides those that can be tried out. */
  constants: {
    memoryEpsilon: number;
    errorVmrMultiplier: number;
    errorSpikeImpactMultiplier: number;
    consecutiveErrorDecayMultiplier: number;
  };
}

export interface Report extends ScopeReport {
  /** Version of this shape. */
  schema: 1;
  skipped: number;
  damage: Damage | null;
  /** First and last instant of the traces that carry one. */
  time: { from: number; to: number } | null;
  /** Traces without a timestamp: scored, but on no time axis. */
  untimed: number;
  /** Records that measure the event loop instead of a call. */
  systemMetrics: number;
  /** Mean event-loop lag in seconds, null without measurements. */
  lag: number | null;
  modules: ModuleReport[];
  functions: FunctionReport[];
  /** How many modules and functions fell under `(other)`; null when none did. */
  truncated: { modules: number; functions: number; tags: number } | null;
  advice: Advice[];
  metrics: MetricEvidence[];
  timeline: Timeline | null;
  heat: Heat | null;
  distributions: Distributions;
  exceptions: ExceptionReport[];
  /** The first failures in file order, at most 200, and the slowest calls, at most 100. */
  failures: TraceRef[];
  slowest: TraceRef[];
  source: SourceReport;
  config: ReportConfig;
  /** Notes for the reader: empty input, unknown configuration keys, traces without time. */
  warnings: string[];
  /** False while the file is still being read, or when it was stopped by the user. */
  complete: boolean;
  /** Absent without traces and in reports of older versions. */
  figures?: ScoreFigures;
  /** Of live traces: not all that came are in the scores. Absent when they are. */
  sampled?: Sampled;
}
