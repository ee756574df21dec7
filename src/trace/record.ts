/**
 * One trace as the scanner hands it on: a single object that is overwritten for every record, so that reading a
 * file allocates nothing per trace. Text arrives as ids of the scanner's text tables.
 */

/** Slots of `TraceRecord.numbers`. */
export const DURATION = 0;
export const CPU_TIME = 1;
export const WAIT_TIME = 2;
export const MEMORY = 3;
/** Epoch seconds, already told from ms, µs, ns and ISO text; NaN when absent. */
export const TIMESTAMP = 4;
/** 0 when absent. */
export const LINENO = 5;
/** `metadata.lag` in seconds; NaN when absent. Only set on system metrics. */
export const LAG = 6;
/** Byte offset of the record's `{` in the (decompressed) input, and the bytes up to and with its `}`. */
export const OFFSET = 7;
export const LENGTH = 8;
export const NUMBER_SLOTS = 9;

/** Slots of `TraceRecord.texts`: ids in `TraceTexts`, `ABSENT` or `OVERFLOW`. */
export const MODULE = 0;
export const NAME = 1;
export const FILENAME = 2;
export const BRANCH_TAG = 3;
export const EXCEPTION_TYPE = 4;
export const TEXT_SLOTS = 5;

/** The field is absent, null, empty text or not text. */
export const ABSENT = -1;
/** The table is full: the text is one of many rare ones. */
export const OVERFLOW = -2;

export interface TraceRecord {
  readonly numbers: Float64Array;
  readonly texts: Int32Array;
  /** Whether the call failed, by Python's idea of truth. */
  error: boolean;
  /** The exception's message, at most 64 KiB of it; decoded on demand, null when absent. Valid only during the callback. */
  exceptionMessage(): string | null;
}

/** Texts seen so far; `texts[slot][id]` is the text. Grows while scanning, ids never change. */
export type TraceTexts = readonly (readonly string[])[];

/** Receives what the scanner finds, in file order. */
export interface TraceSink {
  trace(record: TraceRecord): void;
  /** A record with a truthy `system_metric`. */
  systemMetric(record: TraceRecord): void;
  /** A whole record, item or line that could not be used. */
  skipped(offset: number, reason: string): void;
  /** Given by a sink that takes calls as rows too, where the scanner has a fast lane. */
  readonly rowSink?: RowSink;
}

/** Takes calls as rows of the columns of a `FastLane`; those that are unusual come one by one, in between. */
export interface RowSink {
  /** The row that the next call goes into. */
  readonly row: number;
  /** A call that lasted longer than this (seconds) is to come by itself. */
  readonly longest: number;
  /**
   * The call in `row`, which is told of next, failed. Of the record hold only times, exception and place.
   */
  failed(row: number, record: TraceRecord): void;
  /** Rows up to `row` (exclusive) have been filled. */
  filled(row: number): void;
}
