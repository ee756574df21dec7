/** What a collector is: the small interface that Redis, gRPC, files and other people's sources share. */

/** Traces as they came in: JSON, one item a line. */
export interface TraceBatch {
  /** UTF-8; every item is one line that ends with LF. Belongs to the receiver once it was offered. */
  readonly ndjson: Uint8Array;
  /** Lines in it. */
  readonly items: number;
}

/** Items that are counted and not scored. */
export type Uncounted = 'skipped' | 'repeated' | 'dropped';

/** Where a collector brings what it gets. Every item is brought exactly once: offered, or counted. */
export interface CollectorSink {
  /**
   * Takes a batch. A source that cannot wait (a socket, a pipe) calls it at once.
   * @returns false when there is no room: the batch was dropped, and counted as such
   */
  offer(batch: TraceBatch): boolean;
  /** Settles when there is room. A source that can wait (a file, a list that keeps its items) waits for it first. */
  room(): Promise<void>;
  /** Settles when all that was offered is in the scores. */
  settled(): Promise<void>;
  /** Counts items that are not offered, and why (the reason of the last ones is shown). */
  count(what: Uncounted, items: number, reason?: string): void;
  /** Says where the collector stands; `message` tells why it waits and what to do, in one line without secrets. */
  state(state: 'running' | 'waiting', message?: string): void;
  /** Ends the collecting for good: the message says what happened and what to do. */
  fail(message: string): void;
  /** Items known to wait at the source, e.g. the length of a list. */
  behind(items: number): void;
}

export interface Collector {
  /** What a person calls it, e.g. "Redis pypss:traces". */
  readonly name: string;
  /** Where it listens or reads, without secrets. */
  readonly address: string;
  /**
   * Begins to bring traces to `sink`; settles when it listens, or waits for its source.
   * @throws Error when that can never work (a port in use, a wrong address): the message says what to do
   */
  start(sink: CollectorSink): Promise<void>;
  /** Brings nothing more; settles when everything is closed. What was taken over is offered before. */
  stop(): Promise<void>;
}

/** Longest item that is taken; a longer one is skipped and counted. */
export const MOST_ITEM_BYTES = 8 * 2 ** 20;
/** About how large a batch is at most. */
export const BATCH_BYTES = 512 * 2 ** 10;

/** A collector that cannot start: the message is for people. */
export class CollectorError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'CollectorError';
  }
}
