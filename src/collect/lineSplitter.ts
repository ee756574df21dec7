import { tooLong } from './batch.ts';
import { MOST_ITEM_BYTES } from './collector.ts';
import type { CollectorSink, TraceBatch } from './collector.ts';

const LF = 10;

/** Cuts a stream of bytes at newlines. The beginning of a line waits for its rest, up to the longest item. */
export class LineSplitter {
  readonly #sink: Pick<CollectorSink, 'count'>;
  #open: Uint8Array[] = [];
  #openBytes = 0;
  /** The line that is open is too long; it is passed over to its end. */
  #passingOver = false;

  constructor(sink: Pick<CollectorSink, 'count'>) {
    this.#sink = sink;
  }

  /** Bytes of the line that is open. */
  get openBytes(): number {
    return this.#openBytes;
  }

  /** The whole lines that these bytes complete, or null. The bytes are copied. */
  push(bytes: Uint8Array): TraceBatch | null {
    const end = bytes.lastIndexOf(LF) + 1;
    if (end === 0) {
      this.#hold(bytes);
      return null;
    }
    let from = 0;
    if (this.#passingOver) {
      from = bytes.indexOf(LF) + 1;
      this.#sink.count('skipped', 1, tooLong(this.#openBytes + from - 1));
      this.#passingOver = false;
      this.#openBytes = 0;
    }
    const lines = Buffer.concat([...this.#open, bytes.subarray(from, end)]);
    this.#open = [];
    this.#openBytes = 0;
    this.#hold(bytes.subarray(end));
    return lines.length === 0 ? null : { ndjson: lines, items: countLines(lines) };
  }

  /** Gives up the line that is open, because its rest will not come. @returns whether there was one */
  abandon(reason: string): boolean {
    const had = this.#openBytes > 0;
    if (had) this.#sink.count('skipped', 1, reason);
    this.#open = [];
    this.#openBytes = 0;
    this.#passingOver = false;
    return had;
  }

  /** Takes the open line as a whole one; null when there is none. */
  flush(): TraceBatch | null {
    if (this.#passingOver || this.#openBytes === 0) return null;
    return this.push(Uint8Array.of(LF));
  }

  #hold(rest: Uint8Array): void {
    if (rest.length === 0) return;
    this.#openBytes += rest.length;
    if (this.#passingOver) return;
    if (this.#openBytes > MOST_ITEM_BYTES) {
      this.#passingOver = true;
      this.#open = [];
    } else this.#open.push(Uint8Array.from(rest));
  }
}

/** Lines that hold anything but white space at their beginning; blank lines are no items. */
export function countLines(bytes: Uint8Array): number {
  let lines = 0;
  for (let from = 0; from < bytes.length;) {
    const end = bytes.indexOf(LF, from);
    const stop = end < 0 ? bytes.length : end;
    if (stop > from && !(stop === from + 1 && bytes[from] === 13)) lines++;
    from = stop + 1;
  }
  return lines;
}
