import { open, type FileHandle } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import type { TraceBatch } from '../../collect/collector.ts';
import type { ReceivedLines } from '../../collect/receiver.ts';

/** Received traces as NDJSON in a file. When it cannot be written to any more, the collecting goes on without it. */
export class ReceivedFile implements ReceivedLines {
  readonly #file: FileHandle;
  readonly #onFailure: (error: unknown) => void;
  /** Lines that are not in the file. */
  missing = 0;
  #failed = false;

  private constructor(file: FileHandle, onFailure: (error: unknown) => void) {
    this.#file = file;
    this.#onFailure = onFailure;
  }

  /** @throws Error when the file cannot be opened */
  static async create(path: string, onFailure: (error: unknown) => void): Promise<ReceivedFile> {
    return new ReceivedFile(await open(path, 'w'), onFailure);
  }

  async write({ ndjson, items }: TraceBatch): Promise<void> {
    if (!this.#failed) {
      try {
        for (let from = 0; from < ndjson.length;) {
          const { bytesWritten } = await this.#file.write(ndjson, from);
          from += bytesWritten;
        }
        return;
      } catch (error) {
        // What follows a line that was cut off would be damaged too.
        this.#failed = true;
        this.#onFailure(error);
      }
    }
    this.missing += items;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

/** Received traces on a stream, at its reader's pace. */
export class ReceivedStream implements ReceivedLines {
  readonly #stream: Writable;
  readonly #onGone: () => void;

  /** @param onGone the reader has closed its end */
  constructor(stream: Writable, onGone: () => void) {
    this.#stream = stream;
    this.#onGone = onGone;
  }

  write({ ndjson }: TraceBatch): Promise<void> {
    return new Promise((resolve) => {
      this.#stream.write(ndjson, (error) => {
        if (error) this.#onGone();
        resolve();
      });
    });
  }
}
