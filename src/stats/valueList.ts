import { newDoubles } from './slab.ts';

const FIRST_CHUNK = 16;
const LARGEST_CHUNK = 8192;

/** A growing list of doubles in chunks: growing copies nothing and leaves nothing behind. */
export class ValueList {
  n = 0;
  /** Bytes held. */
  bytes = 0;
  private readonly chunks: Float64Array[] = [];
  /** Values in the last chunk. */
  private filled = 0;

  /** Adds `values[from..to)`. */
  push(values: Float64Array, from: number, to: number): void {
    this.n += to - from;
    while (from < to) {
      const chunk = this.room(to - from);
      const end = Math.min(to, from + chunk.length - this.filled);
      let at = this.filled;
      for (let i = from; i < end; i++) chunk[at++] = values[i]!;
      this.filled = at;
      from = end;
    }
  }

  /** Adds the values of another list without copying them. */
  append(other: ValueList): void {
    const last = this.chunks.length - 1;
    if (last >= 0) this.chunks[last] = this.chunks[last].subarray(0, this.filled);
    other.forEachChunk((chunk, n) => {
      // Values are never changed, so a view of those that are there stays true when the other list goes on.
      this.chunks.push(chunk.subarray(0, n));
      this.filled = n;
    });
    this.n += other.n;
    this.bytes += other.bytes;
  }

  /** Calls back for the values, chunk by chunk: `chunk[0..n)`. */
  forEachChunk(visit: (chunk: Float64Array, n: number) => void): void {
    const last = this.chunks.length - 1;
    this.chunks.forEach((chunk, i) => visit(chunk, i === last ? this.filled : chunk.length));
  }

  /** Puts all values into the beginning of `into`, which must be long enough. */
  copyTo(into: Float64Array): void {
    let at = 0;
    this.forEachChunk((chunk, n) => {
      into.set(n === chunk.length ? chunk : chunk.subarray(0, n), at);
      at += n;
    });
  }

  private room(wanted: number): Float64Array {
    const last = this.chunks.at(-1);
    if (last !== undefined && this.filled < last.length) return last;
    const size = Math.min(LARGEST_CHUNK, Math.max(FIRST_CHUNK, wanted, this.n));
    const chunk = newDoubles(size);
    this.chunks.push(chunk);
    this.bytes += chunk.byteLength;
    this.filled = 0;
    return chunk;
  }

  static revive(plain: ValueList): ValueList {
    return Object.assign(new ValueList(), plain);
  }
}
