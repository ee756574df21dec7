/** Scores traces as they come: since the start, and over a sliding window. The same formulas and report as of a file. */
import { TraceAccumulator, type AccumulatorOptions } from '../analysis/accumulator.ts';
import type { LoadedConfig } from '../analysis/configFile.ts';
import { plainPart, type PlainPart } from '../analysis/part.ts';
import { buildReport } from '../analysis/report/report.ts';
import type { Report, Sampled } from '../protocol/report.ts';
import type { TraceScanner } from '../trace/scan.ts';
import { createScanner } from '../trace/scanner.ts';
import type { TraceBatch } from './collector.ts';
import { mergedAccumulator } from './mergeSummaries.ts';
import { WindowSlices } from './windowSlices.ts';

/** Exact values that functions and time windows may hold, in bytes. */
const EXACT_BYTES = 4 * 2 ** 20;

export interface LiveScoreOptions {
  /** What the report calls its source; without secrets. */
  address: string;
  /** Folder against which file names become module names. */
  root: string;
  config: LoadedConfig;
  /** Whether reports over a sliding window will be asked for; they cost every trace a second look. Default: yes. */
  windows?: boolean;
}

/** What became of the items of a batch. */
export interface Scored {
  scored: number;
  skipped: number;
}

export class LiveScore {
  readonly #options: LiveScoreOptions;
  readonly #accumulation: AccumulatorOptions;
  readonly #scanner: TraceScanner;
  readonly #all: TraceAccumulator;
  readonly #slices: WindowSlices | null;
  #bytes = 0;
  #scored = 0;
  #skipped = 0;
  #lastSkip: string | null = null;

  constructor(options: LiveScoreOptions) {
    this.#options = options;
    this.#accumulation = {
      root: options.root,
      unknownModule: options.config.config.discovery.unknownModuleName,
      exactBytes: EXACT_BYTES,
      share: () => null,
    };
    this.#scanner = createScanner(
      {
        trace: (record) => {
          this.#scored++;
          this.#all.trace(record);
          this.#slices?.current.trace(record);
        },
        systemMetric: (record) => {
          this.#scored++;
          this.#all.systemMetric(record);
          this.#slices?.current.systemMetric(record);
        },
        skipped: (offset, reason) => {
          this.#skipped++;
          this.#lastSkip = reason;
          this.#all.skipped(offset, reason);
          this.#slices?.current.skipped(offset, reason);
        },
      },
      { start: { offset: 0, context: 'lines' } },
    );
    this.#all = new TraceAccumulator(this.#scanner.texts, this.#accumulation);
    this.#slices =
      options.windows === false
        ? null
        : new WindowSlices(() => new TraceAccumulator(this.#scanner.texts, this.#accumulation), this.#accumulation);
  }

  /** Traces in the scores since the start. */
  get traces(): number {
    return this.#all.traces;
  }

  /** Bytes taken so far: where the next batch begins, for the offsets in the report. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Records in the scores, those of the event loop too. */
  get scored(): number {
    return this.#scored;
  }

  get skipped(): number {
    return this.#skipped;
  }

  /** Why the last skipped record could not be used. */
  get lastSkip(): string | null {
    return this.#lastSkip;
  }

  /**
   * Scores a batch.
   * @param now epoch seconds
   */
  take({ ndjson }: TraceBatch, now: number): Scored {
    const scored = this.#scored;
    const skipped = this.#skipped;
    this.#slices?.turn(now);
    for (let from = 0; from < ndjson.length;) {
      const space = this.#scanner.space();
      const count = Math.min(space.length, ndjson.length - from);
      space.set(ndjson.subarray(from, from + count));
      this.#scanner.advance(count);
      from += count;
    }
    this.#bytes += ndjson.length;
    return { scored: this.#scored - scored, skipped: this.#skipped - skipped };
  }

  /** Everything since the start as data that merges with that of other collectors. */
  summary(): PlainPart {
    return plainPart(this.#all);
  }

  /**
   * The report of this moment.
   * @param window seconds back from `now`, as the traces came in; null: since the start
   * @throws Error for a window where none were kept
   */
  report(window: number | null, now: number, sampled: Sampled | null): Report {
    const accumulator = window === null ? this.#all : this.#within(window, now);
    return liveReport(accumulator, this.#options, this.#bytes, sampled);
  }

  #within(window: number, now: number): TraceAccumulator {
    if (this.#slices === null) throw new Error('No windows are kept of these traces.');
    return mergedAccumulator(this.#slices.within(window, now), this.#accumulation);
  }
}

/** The report of what collectors received. */
export function liveReport(
  accumulator: TraceAccumulator,
  { config, address }: Pick<LiveScoreOptions, 'config' | 'address'>,
  bytes: number,
  sampled: Sampled | null,
): Report {
  const warnings = config.diagnostics.map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`);
  if (sampled !== null) {
    warnings.push(
      `${sampled.dropped} of ${sampled.received} received traces were dropped, because more came than could be taken; ` +
        'the scores are those of the rest.',
    );
  }
  const report = buildReport(accumulator, {
    config: config.config,
    configPath: config.path,
    source: { path: address, bytes, format: 'ndjson', compression: null },
    damage: null,
    warnings,
    complete: true,
  });
  return sampled === null ? report : { ...report, sampled };
}
