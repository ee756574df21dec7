import type { TraceSummary } from '../stats/traceSummary.ts';

/** The name of functions and modules that found no room of their own (contract R19). */
export const OTHER = '(other)';

/** How a function's failures of one kind fell. */
export interface FailureKind {
  type: string;
  message: string;
  /** One message as it was. */
  example: string;
  count: number;
  /** Epoch seconds of the first and last, null without timestamps. */
  first: number | null;
  last: number | null;
}

/** A function with the summary of its calls. */
export interface FunctionScope {
  name: string;
  module: string;
  filename: string | null;
  lineno: number | null;
  summary: TraceSummary;
  /** Most frequent first. */
  failures: FailureKind[];
}

/** Memory in one time window. */
export interface MemoryWindow {
  start: number;
  median: number;
  peak: number;
}

/** What advice and evidence are drawn from: the file, its functions, and memory over time. */
export interface FileScope {
  summary: TraceSummary;
  functions: readonly FunctionScope[];
  memory: readonly MemoryWindow[];
  /** First and last instant, epoch seconds. */
  time: { from: number; to: number } | null;
}
