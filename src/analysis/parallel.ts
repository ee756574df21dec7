import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { findCut, isConfirmed, type Cut } from '../trace/cuts.ts';
import type { ScanResult } from '../trace/scan.ts';
import { SourceError, type SourceErrorKind } from '../trace/source.ts';
import type { FileSource } from '../trace/fileSource.ts';
import type { AccumulatorOptions } from './accumulator.ts';
import type { PlainPart } from './part.ts';

/** Below this size (bytes) a second thread costs more than it brings. */
export const WORTH_TWO_READERS = 200e6;
/** The first reader has a head start of about the time that a thread takes to start, in bytes. */
const HEAD_START = 40e6;

/** Little garbage arises while reading, so a small nursery (MiB) keeps the thread's memory low and costs no time. */
const NURSERY = 1;

/** How the part of a file behind `cut` is to be read. */
export interface PartRequest {
  path: string;
  /** The file that the first reader opened; another one may stand there by now. */
  file: FileSource['identity'];
  cut: Cut;
  accumulation: Omit<AccumulatorOptions, 'share'>;
  /** Three doubles: bytes read, traces, and not 0 to stop. */
  progress: SharedArrayBuffer;
}

export type PartMessage =
  | { ok: true; result: ScanResult; part: PlainPart }
  | { ok: false; error: { kind: SourceErrorKind; message: string } | null };

/** What the second reader found. */
export interface PartOutcome {
  result: ScanResult;
  part: PlainPart;
}

function workerFile(): string | null {
  // Bundled the worker stands beside us; in the source tree it is still TypeScript.
  const files = ['partWorker.mjs', 'partWorker.ts'].map((name) => join(import.meta.dirname, name));
  return files.find((file) => existsSync(file)) ?? null;
}

function placeToCut(path: string, from: number): Cut | null {
  try {
    return findCut(path, from);
  } catch {
    // Whatever is wrong with the file, the first reader meets it too and says so.
    return null;
  }
}

/** A second thread that reads a file's second half while the first half is read here. */
export class SecondReader {
  readonly cut: Cut;
  private readonly shared = new Float64Array(new SharedArrayBuffer(24));
  private readonly worker: Worker;
  private readonly outcome: Promise<PartOutcome | null>;

  private constructor(source: FileSource, cut: Cut, accumulation: PartRequest['accumulation'], entry: string) {
    this.cut = cut;
    const { name: path, identity: file } = source;
    const workerData: PartRequest = { path, file, cut, accumulation, progress: this.shared.buffer };
    // Most files have one reader, and loading it takes 7 ms.
    const threads = process.getBuiltinModule('node:worker_threads');
    this.worker = new threads.Worker(entry, {
      workerData,
      // What the program was started with, preloaded modules above all, is nothing to this thread.
      execArgv: [],
      name: 'pypss-second-reader',
      resourceLimits: { maxYoungGenerationSizeMb: NURSERY },
    });
    this.outcome = new Promise((resolve, reject) => {
      this.worker.once('message', (message: PartMessage) => {
        if (message.ok) resolve({ result: message.result, part: message.part });
        else if (message.error === null) resolve(null);
        else reject(new SourceError(message.error.kind, message.error.message));
      });
      // Without its second half the file is read on by the first reader, which meets the same trouble if it is in the file.
      this.worker.once('error', () => resolve(null));
      this.worker.once('exit', () => resolve(null));
    });
    this.outcome.catch(() => undefined);
  }

  /**
   * Starts reading at a cut near the middle; null where the file is too small or has no such place.
   * @param least size in bytes from which a file has two readers
   */
  static start(
    source: FileSource,
    accumulation: PartRequest['accumulation'],
    least = WORTH_TWO_READERS,
  ): SecondReader | null {
    const entry = workerFile();
    const size = source.total;
    if (entry === null || size === null || size < least) return null;
    const cut = placeToCut(source.name, Math.floor(size / 2 + Math.min(HEAD_START / 2, size / 10)));
    return cut === null ? null : new SecondReader(source, cut, accumulation, entry);
  }

  /** Bytes and traces so far. */
  get bytes(): number {
    return this.shared[0];
  }

  get traces(): number {
    return this.shared[1];
  }

  /**
   * What was read behind the cut; null if the first reader did not end exactly there, so that it has to go on itself,
   * or if the thread died.
   * @throws SourceError
   */
  async join(stopped: Cut | null): Promise<PartOutcome | null> {
    if (!isConfirmed(this.cut, stopped)) {
      await this.stop();
      return null;
    }
    return this.outcome;
  }

  /** Ends the thread. */
  async stop(): Promise<void> {
    this.shared[2] = 1;
    await this.worker.terminate();
  }
}

/** The result of a scan that two readers did: `second` went on where `first` stopped. */
export function joinResults(first: ScanResult, second: ScanResult): ScanResult {
  return {
    ...first,
    damage: first.damage ?? second.damage,
    traces: first.traces + second.traces,
    metrics: first.metrics + second.metrics,
    skipped: first.skipped + second.skipped,
    bytes: first.bytes + second.bytes,
    stopped: null,
  };
}
