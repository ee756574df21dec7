/** What the charts of a report draw: its course over time, modules by time, and distributions. */

/** Score and figures per time window, column by column; all columns are `start.length` long. Windows without traces are absent. */
export interface Timeline {
  /** Width of a window in seconds. */
  width: number;
  /** Start of each window, epoch seconds, ascending multiples of `width`; windows without traces are left out. */
  start: number[];
  traces: number[];
  errors: number[];
  pss: number[];
  ts: number[];
  ms: number[];
  ev: number[];
  be: number[];
  cc: number[];
  mean: number[];
  p50: number[];
  p90: number[];
  p95: number[];
  p99: number[];
  /** Share of the traced time spent waiting. */
  waiting: number[];
  /** Mean waiting time in seconds; absent in reports of older versions. */
  meanWait?: number[];
  /** Median and highest resident memory, bytes. */
  memory: number[];
  memoryMax: number[];
  /** Branching entropy of the window's tags, bits. */
  entropy: number[];
  /** False where a sketch took part in that window's scores. */
  exact: boolean[];
}

/** Module × time: what the heatmaps and the sparklines show. Columns are consecutive, also where nothing happened. */
export interface Heat {
  /** Width of a column in seconds. */
  width: number;
  /** Start of the first column, epoch seconds. */
  start: number;
  columns: number;
  /** At most 256 modules, those with most traces and errors. */
  rows: HeatRow[];
}

export interface HeatRow {
  module: string;
  traces: number[];
  errors: number[];
  /** PSS per column, null where the module has no traces, or came so late among many that they were only counted. */
  pss: (number | null)[];
  /** Branching entropy in bits, null without tags. */
  entropy: (number | null)[];
}

/**
 * Counts over bins that are equally wide within each octave. Bin k = first + i starts at
 * 2^⌊k/perOctave⌋ · (1 + (k mod perOctave)/perOctave), the modulo taken as never negative.
 */
export interface LogHistogram {
  perOctave: number;
  first: number;
  counts: number[];
  /** Values of zero or less. */
  zero: number;
}

/** How durations, CPU and waiting times are distributed over the calls of the file, seconds. */
export interface Distributions {
  duration: LogHistogram;
  /** Of the failed calls only. */
  failed: LogHistogram;
  cpu: LogHistogram;
  wait: LogHistogram;
  /** Of the modules in which most time was spent, at most 24, most first; absent in reports of older versions. */
  modules?: ModuleDistributions[];
}

/** CPU and waiting times of a module's calls, seconds. */
export interface ModuleDistributions {
  module: string;
  cpu: LogHistogram;
  wait: LogHistogram;
}
