/** What a scan is asked, and what it tells. */
import type { Damage, SourceFormat } from '../protocol/report.ts';
import type { FastLane } from './fastLane.ts';
import type { TraceTexts } from './record.ts';

/** Where in a document a scan begins, if not at its beginning. */
export type ScanContext =
  /** In a list that is the document, before an item. */
  | 'array'
  /** In the list under `traces` of an object, before an item. */
  | 'wrapper'
  /** At the beginning of a line of NDJSON. */
  | 'lines';

export interface ScanOptions {
  /** Bytes read at a time. */
  bufferSize?: number;
  /** Begin in the middle: the bytes pushed first stand at `offset`. */
  start?: { offset: number; context: ScanContext };
  /** Stop before the first item or line that begins at or behind this offset. */
  limit?: number;
}

export interface ScanResult {
  /** null while nothing has been found. */
  format: SourceFormat | null;
  damage: Damage | null;
  traces: number;
  metrics: number;
  /** Records, items and lines that could not be used. */
  skipped: number;
  /** What the input holds instead of traces, e.g. "an object with the keys name, version". */
  found: string;
  /** A list of traces was there, even if it was empty. */
  sawTraceList: boolean;
  /** Bytes pushed. */
  bytes: number;
  /** Where the scan stopped because of `limit`, and in what; null if it read to the end. */
  stopped: { offset: number; context: ScanContext } | null;
}

export interface TraceScanner {
  /** Where to put the next bytes; never empty. */
  space(): Uint8Array;
  /** Takes the first `count` bytes of `space()`. */
  advance(count: number): void;
  /** Tells that no byte follows. */
  finish(): ScanResult;
  /** What has been found so far; valid at any time. */
  result(): ScanResult;
  /** Nothing further will be read: damage, another encoding, or the limit. */
  readonly done: boolean;
  readonly texts: TraceTexts;
  /** Where calls are read as rows; null if the sink takes none or this host cannot. */
  readonly lane: FastLane | null;
}
