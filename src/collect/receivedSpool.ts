import { mkdir, open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Received, SpoolPlace } from '../protocol/collect.ts';
import type { TraceBatch } from './collector.ts';
import type { ReceivedLines } from './receiver.ts';

interface Segment {
  readonly path: string;
  readonly file: FileHandle;
  bytes: number;
  items: number;
}

/**
 * Received traces on disk, as they came, so that they can be saved: bounded, in two files of which the older one goes
 * when the newer is full. Where they cannot be written any more, the collecting goes on without.
 */
export class ReceivedSpool implements ReceivedLines {
  readonly #folder: string;
  readonly #most: number;
  #segments: Segment[] = [];
  #number = 0;
  #gone = 0;
  #problem: string | null = null;

  constructor({ folder, limit }: SpoolPlace) {
    this.#folder = folder;
    this.#most = limit / 2;
  }

  /** What is there at this moment. */
  get received(): Received {
    return {
      files: this.#segments.map(({ path, bytes }) => ({ path, bytes })),
      items: this.#segments.reduce((sum, { items }) => sum + items, 0),
      gone: this.#gone,
      problem: this.#problem,
    };
  }

  async write({ ndjson, items }: TraceBatch): Promise<void> {
    if (this.#problem !== null) {
      this.#gone += items;
      return;
    }
    try {
      const segment = await this.#room(ndjson.length);
      for (let from = 0; from < ndjson.length;) {
        const { bytesWritten } = await segment.file.write(ndjson, from, ndjson.length - from, segment.bytes + from);
        from += bytesWritten;
      }
      segment.bytes += ndjson.length;
      segment.items += items;
    } catch (error) {
      this.#problem = error instanceof Error ? error.message : String(error);
      this.#gone += items;
    }
  }

  /** Closes the files; they stay. */
  async close(): Promise<void> {
    for (const { file } of this.#segments) await file.close();
  }

  /** The segment for so many bytes more; the oldest one goes where there are too many. */
  async #room(bytes: number): Promise<Segment> {
    const last = this.#segments.at(-1);
    if (last !== undefined && (last.bytes === 0 || last.bytes + bytes <= this.#most)) return last;
    if (this.#segments.length === 2) {
      const [oldest] = this.#segments;
      this.#segments = this.#segments.slice(1);
      this.#gone += oldest.items;
      await oldest.file.close();
      await rm(oldest.path, { force: true });
    }
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const path = join(this.#folder, `received-${++this.#number}.ndjson`);
    const segment = { path, file: await open(path, 'wx', 0o600), bytes: 0, items: 0 };
    this.#segments.push(segment);
    return segment;
  }
}
