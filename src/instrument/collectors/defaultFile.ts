/** Where traces go when nobody has said so: the file named in the settings, complete only when the program has ended. */
import {
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { threadId } from 'node:worker_threads';
import type { TraceRecord } from '../record.ts';
import { settings } from '../settings.ts';
import { reasonOf, warn } from '../warning.ts';
import { FileCollector } from './file.ts';

/** Children of all kinds, Python's too, write to the part file of the process that started it all. */
const VARIABLE = 'PYPSS_PART_FILE';

/** A service that nobody looks after must not fill the disk. */
const MOST_BYTES = 512 * 2 ** 20;

/** Bytes that are copied at a time. */
const PIECE = 2 ** 20;

/**
 * Gathers the traces of the program, its workers and its children beside `default.trace_file`, and moves them there in
 * one step at exit. The part file is NDJSON from the first batch on, so a program that is killed leaves it readable. It
 * takes up to 512 MiB; what comes later is dropped and counted.
 */
export class DefaultFileCollector extends FileCollector {
  readonly #final: string;
  #owner: boolean;

  /** @throws Error when the folder of the trace file cannot be made or written to */
  constructor(path: string = settings().traceFile) {
    const final = resolve(path);
    const inherited = process.env[VARIABLE] ?? '';
    const shared = inherited !== '' && dirname(inherited) === dirname(final) && existsSync(inherited);
    const thread = threadId === 0 ? '' : `-${threadId}`;
    super(shared ? inherited : join(dirname(final), `.${basename(final)}.${process.pid}${thread}.part`));
    this.#final = final;
    this.#owner = !shared;
    if (!shared) process.env[VARIABLE] = this.path;
  }

  override send(records: readonly TraceRecord[]): number {
    if (sizeOf(this.target) >= MOST_BYTES) {
      throw new Error(`${this.target} has reached ${MOST_BYTES / 2 ** 20} MiB; set a collector for longer recordings`);
    }
    return super.send(records);
  }

  override closeNow(): void {
    super.closeNow();
    this.#complete();
  }

  override async close(): Promise<void> {
    await super.close();
    this.#complete();
  }

  /** A child may outlive the program whose file it shares, and calls may end after the file is complete. */
  protected override get target(): string {
    return existsSync(this.path) ? this.path : this.#final;
  }

  #complete(): void {
    if (!this.#owner) return;
    this.#owner = false;
    if (process.env[VARIABLE] === this.path) process.env[VARIABLE] = '';
    try {
      if (sizeOf(this.path) === 0) {
        rmSync(this.path, { force: true });
        return;
      }
      this.#keepOthers();
      renameSync(this.path, this.#final);
    } catch (error) {
      warn(`the traces stay in ${this.path}: ${reasonOf(error)}`);
    }
  }

  /** A file that came while this program ran is a worker's or a child's that knew of no other: both belong in. */
  #keepOthers(): void {
    if (!existsSync(this.#final) || statSync(this.#final).mtimeMs < performance.timeOrigin) return;
    const both = `${this.path}.merged`;
    copyFileSync(this.#final, both);
    append(this.path, both);
    renameSync(both, this.path);
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function append(from: string, to: string): void {
  const piece = Buffer.allocUnsafe(PIECE);
  const source = openSync(from, 'r');
  const sink = openSync(to, 'a');
  try {
    for (let read = readSync(source, piece); read > 0; read = readSync(source, piece)) {
      for (let done = 0; done < read;) done += writeSync(sink, piece, done, read - done);
    }
  } finally {
    closeSync(source);
    closeSync(sink);
  }
}
