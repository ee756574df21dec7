/** Traces as lines of a file, which any number of processes may share. */
import { closeSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { TraceRecord } from '../record.ts';
import { BatchingCollector, type BatchingOptions } from './batching.ts';
import { lineOf } from './traceLine.ts';

/**
 * Appends each trace as one JSON line. A batch is one write, done when it is full, so a program that is killed loses at
 * most the last batch; nothing is dropped but what the disk does not take.
 */
export class FileCollector extends BatchingCollector {
  readonly path: string;
  readonly #flushInterval: number;
  /** Half a line was written: the next write must not go on with it. */
  #torn = false;
  #lastWrite = Date.now();

  /** @throws Error when the folder of `path` cannot be made or the file not be opened */
  constructor(path: string, options: BatchingOptions = {}) {
    super(options);
    this.#flushInterval = options.flushInterval ?? 1000;
    this.path = resolve(path);
    mkdirSync(dirname(this.path), { recursive: true });
    closeSync(openSync(this.path, 'a'));
  }

  override collect(trace: TraceRecord): void {
    super.collect(trace);
    // A program that never waits gives timers no chance.
    if (this.isBatchFull || (trace.timestamp + trace.duration) * 1000 - this.#lastWrite > this.#flushInterval) {
      this.flushNow();
    }
  }

  override send(records: readonly TraceRecord[]): number {
    this.#lastWrite = Date.now();
    const data = Buffer.from((this.#torn ? '\n' : '') + records.map(lineOf).join(''));
    const file = openSync(this.target, 'a');
    let written = 0;
    try {
      while (written < data.length) written += writeSync(file, data, written);
      this.#torn = false;
    } catch (error) {
      this.#torn ||= written > 0;
      throw error;
    } finally {
      closeSync(file);
    }
    return records.length;
  }

  /** The traces in the file, of all processes; lines that are no JSON objects are passed over. */
  getTraces(): TraceRecord[] {
    this.flushNow();
    return readFileSync(this.target, 'utf8').split('\n').flatMap(traceIn);
  }

  /** Where the next batch goes. */
  protected get target(): string {
    return this.path;
  }
}

/** The trace on a line, or nothing. */
export function traceIn(line: string): TraceRecord[] {
  try {
    const trace: unknown = JSON.parse(line);
    return typeof trace === 'object' && trace !== null && !Array.isArray(trace) ? [trace as TraceRecord] : [];
  } catch {
    // A foreign line, or the half of one.
    return [];
  }
}
