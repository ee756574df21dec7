import { setTimeout } from 'node:timers/promises';
import { BatchBuilder, tooLong } from '../batch.ts';
import type { Collector, CollectorSink } from '../collector.ts';
import { type Item, PieceReader } from './readPieces.ts';
import { RedisConnection, type RedisPatience } from './redisConnection.ts';
import { failWith, repeatWhileConnected } from './redisLoop.ts';
import type { RedisTarget } from './redisTarget.ts';

/** Seconds that Redis waits for an item before it answers "none". */
const BLOCK = '0.5';
/** Milliseconds between two looks at a list that is only watched, and between two looks at its length. */
const WATCH_PAUSE = 200;
const LENGTH_INTERVAL = 500;

/**
 * PyPSS's Redis list. As a queue, items are taken out in batches; a reader that dies, or whose connection breaks at
 * that moment, may lose the batch that it had just taken out. Watching leaves every item there.
 */
export class RedisListCollector implements Collector {
  readonly name: string;
  readonly address: string;
  readonly #target: RedisTarget;
  readonly #patience: RedisPatience;
  readonly #stop = new AbortController();
  #connection: RedisConnection | null = null;
  #reading: Promise<void> = Promise.resolve();
  /** Watching: items seen so far, and the last one of them. */
  #seen = 0;
  #lastSeen: Item | null = null;
  #nextLength = 0;

  constructor(target: RedisTarget, patience: RedisPatience = {}) {
    this.#target = target;
    this.#patience = patience;
    this.name = `Redis ${target.key}${target.watch ? ' (watching)' : ''}`;
    this.address = `${target.address}?key=${target.key}`;
  }

  start(sink: CollectorSink): Promise<void> {
    sink.state('waiting', `connecting to Redis at ${this.#target.address}`);
    const connection = RedisConnection.open(this.#target, sink, this.#patience);
    const pieces = new PieceReader(connection, this.#target.key);
    this.#connection = connection;
    const step = this.#target.watch
      ? () => this.#look(connection, pieces, sink)
      : () => this.#pop(connection, pieces, sink);
    this.#reading = repeatWhileConnected(connection, this.#stop.signal, sink, step).catch((error: unknown) =>
      failWith(error, this.#target, sink),
    );
    return Promise.resolve();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#connection?.ending(this.#reading);
    this.#connection?.close();
  }

  async #pop(connection: RedisConnection, pieces: PieceReader, sink: CollectorSink): Promise<void> {
    await sink.room();
    const { key } = this.#target;
    const items = await pieces.pop();
    if (items.length === 0) {
      sink.behind(0);
      const next = (await connection.command('BLPOP', key, BLOCK)) as [Buffer, Buffer] | null;
      if (next !== null) offer([next[1]], sink);
      return;
    }
    offer(items, sink);
    const now = performance.now();
    if (now < this.#nextLength) return;
    this.#nextLength = now + LENGTH_INTERVAL;
    sink.behind(Number(await connection.command('LLEN', key)));
  }

  async #look(connection: RedisConnection, pieces: PieceReader, sink: CollectorSink): Promise<void> {
    await sink.room();
    const last = this.#lastSeen;
    const known = last === null ? 0 : 1;
    // In one reading with what follows it, so that nobody can take items out in between.
    const items = await pieces.range(this.#seen - known, known);
    if (last !== null) {
      const there = items.shift();
      if (there === undefined || !isSame(there, last)) return this.#findPlace(connection, last, sink);
    }
    this.#seen += items.length;
    this.#lastSeen = items.at(-1) ?? last;
    offer(items, sink);
    const length = Number(await connection.command('LLEN', this.#target.key));
    sink.behind(Math.max(0, length - this.#seen));
    if (items.length === 0) await setTimeout(WATCH_PAUSE);
  }

  /** Another reader has taken items out: those that were seen stand further ahead, or are gone. */
  async #findPlace(connection: RedisConnection, last: Item, sink: CollectorSink): Promise<void> {
    const { key } = this.#target;
    const place = typeof last === 'number' ? null : await connection.command('LPOS', key, last, 'RANK', '-1');
    if (place !== null) {
      this.#seen = Number(place) + 1;
      return;
    }
    sink.state('running', `items were taken out of ${key} by another reader; some may not have been seen`);
    this.#seen = 0;
    this.#lastSeen = null;
  }
}

function isSame(a: Item, b: Item): boolean {
  return typeof a === 'number' || typeof b === 'number' ? a === b : a.equals(b);
}

function offer(items: readonly Item[], sink: CollectorSink): void {
  const batch = new BatchBuilder(sink);
  for (const item of items) {
    if (typeof item === 'number') sink.count('skipped', 1, tooLong(item));
    else batch.add(item);
  }
  const gathered = batch.take();
  if (gathered !== null) sink.offer(gathered);
}
