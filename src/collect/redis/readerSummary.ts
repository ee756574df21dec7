import type { LiveScore } from '../liveScore.ts';
import { encodeSummary } from '../summaryCodec.ts';
import type { RedisConnection } from './redisConnection.ts';
import { RedisUnavailable } from './redisErrors.ts';

/** Acknowledgements that are said again after a lost connection, because Redis may have come back without them. */
const SAID_AGAIN = 3;

/** Where the readers of a group keep what they have received: a hash, one field a reader. */
export function summariesKey(key: string, group: string): string {
  return `${key}:summaries:${group}`;
}

/** What one reader of a group has received, as it stands in Redis beside the acknowledgement of the same entries. */
export class ReaderSummary {
  readonly #key: string;
  readonly #group: string;
  readonly #consumer: string;
  readonly #score: () => LiveScore;
  /** Ids of entries that are in the scores, or counted, and not yet acknowledged. */
  #open = new Set<string>();
  /** The last acknowledged ones, oldest first. */
  #acknowledged: string[][] = [];
  /** What was sent without hearing whether it arrived. */
  #unsure: { data: Buffer; ids: string[] } | null = null;
  #epoch = 0;
  #dirty = false;
  #repeated = 0;
  #unread = 0;

  constructor(target: { key: string; group: string }, consumer: string, score: () => LiveScore) {
    this.#key = target.key;
    this.#group = target.group;
    this.#consumer = consumer;
    this.#score = score;
  }

  /** Entries that wait for their acknowledgement. */
  get open(): number {
    return this.#open.size;
  }

  /** Remembers an entry for the next commit. @param unread it is counted as skipped, because it was not even looked at */
  note(id: string, unread?: 'unread'): void {
    this.#open.add(id);
    this.#dirty = true;
    if (unread !== undefined) this.#unread++;
  }

  /** Nothing can be acknowledged any more: the stream is gone. The summary is written again all the same. */
  forgetOpen(): void {
    this.#open = new Set();
    this.#acknowledged = [];
    this.#unsure = null;
    this.#dirty = this.#score().scored > 0;
  }

  /**
   * Writes the summary and acknowledges what is in it: both or neither. Everything noted must be in the scores.
   * @returns how many of the entries another reader has acknowledged before, because it held this one for dead
   */
  async commit(connection: RedisConnection): Promise<number> {
    if (this.#unsure !== null) await this.#makeSure(connection, this.#unsure);
    const returned = this.#epoch !== 0 && this.#epoch !== connection.epoch;
    if (!this.#dirty && !returned) return 0;
    const epoch = connection.epoch;
    const again = returned ? this.#acknowledged.flat() : [];
    const ids = [...this.#open];
    const { scored, skipped, bytes } = this.#score();
    const data = await encodeSummary({
      ...{ part: this.#score().summary(), bytes, scored, skipped },
      ...{ repeated: this.#repeated, unread: this.#unread },
    });
    const counted = await this.#send(connection, data, ids, again);
    for (const id of ids) this.#open.delete(id);
    this.#epoch = epoch;
    this.#dirty = false;
    this.#remember(ids);
    const elsewhere = ids.length - counted;
    if (elsewhere > 0) {
      this.#repeated += elsewhere;
      this.#dirty = true;
    }
    return elsewhere;
  }

  /** @returns how many of `ids` were not acknowledged before */
  async #send(connection: RedisConnection, data: Buffer, ids: string[], again: string[]): Promise<number> {
    const commands: (string | Buffer)[][] = [['HSET', summariesKey(this.#key, this.#group), this.#consumer, data]];
    if (ids.length > 0) commands.push(['XACK', this.#key, this.#group, ...ids]);
    if (again.length > 0) commands.push(['XACK', this.#key, this.#group, ...again]);
    try {
      const replies = await connection.transaction(commands);
      return ids.length > 0 ? Number(replies[1]) : 0;
    } catch (error) {
      if (error instanceof RedisUnavailable) this.#unsure = { data, ids };
      throw error;
    }
  }

  /** The connection broke while a commit was under way: Redis knows whether it arrived. */
  async #makeSure(connection: RedisConnection, { data, ids }: { data: Buffer; ids: string[] }): Promise<void> {
    const there = await connection.command('HGET', summariesKey(this.#key, this.#group), this.#consumer);
    this.#unsure = null;
    if (!Buffer.isBuffer(there) || !there.equals(data)) return;
    for (const id of ids) this.#open.delete(id);
    this.#remember(ids);
  }

  #remember(ids: string[]): void {
    if (ids.length > 0) this.#acknowledged.push(ids);
    if (this.#acknowledged.length > SAID_AGAIN) this.#acknowledged.shift();
  }
}
