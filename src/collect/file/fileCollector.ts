import { statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { followFile } from '../../trace/followFile.ts';
import { SourceError } from '../../trace/source.ts';
import { type Collector, CollectorError, type CollectorSink } from '../collector.ts';
import { KnownTraces } from '../knownTraces.ts';
import { LineSplitter } from '../lineSplitter.ts';
import { followPipe } from './followPipe.ts';
import { MOST_DOCUMENT_TRACES, readDocument } from './readDocument.ts';
import { recogniseFile } from './recognise.ts';

/** Milliseconds between two looks at a file. */
const INTERVAL = 100;

export interface FileCollectorOptions {
  /** Milliseconds between two looks at the file. */
  interval?: number;
}

/**
 * Follows an NDJSON file, a named pipe, or a document that is replaced as a whole (PyPSS's AutoDumper). A file that
 * is not there is waited for; one that becomes another is read from its beginning.
 */
export class FileCollector implements Collector {
  readonly name: string;
  readonly address: string;
  readonly #interval: number;
  readonly #stop = new AbortController();
  readonly #known = new KnownTraces(MOST_DOCUMENT_TRACES);
  #following: Promise<void> = Promise.resolve();

  constructor(path: string, options: FileCollectorOptions = {}) {
    this.address = resolve(path);
    this.name = `File ${basename(this.address)}`;
    this.#interval = options.interval ?? INTERVAL;
  }

  start(sink: CollectorSink): Promise<void> {
    const found = statSync(this.address, { throwIfNoEntry: false });
    if (found?.isDirectory() === true) {
      return Promise.reject(new CollectorError(`${this.address} is a folder; name the file that is written to`));
    }
    this.#following = this.#follow(sink).catch((error: unknown) => {
      sink.fail(error instanceof Error ? error.message : String(error));
    });
    return Promise.resolve();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#following;
  }

  async #follow(sink: CollectorSink): Promise<void> {
    const { signal } = this.#stop;
    const path = this.address;
    while (!signal.aborted) {
      const kind = recogniseFile(path);
      switch (kind) {
        case 'missing':
          sink.state('waiting', `${path} does not exist yet; it is waited for`);
          await this.#pause();
          break;
        case 'empty':
          sink.state('waiting', `${path} is empty so far`);
          await this.#pause();
          break;
        case 'compressed':
          throw new SourceError('unreadable', `${path} is compressed and cannot be followed; analyze it instead`);
        case 'pipe':
          await followPipe(path, sink, signal);
          break;
        case 'lines':
          await this.#followLines(sink);
          break;
        case 'document':
          await this.#followDocument(sink);
      }
    }
  }

  /** Until the file is truncated, replaced or gone. */
  async #followLines(sink: CollectorSink): Promise<void> {
    const { signal } = this.#stop;
    const lines = new LineSplitter(sink);
    for await (const event of followFile(this.address, { signal, interval: this.#interval })) {
      if (event.kind === 'bytes') {
        const batch = lines.push(event.bytes);
        if (batch === null) continue;
        await sink.room();
        sink.offer(batch);
        // The next piece is read at once; the scores and whoever stops this want a turn.
        await setTimeout(0);
      } else if (event.kind === 'waiting') sink.state('running');
      else break;
    }
    const last = lines.flush();
    if (last !== null) sink.offer(last);
    lines.abandon(`${this.address} ended in the middle of a line`);
  }

  /** Reads the document, and waits until it has changed. */
  async #followDocument(sink: CollectorSink): Promise<void> {
    const before = this.#version();
    const { incomplete } = await readDocument(this.address, this.#known, sink);
    if (incomplete === null) sink.state('running');
    else sink.state('waiting', `${this.address} is not whole: ${incomplete}; it is read again when it changes`);
    while (!this.#stop.signal.aborted && this.#version() === before) await this.#pause();
  }

  #version(): string {
    const found = statSync(this.address, { throwIfNoEntry: false, bigint: true });
    return found === undefined ? '' : `${found.dev} ${found.ino} ${found.size} ${found.mtimeNs}`;
  }

  async #pause(): Promise<void> {
    await setTimeout(this.#interval, undefined, { signal: this.#stop.signal }).catch((error: unknown) => {
      // The end of the pause by abort is what the signal is for.
      if (!this.#stop.signal.aborted) throw error;
    });
  }
}
