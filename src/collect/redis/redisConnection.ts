import { setTimeout } from 'node:timers/promises';
// This room is loaded on first use as a whole. A dynamic import of a CommonJS package has no names in a bundle.
import { createClient, ErrorReply, type RedisClientType, RESP_TYPES } from 'redis';
import { CollectorError, type CollectorSink } from '../collector.ts';
import { isNotNow, isRefused, reasonOf, RedisUnavailable } from './redisErrors.ts';
import { type RedisTarget, withoutSecrets } from './redisTarget.ts';

/** A value as Redis answers; texts come as bytes. */
export type RedisReply = Buffer | number | null | RedisReply[];

/** Milliseconds between two tries to connect: doubling, with a limit. */
const FIRST_RETRY = 100;
const LONGEST_RETRY = 5000;
const CONNECT_TIMEOUT = 4000;
/** Milliseconds of silence after which the connection counts as lost, and how many pings are sent in that time. */
const SILENCE = 10_000;
const PINGS = 3;
/** Milliseconds that Redis may take to answer while a collector is stopped, and between two looks at that. */
const STOP_PATIENCE = 5000;
const STOP_LOOK = 50;

/** How long a Redis that does not answer is waited for, in milliseconds. */
export interface RedisPatience {
  /** While collecting; then it is connected to anew. */
  silence?: number;
  /** While stopping; then what was asked is given up. */
  stop?: number;
}

/** A connection that comes back by itself; while it is away, commands fail at once. */
export class RedisConnection {
  readonly #target: RedisTarget;
  readonly #client: RedisClientType;
  readonly #stopPatience: number;
  #refusal: string | null = null;
  #trouble: string | null = null;
  #closed = false;
  /** Since when an answer is waited for; collectors ask one thing after another. */
  #asked: number | null = null;
  #epoch = 0;

  private constructor(target: RedisTarget, client: RedisClientType, stopPatience: number) {
    this.#target = target;
    this.#client = client;
    this.#stopPatience = stopPatience;
  }

  /** @param sink is told when the connection is lost, and when it is back */
  static open(
    target: RedisTarget,
    sink: Pick<CollectorSink, 'state'> | null,
    { silence = SILENCE, stop = STOP_PATIENCE }: RedisPatience = {},
  ): RedisConnection {
    const client = createClient({
      url: target.url,
      RESP: 2,
      disableOfflineQueue: true,
      commandOptions: { typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } },
      pingInterval: Math.ceil(silence / PINGS),
      socket: {
        connectTimeout: CONNECT_TIMEOUT,
        socketTimeout: silence,
        reconnectStrategy: (retries, cause) =>
          isRefused(cause.message) ? cause : Math.min(LONGEST_RETRY, FIRST_RETRY * 2 ** Math.min(retries, 10)),
      },
    }) as unknown as RedisClientType;
    const connection = new RedisConnection(target, client, stop);
    client.on('error', (error: Error) => connection.#lost(error, sink));
    client.on('ready', () => {
      connection.#epoch++;
      connection.#trouble = null;
      sink?.state('running');
    });
    // Settles only when connected or refused; until then the caller looks at `ready`.
    client.connect().catch((error: unknown) => connection.#lost(error, sink));
    return connection;
  }

  get ready(): boolean {
    return this.#client.isReady;
  }

  /** How often the connection has been made. */
  get epoch(): number {
    return this.#epoch;
  }

  /** Why there is no connection; null when there is one, or nothing is known yet. */
  get trouble(): string | null {
    return this.#trouble;
  }

  /**
   * Settles when the connection is there, or with false when it is not within `limit` milliseconds.
   * @throws CollectorError when it is refused
   */
  async connected(signal: AbortSignal, limit = Infinity): Promise<boolean> {
    const begun = performance.now();
    while (!this.ready) {
      if (this.#refusal !== null) throw new CollectorError(this.#refusal);
      if (signal.aborted || performance.now() - begun > limit) return false;
      await setTimeout(20);
    }
    return true;
  }

  /** @throws RedisUnavailable when it may be tried again, else what Redis answered */
  async command(...args: (string | Buffer)[]): Promise<RedisReply> {
    this.#asked = performance.now();
    try {
      return await this.#client.sendCommand(args);
    } catch (error) {
      throw this.#judged(error);
    } finally {
      this.#asked = null;
    }
  }

  /** Several commands, all or none. @throws as `command` */
  async transaction(commands: readonly (readonly (string | Buffer)[])[]): Promise<RedisReply[]> {
    const multi = this.#client.multi();
    for (const command of commands) multi.addCommand([...command]);
    this.#asked = performance.now();
    try {
      return (await multi.exec()) as unknown as RedisReply[];
    } catch (error) {
      const first = (error as { replies?: unknown[] }).replies?.find((reply) => reply instanceof Error);
      throw this.#judged(first ?? error);
    } finally {
      this.#asked = null;
    }
  }

  /** Settles when `work` has. A Redis that does not answer meanwhile is left, which ends what waits for it. */
  async ending(work: Promise<void>): Promise<void> {
    const timer = setInterval(() => {
      if (this.#asked !== null && performance.now() - this.#asked > this.#stopPatience) this.close();
    }, STOP_LOOK);
    try {
      await work;
    } finally {
      clearInterval(timer);
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#client.isOpen) this.#client.destroy();
  }

  /** The library's errors have no common name but that of the replies: whatever is none, the connection is to blame for. */
  #judged(error: unknown): unknown {
    const reason = reasonOf(error);
    if (error instanceof ErrorReply && !isNotNow(reason)) return error;
    return new RedisUnavailable(withoutSecrets(reason, this.#target), error);
  }

  #lost(error: unknown, sink: Pick<CollectorSink, 'state'> | null): void {
    if (this.#closed) return;
    const reason =
      withoutSecrets(reasonOf(error), this.#target) + (this.#epoch === 0 ? doubt(reasonOf(error), this.#target) : '');
    this.#trouble = reason;
    if (isRefused(reason)) {
      this.#refusal = `Redis at ${this.#target.address} refuses: ${reason}. Check user, password and database.`;
      return;
    }
    sink?.state('waiting', `Redis at ${this.#target.address} cannot be reached (${reason}); it is tried again`);
  }
}

/** One side speaking TLS and the other not looks like anything but that. */
function doubt(reason: string, { address }: RedisTarget): string {
  if (address.startsWith('rediss:')) {
    return /no answer|wrong version number|secure TLS connection/.test(reason) ? '; does it speak TLS?' : '';
  }
  return /closed unexpectedly|ECONNRESET/.test(reason) ? '; does it want TLS (rediss://)?' : '';
}
