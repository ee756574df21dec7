/**
 * Reads from a Redis a bounded number of bytes at a time. Items can have any length up to Redis's own limit of 512 MB,
 * and "the next 1,000" could fill every memory: so a script in Redis counts the bytes, and of an item that is too long
 * it hands out the length alone. Where scripts are not allowed, few items are read at a time instead.
 */
import { BATCH_BYTES, MOST_ITEM_BYTES } from '../collector.ts';
import type { RedisConnection, RedisReply } from './redisConnection.ts';
import { isNoCommand } from './redisErrors.ts';

/** Items at a time; without a script. */
const PIECE = '1000';
const SMALL_PIECE = '10';

/** An item, or the length in bytes of one that is too long. */
export type Item = Buffer | number;
/** An entry of a stream: its id and fields, or their length when it is too long. */
export type Entry = readonly [id: string, fields: readonly Buffer[] | number];

const POP = `
local out, bytes = {}, 0
for i = 1, tonumber(ARGV[1]) do
  local item = redis.pcall('LPOP', KEYS[1])
  if not item then break end
  if type(item) == 'table' then return item end
  if #item > tonumber(ARGV[3]) then out[i] = #item else out[i] = item; bytes = bytes + #item end
  if bytes >= tonumber(ARGV[2]) then break end
end
return out`;

const RANGE = `
local out, bytes, n = {}, 0, 0
while n < tonumber(ARGV[1]) and bytes < tonumber(ARGV[2]) do
  local from = tonumber(ARGV[4]) + n
  local items = redis.pcall('LRANGE', KEYS[1], from, from + 15)
  if items.err then return items end
  for _, item in ipairs(items) do
    if bytes >= tonumber(ARGV[2]) then break end
    n = n + 1
    if #item > tonumber(ARGV[3]) then out[n] = #item else out[n] = item end
    if #item <= tonumber(ARGV[3]) and n > tonumber(ARGV[5]) then bytes = bytes + #item end
  end
  if #items < 16 then break end
end
return out`;

/** Sixteen entries at a time as long as they are small: those that were read are delivered, and have to be handed out. */
const GROUP = `
local out, bytes, n = {}, 0, 0
while n < tonumber(ARGV[1]) and bytes < tonumber(ARGV[2]) do
  local count = (n > 0 and bytes / n < 4096) and 16 or 1
  local reply = redis.pcall('XREADGROUP', 'GROUP', ARGV[4], ARGV[5], 'COUNT', count, 'STREAMS', KEYS[1], '>')
  if not reply then break end
  if reply.err then return reply end
  for _, entry in ipairs(reply[1][2]) do
    local length = 0
    for _, text in ipairs(entry[2]) do length = length + #text end
    n = n + 1
    if length > tonumber(ARGV[3]) then out[n] = {entry[1], length} else out[n] = entry; bytes = bytes + length end
  end
end
return out`;

/** What other readers left, a few at a time; nothing but the length of what is too long, as everywhere. */
const CLAIM = `
local reply = redis.pcall('XAUTOCLAIM', KEYS[1], ARGV[4], ARGV[5], ARGV[6], ARGV[7], 'COUNT', ARGV[8], 'JUSTID')
if reply.err then return reply end
local out = {}
for n, id in ipairs(reply[2]) do
  local entry = redis.call('XRANGE', KEYS[1], id, id)[1] or {id, {}}
  local length = 0
  for _, text in ipairs(entry[2]) do length = length + #text end
  if length > tonumber(ARGV[3]) then out[n] = {id, length} else out[n] = entry end
end
return {reply[1], out}`;

/** Entries of other readers taken over at a time. */
const CLAIMED = '20';

/** Reads pieces over one connection. */
export class PieceReader {
  readonly #connection: RedisConnection;
  readonly #key: string;
  #scripts = true;

  constructor(connection: RedisConnection, key: string) {
    this.#connection = connection;
    this.#key = key;
  }

  /** Takes the next items out of a list; empty when there are none. */
  async pop(): Promise<Item[]> {
    const reply = await this.#run(POP, [], ['LPOP', this.#key, SMALL_PIECE]);
    return (reply ?? []) as Item[];
  }

  /**
   * The items of a list from a place on; empty past its end.
   * @param known how many of them the caller has already: they come, and do not count as bytes
   */
  async range(from: number, known = 0): Promise<Item[]> {
    const reply = await this.#run(
      RANGE,
      [String(from), String(known)],
      ['LRANGE', this.#key, String(from), String(from + Number(SMALL_PIECE) - 1)],
    );
    return reply as Item[];
  }

  /** The next entries of a stream for a reader of a group; empty when there are none. */
  async entries(group: string, consumer: string): Promise<Entry[]> {
    const plain = ['XREADGROUP', 'GROUP', group, consumer, 'COUNT', SMALL_PIECE, 'STREAMS', this.#key, '>'];
    const reply = await this.#run(GROUP, [group, consumer], plain);
    const list = this.#scripts ? reply : entriesOf(reply);
    return (list as RedisReply[]).map(entryOf);
  }

  /**
   * Takes over entries of a group that their reader has not acknowledged for `idle` milliseconds.
   * @param from id to go on from, at first `0-0`
   * @returns where to go on; `0-0` when all were looked at
   */
  async claim(
    group: string,
    consumer: string,
    idle: number,
    from: string,
  ): Promise<{ next: string; entries: Entry[] }> {
    const args = [group, consumer, String(idle), from];
    const plain = ['XAUTOCLAIM', this.#key, ...args, 'COUNT', CLAIMED];
    const [next, entries] = (await this.#run(CLAIM, [...args, CLAIMED], plain)) as [Buffer, RedisReply[]];
    // Before Redis 7 an entry that was deleted meanwhile is an empty place.
    return { next: next.toString('latin1'), entries: entries.filter((entry) => entry !== null).map(entryOf) };
  }

  async #run(script: string, args: readonly string[], plain: readonly string[]): Promise<RedisReply> {
    if (this.#scripts) {
      try {
        const limits = [PIECE, String(BATCH_BYTES), String(MOST_ITEM_BYTES)];
        return await this.#connection.command('EVAL', script, '1', this.#key, ...limits, ...args);
      } catch (error) {
        if (!isNoCommand(error)) throw error;
        this.#scripts = false;
      }
    }
    return this.#connection.command(...plain);
  }
}

/** The entries in a reply of XREADGROUP about one stream. */
export function entriesOf(reply: RedisReply): RedisReply[] {
  return reply === null ? [] : ((reply as RedisReply[][])[0][1] as RedisReply[]);
}

/** An entry of which nothing is left, because the stream was trimmed, has no fields. */
export function entryOf(reply: RedisReply): Entry {
  const [id, fields] = reply as [Buffer, Buffer[] | number | null];
  return [id.toString('latin1'), fields ?? []];
}
