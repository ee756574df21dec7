/** Takes what a collector brings, in bounded memory, counts every item, and scores it a slice of time at a time. */
import { setImmediate } from 'node:timers/promises';
import type { LiveCounters } from '../protocol/live.ts';
import type { Sampled } from '../protocol/report.ts';
import { Backlog } from './backlog.ts';
import type { CollectorSink, TraceBatch, Uncounted } from './collector.ts';
import type { LiveScore } from './liveScore.ts';

/** Bytes that may wait to be scored; past that, whole batches are dropped. */
const BACKLOG_BYTES = 32 * 2 ** 20;
/** Milliseconds after which the event loop gets a turn. */
const TURN = 20;

/** Where received lines go besides the scores, e.g. a file. */
export interface ReceivedLines {
  /** Settles when the lines are taken; what comes meanwhile waits. @throws Error when it cannot take them */
  write(batch: TraceBatch): Promise<void> | void;
}

/** What happens to the collector besides its traces. */
export interface ReceiverEvents {
  onState(state: 'running' | 'waiting', message: string | null): void;
  onFail(message: string): void;
}

export interface ReceiverOptions {
  /** Bytes that may wait; default 32 MiB. */
  backlogBytes?: number;
  outputs?: readonly ReceivedLines[];
}

export class Receiver implements CollectorSink {
  readonly #score: LiveScore;
  readonly #events: ReceiverEvents;
  readonly #outputs: readonly ReceivedLines[];
  readonly #backlog: Backlog;
  #counts = { received: 0, scored: 0, skipped: 0, repeated: 0, dropped: 0 };
  #behind = 0;
  #lastReason: string | null = null;
  #lastCame: number | null = null;
  #working: Promise<void> | null = null;
  #inHand = 0;
  #roomWanted: (() => void)[] = [];
  #failure: unknown = null;

  constructor(score: LiveScore, events: ReceiverEvents, options: ReceiverOptions = {}) {
    this.#score = score;
    this.#events = events;
    this.#outputs = options.outputs ?? [];
    this.#backlog = new Backlog(options.backlogBytes ?? BACKLOG_BYTES);
  }

  /** received = scored + skipped + repeated + dropped + pending, at any time. */
  get counters(): LiveCounters {
    return {
      ...this.#counts,
      pending: this.#backlog.items + this.#inHand,
      lag: this.#backlog.lag(performance.now()),
    };
  }

  /** Items that wait at the source. */
  get itemsBehind(): number {
    return this.#behind;
  }

  /** When the last item came; epoch seconds. */
  get last(): number | null {
    return this.#lastCame;
  }

  /** Why the last item that is not in the scores is not. */
  get lastReason(): string | null {
    return this.#lastReason;
  }

  /** Null as long as every received trace is in the scores. */
  get sampled(): Sampled | null {
    const { received, dropped } = this.#counts;
    return dropped === 0 ? null : { received, dropped };
  }

  offer(batch: TraceBatch): boolean {
    if (batch.ndjson.length === 0) return true;
    this.#lastCame = Date.now() / 1000;
    this.#counts.received += batch.items;
    if (this.#failure !== null || !this.#backlog.push(batch, performance.now())) {
      this.#counts.dropped += batch.items;
      this.#lastReason = 'more came than could be taken';
      return false;
    }
    this.#work();
    return true;
  }

  async room(): Promise<void> {
    if (this.#backlog.roomy || this.#failure !== null) return;
    await new Promise<void>((resolve) => this.#roomWanted.push(resolve));
  }

  count(what: Uncounted, items: number, reason?: string): void {
    if (items <= 0) return;
    this.#counts.received += items;
    this.#counts[what] += items;
    this.#lastCame = Date.now() / 1000;
    if (reason !== undefined) this.#lastReason = reason;
  }

  state(state: 'running' | 'waiting', message?: string): void {
    this.#events.onState(state, message ?? null);
  }

  fail(message: string): void {
    this.#events.onFail(message);
  }

  behind(items: number): void {
    this.#behind = items;
  }

  /** Settles when everything received so far is scored. */
  async settled(): Promise<void> {
    while (this.#working !== null) await this.#working;
  }

  #work(): void {
    if (this.#working !== null) return;
    this.#working = this.#drain()
      .catch((error: unknown) => this.#giveUp(error))
      .finally(() => {
        this.#working = null;
        if (!this.#backlog.empty) this.#work();
      });
  }

  async #drain(): Promise<void> {
    // Lets the source finish what it is at, so that its batches come together.
    await setImmediate();
    let turn = performance.now();
    for (let batch = this.#next(); batch !== null; batch = this.#next()) {
      for (const output of this.#outputs) {
        const writing = output.write(batch);
        if (writing !== undefined) await writing;
      }
      this.#take(batch);
      this.#makeRoom();
      if (performance.now() - turn < TURN) continue;
      await setImmediate();
      turn = performance.now();
    }
  }

  #next(): TraceBatch | null {
    const batch = this.#backlog.shift();
    this.#inHand = batch?.items ?? 0;
    return batch;
  }

  #take(batch: TraceBatch): void {
    const { scored, skipped } = this.#score.take(batch, Date.now() / 1000);
    this.#inHand = 0;
    this.#counts.scored += scored;
    this.#counts.skipped += skipped;
    // An object with a list of traces is one line of several; a blank line is none.
    this.#counts.received += scored + skipped - batch.items;
    if (skipped > 0) this.#lastReason = this.#score.lastSkip;
  }

  /** Nothing more can be taken: what waits is dropped, and counted. */
  #giveUp(error: unknown): void {
    this.#failure = error;
    this.#counts.dropped += this.#inHand;
    for (let batch = this.#next(); batch !== null; batch = this.#next()) this.#counts.dropped += batch.items;
    this.#makeRoom();
    this.#events.onFail(error instanceof Error ? error.message : String(error));
  }

  #makeRoom(): void {
    if (!this.#backlog.roomy || this.#roomWanted.length === 0) return;
    const wanted = this.#roomWanted;
    this.#roomWanted = [];
    for (const resolve of wanted) resolve();
  }
}
