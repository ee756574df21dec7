import { compressionOf, createInflater, MAGIC_LENGTH } from './compression.ts';
import type { Compression, Inflater } from './compression.ts';
import { SourceError } from './source.ts';
import type { TraceSource } from './source.ts';

/** Stored bytes given to the decompressor at a time: little, as each may become a thousand. */
const PIECE = 32 * 1024;

/**
 * The decompressed bytes of a source, streaming; members one after another count as one.
 *
 * The decompressor throws away what it has made of a piece of input when it meets damage in it. So that everything in
 * front of the damage counts, the source is then opened again (if it can be), and that piece is given byte by byte.
 */
export function decompressed(stored: TraceSource, compression: Compression, reopen?: () => TraceSource): TraceSource {
  return new Decompressed(stored, compression, reopen);
}

class Decompressed implements TraceSource {
  readonly compression: Compression;
  damage: string | null = null;
  private stored: TraceSource;
  private reopen: (() => TraceSource) | undefined;
  private inflater: Inflater;
  /** Stored bytes read but not yet given to the decompressor. */
  private input: Uint8Array = new Uint8Array(0);
  /** Stored offset of the piece that the decompressor works on, and from where it gets single bytes. */
  private pieceStart = 0;
  private piece: Uint8Array = new Uint8Array(0);
  private given = 0;
  private fineFrom = Number.POSITIVE_INFINITY;
  private working = false;
  private ending = false;
  private ended = false;
  private failure: Error | null = null;
  private wake: (() => void) | null = null;
  /** Decompressed bytes not yet read, and how many are to be dropped because they have been read before. */
  private output: Uint8Array | null = null;
  private delivered = 0;
  private toDrop = 0;

  constructor(stored: TraceSource, compression: Compression, reopen?: () => TraceSource) {
    this.stored = stored;
    this.compression = compression;
    this.reopen = reopen;
    this.inflater = this.createInflater();
  }

  get name(): string {
    return this.stored.name;
  }

  get total(): number | null {
    return this.stored.total;
  }

  get consumed(): number {
    return this.stored.consumed;
  }

  private createInflater(): Inflater {
    const inflater = createInflater(this.compression);
    if (inflater === null) {
      const message = `${this.name} is compressed with zstd, which this version of Node cannot read; decompress it first`;
      throw new SourceError('unreadable', message);
    }
    const wake = (): void => {
      this.wake?.();
    };
    inflater.on('readable', wake);
    inflater.on('end', () => {
      if (inflater === this.inflater) this.ended = true;
      wake();
    });
    inflater.on('error', (error: Error) => {
      if (inflater === this.inflater) this.failure = error;
      wake();
    });
    this.given = 0;
    this.working = this.ending = this.ended = false;
    return inflater;
  }

  async read(into: Uint8Array): Promise<number> {
    for (;;) {
      if (this.output !== null) return this.deliver(this.output, into);
      const output = this.inflater.read() as Uint8Array | null;
      if (output !== null) {
        this.take(output);
      } else if (this.failure !== null) {
        if (!this.startAgain()) return 0;
      } else if (this.ended || (!this.working && this.given > this.inflater.bytesWritten)) {
        if (!(await this.startNextMember())) return 0;
      } else if (this.working) {
        await new Promise<void>((resolve) => (this.wake = resolve));
      } else await this.feed();
    }
  }

  private take(output: Uint8Array): void {
    const dropped = Math.min(this.toDrop, output.length);
    this.toDrop -= dropped;
    if (dropped < output.length) this.output = output.subarray(dropped);
  }

  private deliver(output: Uint8Array, into: Uint8Array): number {
    const count = Math.min(output.length, into.length);
    into.set(output.subarray(0, count));
    this.output = count < output.length ? output.subarray(count) : null;
    this.delivered += count;
    return count;
  }

  private async feed(): Promise<void> {
    if (this.input.length === 0) await this.readInput();
    this.working = true;
    if (this.input.length === 0) {
      this.ending = true;
      this.inflater.end();
      return;
    }
    this.pieceStart = this.stored.consumed - this.input.length;
    this.piece = this.input.subarray(0, this.pieceStart >= this.fineFrom ? 1 : PIECE);
    this.input = this.input.subarray(this.piece.length);
    this.given += this.piece.length;
    this.inflater.write(this.piece, () => {
      this.working = false;
      this.wake?.();
    });
  }

  private async readInput(): Promise<number> {
    const fresh = new Uint8Array(PIECE);
    const count = await this.stored.read(fresh);
    this.input = concatenate(this.input, fresh.subarray(0, count));
    return count;
  }

  /** The decompressor has met damage: reads again up to it, if that can be done; else this is the end. */
  private startAgain(): boolean {
    // At the end of the input everything has been given out, so reading again would bring nothing.
    if (this.reopen === undefined || this.ending) {
      this.damage = `the ${this.compression} data are damaged: ${this.failure?.message ?? ''}`;
      return false;
    }
    this.fineFrom = this.pieceStart;
    this.stored.close();
    this.stored = this.reopen();
    this.reopen = undefined;
    this.failure = null;
    this.toDrop = this.delivered;
    this.input = new Uint8Array(0);
    this.inflater.destroy();
    this.inflater = this.createInflater();
    return true;
  }

  /** The decompressor has come to its end; what follows is another member, or zeros that fill up a block. */
  private async startNextMember(): Promise<boolean> {
    const left = this.piece.length - Math.min(this.piece.length, this.given - this.inflater.bytesWritten);
    this.input = concatenate(this.piece.subarray(left), this.input);
    do {
      const first = this.input.findIndex((byte) => byte !== 0);
      this.input = this.input.subarray(first < 0 ? this.input.length : first);
    } while (this.input.length < MAGIC_LENGTH && (await this.readInput()) > 0);
    if (this.input.length === 0) return false;
    if (compressionOf(this.input) !== this.compression) {
      this.damage = `something else follows the ${this.compression} data`;
      return false;
    }
    this.inflater = this.createInflater();
    return true;
  }

  close(): void {
    this.inflater.destroy();
    this.stored.close();
  }
}

function concatenate(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}
