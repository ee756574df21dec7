/** Traces to a list in Redis. */
import type { TraceRecord } from '../record.ts';
import { reasonOf, warn } from '../warning.ts';
import { BatchingCollector, type BatchingOptions } from './batching.ts';
import { traceIn } from './file.ts';
import { sendLast } from './lastBatch.ts';
import { optionalPackage } from './optionalPackage.ts';
import { lineOf } from './traceLine.ts';

export interface RedisOptions extends BatchingOptions {
  /** The list (`pypss:traces`). */
  readonly key?: string | undefined;
  /** Items that the list keeps, the newest (1000000), so that it does not fill Redis when nobody reads it. */
  readonly maxLength?: number | undefined;
  /** Milliseconds to connect, and for an answer (5000). */
  readonly timeout?: number | undefined;
}

/** What is used of the package `redis`, from version 4 on. */
interface RedisPackage {
  createClient(options: object): RedisClient;
}
interface RedisClient {
  connect(): Promise<unknown>;
  on(event: 'error', listener: () => void): unknown;
  unref(): void;
  rPush(key: string, items: string[]): Promise<number>;
  lTrim(key: string, from: number, to: number): Promise<unknown>;
  lRange(key: string, from: number, to: number): Promise<string[]>;
  destroy?(): void;
  disconnect?(): Promise<void>;
}

/** Pushes traces, as JSON, to a list, where any number of readers take them from. Needs the package `redis`. */
export class RedisCollector extends BatchingCollector {
  readonly #redis: RedisPackage;
  readonly #url: string;
  readonly #options: RedisOptions;
  readonly #key: string;
  readonly #timeout: number;
  readonly #maxLength: number;
  /** Items that had to make room for newer ones. */
  trimmed: number = 0;
  #client: Promise<RedisClient> | null = null;

  /**
   * @throws RangeError when `maxLength` is below 1, Error when the package is not installed; whether Redis answers,
   * `connect` tells
   */
  constructor(url: string = 'redis://localhost:6379/0', options: RedisOptions = {}) {
    const redis = optionalPackage('redis', 'RedisCollector') as RedisPackage;
    super(options);
    this.#redis = redis;
    this.#url = url;
    this.#options = options;
    this.#key = options.key ?? 'pypss:traces';
    this.#timeout = options.timeout ?? 5000;
    this.#maxLength = options.maxLength ?? 1_000_000;
    if (!(this.#maxLength >= 1)) throw new RangeError('maxLength must be at least 1');
  }

  /** Connects now instead of with the first batch. Rejects with an Error when Redis does not answer. */
  async connect(): Promise<void> {
    await this.#connected();
  }

  override send(records: readonly TraceRecord[]): Promise<number> {
    return this.#ask(async (client) => {
      const length = await client.rPush(
        this.#key,
        records.map((record) => lineOf(record).trimEnd()),
      );
      if (length > this.#maxLength) await this.#trim(client, length);
      return records.length;
    });
  }

  async #trim(client: RedisClient, length: number): Promise<void> {
    await client.lTrim(this.#key, -this.#maxLength, -1);
    if (this.trimmed === 0) warn(`nobody reads ${this.#key}: its oldest traces go, it keeps ${this.#maxLength}`);
    this.trimmed += length - this.#maxLength;
  }

  override sendAtExit(records: readonly TraceRecord[]): number {
    return sendLast({
      kind: 'redis',
      target: this.#url,
      options: { ...this.#options },
      records,
      isFailing: this.isFailing,
    });
  }

  /** The traces waiting in the list, left there; items that are no JSON objects are passed over. */
  async getTraces(): Promise<TraceRecord[]> {
    await this.flush();
    const items = await this.#ask((client) => client.lRange(this.#key, 0, -1));
    return items.flatMap(traceIn);
  }

  protected override async disconnect(): Promise<void> {
    const client = this.#client;
    this.#client = null;
    if (client !== null) await client.then(drop, () => undefined);
  }

  async #ask<T>(question: (client: RedisClient) => Promise<T>): Promise<T> {
    const client = await this.#connected();
    try {
      return await within(this.#timeout, question(client));
    } catch (error) {
      // The next batch tries anew.
      this.#client = null;
      drop(client);
      throw new Error(`Redis at ${this.#address}: ${reasonOf(error)}`, { cause: error });
    }
  }

  async #connected(): Promise<RedisClient> {
    this.#client ??= this.#open();
    try {
      return await this.#client;
    } catch (error) {
      this.#client = null;
      throw new Error(`Redis does not answer at ${this.#address}: ${reasonOf(error)}`, { cause: error });
    }
  }

  async #open(): Promise<RedisClient> {
    const client = this.#redis.createClient({
      url: this.#url,
      // A batch that finds no connection is dropped and counted; it does not pile up in the client.
      disableOfflineQueue: true,
      socket: { connectTimeout: this.#timeout, reconnectStrategy: false },
    });
    // Told by the command that fails over it.
    client.on('error', () => {
      this.#client = null;
    });
    try {
      await within(this.#timeout, client.connect());
    } catch (error) {
      drop(client);
      throw error;
    }
    // The connection alone keeps no program alive.
    client.unref();
    return client;
  }

  get #address(): string {
    return this.#url.replace(/\/\/[^/]*@/, '//');
  }
}

function drop(client: RedisClient): void {
  try {
    if (client.destroy !== undefined) client.destroy();
    else void client.disconnect?.().catch(() => undefined);
  } catch {
    // It was closed already, which is what is wanted.
  }
}

async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`no answer within ${milliseconds} ms`)), milliseconds);
  // The connection keeps no process alive; a question under way does.
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
