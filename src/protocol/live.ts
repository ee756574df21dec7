/** Traces as they come in: where a collector stands, and its counters. */

export type CollectorState = 'starting' | 'running' | 'waiting' | 'paused' | 'stopped' | 'failed';

/** Honest counters of a collector; received = scored + skipped + repeated + dropped + pending. */
export interface LiveCounters {
  /** Items that arrived. */
  received: number;
  /** Traces that are in the scores. */
  scored: number;
  /** Malformed items. */
  skipped: number;
  /** Items known already by their id. */
  repeated: number;
  /** Items thrown away, whole batches at a time, because more came than could be taken. */
  dropped: number;
  /** Items received and not yet looked at, and how long the oldest has waited, in seconds. */
  pending: number;
  lag: number;
}

export interface LiveStatus extends LiveCounters {
  /** Identifies the collector among those of a window. */
  id: string;
  kind: string;
  /** What a person calls it, e.g. "Redis pypss:traces". */
  name: string;
  /** Address without secrets. */
  address: string;
  state: CollectorState;
  /** Why it waits or failed; what to do. */
  message: string | null;
  /** Traces a second over the last seconds. */
  rate: number;
  /** When it was started, and when the last trace came; epoch seconds. */
  since: number | null;
  last: number | null;
  /** Width of the sliding window in seconds; null: since the start. */
  window: number | null;
  /** Items known to wait at the source, e.g. in a Redis list. */
  behind: number;
  /** Moments that the user marked, epoch seconds. */
  marks: { time: number; label: string }[];
}

/** What a collector needs to begin. Secrets are in it: it is handed to a worker and kept nowhere. */
export type CollectorRequest =
  | { kind: 'file'; path: string }
  | { kind: 'redis'; url: string; key?: string; group?: string; watch?: boolean; password?: string }
  | { kind: 'grpc'; address: string; tlsCert?: string; tlsKey?: string }
  /** The traces are brought by whoever asked, in `batch` messages. */
  | { kind: 'brought'; name: string; address: string };
