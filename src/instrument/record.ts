/** The trace of a call as it stands in trace files: one flat JSON object. Times are seconds, memory is bytes. */
export interface TraceRecord {
  trace_id: string;
  name: string;
  /** Where the function is monitored, with its line from 1. */
  filename: string;
  lineno: number;
  module: string;
  duration: number;
  cpu_time: number;
  wait_time: number;
  memory: number;
  memory_diff: number;
  error: boolean;
  exception_type: string | null;
  exception_message: string | null;
  branch_tag: string | null;
  /** When the call started, in epoch seconds. */
  timestamp: number;
  /** The call let others run before it ended. */
  async_op?: true;
  /** `trace_id` of the monitored call that made this one. */
  parent_id?: string;
  /** Share of such calls that is recorded, where it is less than all. */
  sample_rate?: number;
  /** A measurement, not a call. */
  system_metric?: true;
  metadata?: Readonly<Record<string, number>>;
  /** Context tags. */
  [tag: string]: unknown;
}

/** A tag under one of these names would falsify a measurement. */
export const RECORD_KEYS: ReadonlySet<string> = new Set([
  'trace_id',
  'name',
  'filename',
  'lineno',
  'module',
  'duration',
  'cpu_time',
  'wait_time',
  'memory',
  'memory_diff',
  'error',
  'exception_type',
  'exception_message',
  'branch_tag',
  'timestamp',
  'async_op',
  'yield_count',
  'parent_id',
  'sample_rate',
  'system_metric',
  'metadata',
  'profile_stats',
]);
