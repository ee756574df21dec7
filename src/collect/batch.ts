import { BATCH_BYTES, MOST_ITEM_BYTES } from './collector.ts';
import type { CollectorSink, TraceBatch } from './collector.ts';

const LF = 10;
const SPACE = 32;

/** Room for the first items of a batch; it doubles as more come. */
const FIRST_ROOM = 16 * 2 ** 10;

/** Gathers items of any text into batches of lines. Items that are too long are counted as skipped. */
export class BatchBuilder {
  readonly #sink: Pick<CollectorSink, 'count'>;
  /** One buffer for all: items are small, and a buffer for each costs more than scoring it. */
  #room: Buffer | null = null;
  #bytes = 0;
  #items = 0;

  constructor(sink: Pick<CollectorSink, 'count'>) {
    this.#sink = sink;
  }

  get items(): number {
    return this.#items;
  }

  /** Large enough to be brought on. */
  get full(): boolean {
    return this.#bytes >= BATCH_BYTES;
  }

  /** Adds the text of one item. @returns whether it was taken */
  add(item: string | Uint8Array): boolean {
    const bytes = typeof item === 'string' ? Buffer.from(item) : item;
    if (bytes.length > MOST_ITEM_BYTES) {
      this.#sink.count('skipped', 1, tooLong(bytes.length));
      return false;
    }
    if (isBlank(bytes)) {
      this.#sink.count('skipped', 1, 'an item is empty');
      return false;
    }
    const end = this.#bytes + bytes.length;
    const room = this.#roomFor(end + 1);
    room.set(bytes, this.#bytes);
    // A newline inside JSON is white space, or an error: a space says the same and keeps the item on its line.
    for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) room[this.#bytes + at] = SPACE;
    room[end] = LF;
    this.#bytes = end + 1;
    this.#items++;
    return true;
  }

  /** What was gathered, or null; begins anew. */
  take(): TraceBatch | null {
    if (this.#room === null) return null;
    const batch = { ndjson: this.#room.subarray(0, this.#bytes), items: this.#items };
    this.#room = null;
    this.#bytes = 0;
    this.#items = 0;
    return batch;
  }

  #roomFor(bytes: number): Buffer {
    if (this.#room !== null && this.#room.length >= bytes) return this.#room;
    const larger = Buffer.allocUnsafeSlow(Math.max(FIRST_ROOM, bytes, 2 * (this.#room?.length ?? 0)));
    if (this.#room !== null) larger.set(this.#room.subarray(0, this.#bytes));
    this.#room = larger;
    return larger;
  }
}

/** Why an item of so many bytes is not taken. */
export function tooLong(bytes: number): string {
  return `an item of ${(bytes / 2 ** 20).toFixed(1)} MB is longer than the ${MOST_ITEM_BYTES / 2 ** 20} MB that are taken`;
}

/** Only white space: no line of NDJSON. */
function isBlank(bytes: Uint8Array): boolean {
  for (const byte of bytes) if (byte !== SPACE && byte !== LF && byte !== 13 && byte !== 9) return false;
  return true;
}
