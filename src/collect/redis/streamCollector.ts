import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { BatchBuilder, tooLong } from '../batch.ts';
import type { Collector, CollectorSink } from '../collector.ts';
import { KnownTraces } from '../knownTraces.ts';
import type { LiveScore } from '../liveScore.ts';
import { ReaderSummary } from './readerSummary.ts';
import { entriesOf, type Entry, entryOf, PieceReader } from './readPieces.ts';
import { RedisConnection, type RedisPatience, type RedisReply } from './redisConnection.ts';
import { isNoCommand, isNoGroup } from './redisErrors.ts';
import { failWith, repeatWhileConnected } from './redisLoop.ts';
import type { RedisTarget } from './redisTarget.ts';

/** Entries that may wait for their acknowledgement. */
const MOST_OPEN = 50_000;
/** Ids remembered at least. */
const REMEMBERED = 100_000;
/** Milliseconds that Redis waits for an entry before it answers "none". */
const BLOCK = '200';
/** Milliseconds between two acknowledgements; those may take a fifth of the time. */
const COMMIT_INTERVAL = 1000;
const COMMIT_SHARE = 0.2;
/** Acknowledgements at least in the time after which a reader is held for dead. */
const COMMITS_BEFORE_CLAIM = 6;
/** Entries of dead readers taken over at one go. */
const MOST_CLAIMED = 1000;
/** Milliseconds between two looks at how much waits. */
const LENGTH_INTERVAL = 500;
/** The field of an entry that holds the trace. */
const FIELD = 'trace';

export interface StreamOptions extends RedisPatience {
  /** Milliseconds after which an entry that another reader has not acknowledged is taken over. */
  claimAfter?: number;
}

/**
 * A Redis stream read by a consumer group: each entry goes to one of the readers. What a reader has scored it keeps
 * as a mergeable summary in Redis, written together with the acknowledgement of the entries in it, so that a reader
 * that dies leaves either both or neither; what it leaves unacknowledged, another one takes over.
 */
export class RedisStreamCollector implements Collector {
  readonly name: string;
  readonly address: string;
  /** This reader among those of the group. */
  readonly consumer = `${hostname()}-${process.pid}-${randomBytes(4).toString('hex')}`;
  readonly #target: RedisTarget & { group: string };
  readonly #claimAfter: number;
  readonly #patience: RedisPatience;
  readonly #stop = new AbortController();
  readonly #summary: ReaderSummary;
  /** Ids that came before: Redis hands an entry out again when it has forgotten that it did. */
  readonly #known = new KnownTraces(REMEMBERED);
  #connection: RedisConnection | null = null;
  #sink: CollectorSink | null = null;
  #reading: Promise<void> = Promise.resolve();
  #grouped = false;
  #lagKnown = true;
  #nextCommit = 0;
  #nextClaim = 0;
  #nextLength = 0;

  constructor(target: RedisTarget & { group: string }, score: () => LiveScore, options: StreamOptions = {}) {
    this.#target = target;
    this.#claimAfter = options.claimAfter ?? 30_000;
    this.#patience = options;
    this.#summary = new ReaderSummary(target, this.consumer, score);
    this.name = `Redis stream ${target.key}, group ${target.group}`;
    this.address = `${target.address}?key=${target.key}&group=${target.group}`;
  }

  start(sink: CollectorSink): Promise<void> {
    sink.state('waiting', `connecting to Redis at ${this.#target.address}`);
    const connection = RedisConnection.open(this.#target, sink, this.#patience);
    const pieces = new PieceReader(connection, this.#target.key);
    this.#connection = connection;
    this.#sink = sink;
    const step = async (): Promise<void> => {
      try {
        await this.#step(connection, pieces, sink);
      } catch (error) {
        if (!isNoGroup(error)) throw error;
        // Redis has lost the stream, and with it what was to be acknowledged. The traces are in the scores.
        this.#summary.forgetOpen();
        this.#grouped = false;
      }
    };
    this.#reading = repeatWhileConnected(connection, this.#stop.signal, sink, step).catch((error: unknown) =>
      failWith(error, this.#target, sink),
    );
    return Promise.resolve();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    const connection = this.#connection;
    const sink = this.#sink;
    this.#connection = null;
    if (connection === null || sink === null) return;
    await connection.ending(this.#reading);
    if (connection.ready && this.#grouped) {
      const committing = this.#commit(connection, sink).catch((error: unknown) => {
        if (connection.ready) failWith(error, this.#target, sink);
      });
      await connection.ending(committing);
    }
    connection.close();
    if (this.#summary.open > 0) sink.fail(unanswered(this.#target));
  }

  async #step(connection: RedisConnection, pieces: PieceReader, sink: CollectorSink): Promise<void> {
    if (!this.#grouped) await this.#makeGroup(connection);
    if (performance.now() >= this.#nextClaim) await this.#claim(pieces, sink);
    await sink.room();
    const { key, group } = this.#target;
    let entries = await pieces.entries(group, this.consumer);
    // While entries are open, a reader that only waited would acknowledge them late.
    if (entries.length === 0) {
      const wait = ['XREADGROUP', 'GROUP', group, this.consumer, 'COUNT', '1', 'BLOCK', BLOCK, 'STREAMS', key, '>'];
      entries = entriesOf(await connection.command(...wait)).map(entryOf);
    }
    this.#take(entries, sink);
    if (performance.now() >= this.#nextLength) await this.#lookAtLength(connection, sink);
    if (performance.now() >= this.#nextCommit || this.#summary.open >= MOST_OPEN) await this.#commit(connection, sink);
  }

  async #makeGroup(connection: RedisConnection): Promise<void> {
    const { key, group } = this.#target;
    try {
      await connection.command('XGROUP', 'CREATE', key, group, '0', 'MKSTREAM');
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('BUSYGROUP'))) throw error;
    }
    this.#grouped = true;
  }

  /** Takes over what readers that died have left. */
  async #claim(pieces: PieceReader, sink: CollectorSink): Promise<void> {
    let from = '0-0';
    for (let claimed = 0; claimed < MOST_CLAIMED;) {
      await sink.room();
      const { next, entries } = await pieces.claim(this.#target.group, this.consumer, this.#claimAfter, from);
      this.#take(entries, sink);
      claimed += entries.length;
      from = next;
      if (from !== '0-0') continue;
      this.#nextClaim = performance.now() + Math.max(100, this.#claimAfter / 4);
      return;
    }
  }

  #take(entries: readonly Entry[], sink: CollectorSink): void {
    const batch = new BatchBuilder(sink);
    const offered: string[] = [];
    for (const [id, fields] of entries) {
      if (this.#known.meet(id)) {
        sink.count('repeated', 1, 'an entry came to this reader twice');
        this.#summary.note(id);
      } else if (typeof fields === 'number') {
        sink.count('skipped', 1, tooLong(fields));
        this.#summary.note(id, 'unread');
      } else if (batch.add(traceOf(fields))) offered.push(id);
      else this.#summary.note(id, 'unread');
    }
    const gathered = batch.take();
    // What is dropped stays unacknowledged: another reader takes it over.
    if (gathered !== null && sink.offer(gathered)) for (const id of offered) this.#summary.note(id);
  }

  async #lookAtLength(connection: RedisConnection, sink: CollectorSink): Promise<void> {
    this.#nextLength = performance.now() + LENGTH_INTERVAL;
    if (!this.#lagKnown) return;
    const { key, group } = this.#target;
    try {
      const groups = (await connection.command('XINFO', 'GROUPS', key)) as RedisReply[][];
      const lag = figureOf(groups.find((figures) => String(figureOf(figures, 'name')) === group) ?? [], 'lag');
      if (typeof lag === 'number') sink.behind(lag);
    } catch (error) {
      if (!isNoCommand(error)) throw error;
      this.#lagKnown = false;
    }
  }

  async #commit(connection: RedisConnection, sink: CollectorSink): Promise<void> {
    const begun = performance.now();
    this.#nextCommit = begun + COMMIT_INTERVAL;
    await sink.settled();
    const elsewhere = await this.#summary.commit(connection);
    if (elsewhere > 0) {
      sink.state('running', `${elsewhere} entries were scored by another reader too, because this one was slow`);
    }
    const cost = performance.now() - begun;
    // Whoever acknowledges late is held for dead, however long it takes to do so.
    const pause = Math.min(Math.max(COMMIT_INTERVAL, cost / COMMIT_SHARE), this.#claimAfter / COMMITS_BEFORE_CLAIM);
    this.#nextCommit = begun + Math.max(COMMIT_INTERVAL, pause);
  }
}

function unanswered({ address }: RedisTarget): string {
  return `Redis at ${address} does not answer; what was not acknowledged goes to the other readers of the group.`;
}

function traceOf(fields: readonly Buffer[]): Buffer {
  for (let i = 0; i + 1 < fields.length; i += 2) if (fields[i].toString() === FIELD) return fields[i + 1];
  return fields[1] ?? Buffer.alloc(0);
}

/** A figure in a list of names and values. */
function figureOf(pairs: readonly RedisReply[], name: string): RedisReply {
  for (let i = 0; i + 1 < pairs.length; i += 2) if (String(pairs[i]) === name) return pairs[i + 1];
  return null;
}
