import type { TraceRecord } from '../record.ts';

/** Takes finished traces. An own collector needs `collect` only; `BatchingCollector` gives it a queue and batches. */
export interface Collector {
  /** Takes one trace. It must not block for long; the first error that it throws is told on standard error. */
  collect(trace: TraceRecord): void;
  /** Brings what is queued to where it belongs. */
  flush?(): Promise<void>;
  /** The same for the last time, and lets go of connections. */
  close?(): Promise<void>;
}
