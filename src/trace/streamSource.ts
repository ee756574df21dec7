import type { Readable } from 'node:stream';
import { compressionOf, MAGIC_LENGTH } from './compression.ts';
import { decompressed } from './decompressed.ts';
import { toSourceError } from './source.ts';
import type { TraceSource } from './source.ts';

/**
 * Standard input, a socket or any other stream, decompressed if its first bytes say that it is compressed.
 * @throws SourceError
 */
export async function openStream(stream: Readable, name: string): Promise<TraceSource> {
  const source = new StreamSource(stream, name);
  const compression = compressionOf(await source.peek(MAGIC_LENGTH));
  return compression === null ? source : decompressed(source, compression);
}

class StreamSource implements TraceSource {
  readonly name: string;
  readonly compression = null;
  readonly total = null;
  readonly damage = null;
  consumed = 0;
  private readonly stream: Readable;
  private readonly chunks: AsyncIterator<Uint8Array, unknown>;
  private left: Uint8Array = new Uint8Array(0);
  private ended = false;

  constructor(stream: Readable, name: string) {
    this.stream = stream;
    this.name = name;
    this.chunks = (stream as AsyncIterable<Uint8Array, unknown>)[Symbol.asyncIterator]();
  }

  /** The first bytes, which `read` will give again; fewer if there are not so many. */
  async peek(count: number): Promise<Uint8Array> {
    while (this.left.length < count && !this.ended) {
      const before = this.left;
      const fresh = await this.next();
      this.left = Buffer.concat([before, fresh]);
    }
    return this.left.subarray(0, count);
  }

  private async next(): Promise<Uint8Array> {
    try {
      const next = await this.chunks.next();
      if (next.done !== true) return next.value;
    } catch (error) {
      throw toSourceError(error, this.name, this.consumed);
    }
    this.ended = true;
    return new Uint8Array(0);
  }

  read(into: Uint8Array): number | Promise<number> {
    return this.left.length > 0 ? this.deliver(into) : this.readNext(into);
  }

  private async readNext(into: Uint8Array): Promise<number> {
    while (this.left.length === 0 && !this.ended) this.left = await this.next();
    return this.deliver(into);
  }

  private deliver(into: Uint8Array): number {
    const count = Math.min(this.left.length, into.length);
    into.set(this.left.subarray(0, count));
    this.left = this.left.subarray(count);
    this.consumed += count;
    return count;
  }

  close(): void {
    this.stream.destroy();
  }
}
