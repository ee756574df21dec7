/** Traces in batches, off the path of the calls. */
import type { TraceRecord } from '../record.ts';
import { reasonOf, warn } from '../warning.ts';
import type { Collector } from './collector.ts';
import { closeAtExit, keepOpenAtExit } from './processEnd.ts';

export interface BatchingOptions {
  /** Traces that are sent together (100). */
  readonly batchSize?: number | undefined;
  /** Milliseconds that a trace waits for its batch to fill (1000). */
  readonly flushInterval?: number | undefined;
  /** Traces that wait at most (10000); newer ones are dropped and counted. */
  readonly maxQueue?: number | undefined;
}

/**
 * Queues traces and sends them in batches: subclasses write `send`. The queue is bounded; what finds it full is dropped
 * and counted in `dropped`. What is queued is sent when the process ends, also by `process.exit`, an uncaught error,
 * SIGINT and SIGTERM. Waiting traces keep no process alive.
 */
export abstract class BatchingCollector implements Collector {
  /** Traces that arrived. */
  sent: number = 0;
  /** Traces that did not. */
  dropped: number = 0;
  readonly #batchSize: number;
  readonly #flushInterval: number;
  readonly #maxQueue: number;
  #queue: TraceRecord[] = [];
  #timer: NodeJS.Timeout | null = null;
  #soon: NodeJS.Immediate | null = null;
  #sending: Promise<void> | null = null;
  #onTheWay = 0;
  #failing = false;
  #closed = false;

  /** @throws RangeError when a size is below 1, or the queue smaller than a batch */
  constructor({ batchSize = 100, flushInterval = 1000, maxQueue = 10_000 }: BatchingOptions = {}) {
    if (!(batchSize >= 1 && maxQueue >= batchSize)) {
      throw new RangeError('batchSize must be at least 1 and maxQueue no smaller than batchSize');
    }
    if (!(flushInterval >= 0)) throw new RangeError('flushInterval must be a number of milliseconds');
    this.#batchSize = batchSize;
    this.#flushInterval = flushInterval;
    this.#maxQueue = maxQueue;
    closeAtExit(this);
  }

  /**
   * Sends a batch and tells how many of it arrived; one that fails is dropped and counted. A number that is returned at
   * once, not as a promise, says that sending is done: such a collector loses nothing when the process ends.
   */
  abstract send(records: readonly TraceRecord[]): number | Promise<number>;

  /** Sends while the process ends, when promises come to nothing any more. Tells how many arrived. */
  sendAtExit(records: readonly TraceRecord[]): number {
    const arrived = this.send(records);
    return typeof arrived === 'number' ? arrived : 0;
  }

  collect(trace: TraceRecord): void {
    if (this.#closed) {
      this.#attempt([trace], () => this.sendAtExit([trace]));
      return;
    }
    if (this.#queue.length >= this.#maxQueue) {
      this.dropped++;
      return;
    }
    this.#queue.push(trace);
    if (this.#queue.length >= this.#batchSize) this.#soon ??= setImmediate(() => void this.flush());
    else this.#timer ??= setTimeout(() => void this.flush(), this.#flushInterval).unref();
  }

  /** Traces that wait or are on their way. */
  get pending(): number {
    return this.#queue.length + this.#onTheWay;
  }

  /** Sends everything that is queued, and waits for what is on its way. Never rejects. */
  flush(): Promise<void> {
    this.#stopClock();
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = null;
    });
    return this.#sending;
  }

  /** Sends what is left and lets go of connections. Traces that come later are sent one by one. */
  async close(): Promise<void> {
    await this.flush();
    this.#closed = true;
    await this.disconnect();
    keepOpenAtExit(this);
  }

  /** Sends what is left without waiting for anything: the process ends with this call. */
  closeNow(): void {
    this.#stopClock();
    this.#closed = true;
    const batch = this.#queue.splice(0);
    if (batch.length > 0) this.#attempt(batch, () => this.sendAtExit(batch));
    if (this.#onTheWay > 0) warn(`${this.constructor.name} was still sending ${this.#onTheWay} traces`);
    if (this.dropped > 0) warn(`${this.constructor.name} dropped ${this.dropped} traces in all`);
  }

  /** Lets go of connections; for subclasses that hold some. */
  protected disconnect(): Promise<void> | void {
    return undefined;
  }

  /** Sends what is queued on the spot; for collectors whose `send` needs no promise. */
  protected flushNow(): void {
    this.#stopClock();
    const batch = this.#queue.splice(0);
    if (batch.length > 0) this.#attempt(batch, () => this.sendAtExit(batch));
  }

  /** Traces in the queue, and whether they make a batch. */
  protected get isBatchFull(): boolean {
    return this.#queue.length >= this.#batchSize;
  }

  /** Whether the last batch was lost. */
  protected get isFailing(): boolean {
    return this.#failing;
  }

  #stopClock(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#soon !== null) clearImmediate(this.#soon);
    this.#timer = null;
    this.#soon = null;
  }

  async #sendAll(): Promise<void> {
    while (this.#queue.length > 0) {
      const batch = this.#queue.splice(0, this.#batchSize);
      this.#onTheWay = batch.length;
      try {
        this.#arrived(batch, await this.send(batch));
      } catch (error) {
        this.#lost(batch, error);
      }
      this.#onTheWay = 0;
    }
  }

  #attempt(batch: readonly TraceRecord[], send: () => number): void {
    try {
      this.#arrived(batch, send());
    } catch (error) {
      this.#lost(batch, error);
    }
  }

  #arrived(batch: readonly TraceRecord[], arrived: number): void {
    this.#failing = false;
    this.sent += arrived;
    this.dropped += batch.length - arrived;
  }

  #lost(batch: readonly TraceRecord[], error: unknown): void {
    if (!this.#failing) warn(`${this.constructor.name} lost ${batch.length} traces: ${reasonOf(error)}`);
    this.#failing = true;
    this.dropped += batch.length;
  }
}
