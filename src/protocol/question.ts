/** What the dashboard asks its host for, and the answers. Every question has an id, and gets exactly one answer. */
import type { AnalysisProblem } from './analysis.ts';
import type { Breakdown, Report, Scores } from './report.ts';
import type { Timeline } from './reportCharts.ts';
import type { ReportConfig } from './reportConfig.ts';

/** Which traces: all conditions that are given must hold. */
export interface TraceFilter {
  /** Epoch seconds, `from` inclusive, `to` exclusive; traces without time never match. */
  from?: number;
  to?: number;
  module?: string;
  /** A function as the report names it. */
  function?: { name: string; filename: string | null; lineno: number | null };
  /** A branch tag; null for calls without one. */
  branch?: string | null;
  /** Failed calls only, or successful ones only. */
  failed?: boolean;
  /** Type of the exception. */
  exception?: string;
  /** Its message, folded as `ExceptionReport.message` is. */
  message?: string;
}

/** A trace as a list shows it. */
export interface TraceRow {
  /** Byte offset and length of the record in the (decompressed) input; −1 and 0 where traces are read by a JSON path. */
  offset: number;
  length: number;
  name: string;
  module: string;
  filename: string | null;
  lineno: number | null;
  timestamp: number | null;
  /** Seconds. */
  duration: number;
  cpu: number;
  wait: number;
  /** Bytes. */
  memory: number;
  branch: string | null;
  failed: boolean;
  exceptionType: string | null;
  exceptionMessage: string | null;
}

/** One page of traces, in file order. */
export interface TracePage {
  rows: TraceRow[];
  /**
   * Where the next page begins: the place of the next trace that matches; null when none follows. A byte of the
   * (decompressed) input, or the number of the trace where the file is read by a JSON path.
   */
  next: number | null;
}

/** The weights and sensitivities that the what-if panel tries. */
export type Sensitivities = Pick<ReportConfig, 'weights' | 'alpha' | 'beta' | 'gamma' | 'delta'> & {
  memSpikeThresholdRatio: number;
  errorSpikeThreshold: number;
  consecutiveErrorThreshold: number;
  concurrencyWaitThreshold: number;
};

export type Question =
  /** A page of the traces that match, from the byte `cursor` on (null: from the start). */
  | { ask: 'traces'; filter: TraceFilter; cursor: number | null; limit: number }
  /** The record at an offset, as it stands in the file. */
  | { ask: 'record'; offset: number; length: number }
  /** A report over the traces that match: a stretch of time, one module, one function. Same formulas, same shape. */
  | { ask: 'report'; filter: TraceFilter }
  /** Only the timeline of such a report, in windows of `window` seconds (null: of a width that suits the span). */
  | { ask: 'timeline'; filter: TraceFilter; window: number | null }
  /** The score under other settings, from summaries. */
  | { ask: 'what-if'; settings: Sensitivities }
  /** Write these settings to pypss.toml. */
  | { ask: 'save-settings'; settings: Sensitivities };

export type Answer =
  | { answer: 'traces'; page: TracePage }
  /** `bytes` is the length of the whole record; `text` is its beginning when that is long. */
  | { answer: 'record'; text: string; bytes: number }
  | { answer: 'report'; report: Report }
  /** null when no trace that matches has a time. Its windows may be wider than asked for, never narrower. */
  | { answer: 'timeline'; timeline: Timeline | null }
  /** `pointsLost` says how many points of the 100 each metric loses. */
  | { answer: 'what-if'; pss: number; scores: Scores; breakdown: Breakdown; pointsLost: Scores }
  | { answer: 'saved'; path: string }
  | { answer: 'refused'; problem: AnalysisProblem };
