import { PLAIN_KERNEL, type BlockKernel } from './blockKernel.ts';
import { LogHistogram } from './logHistogram.ts';
import { Moments } from './moments.ts';
import { Quantiles, type QuantileOptions } from './quantiles.ts';
import { TagCounts } from './tagCounts.ts';
import { ErrorRuns } from './errorRuns.ts';

/** How finely a scope is summarised. */
export interface SummaryOptions {
  readonly duration: QuantileOptions;
  readonly memory: QuantileOptions;
  /** Whether CPU and waiting times get histograms of their own. */
  readonly spread: boolean;
}

const EXACT = 65_536;

/** The whole file: sub-scores within 0.0002 beyond 65,536 traces; memory in 4 KiB pages below 512 MiB stays exact. */
export const FILE_SUMMARY: SummaryOptions = {
  duration: { bits: 14, exactLimit: EXACT },
  memory: { bits: 17, exactLimit: EXACT },
  spread: false,
};

/** A module or function: sub-scores within 0.002 beyond 65,536 traces. */
export const SCOPE_SUMMARY: SummaryOptions = {
  duration: { bits: 9, exactLimit: EXACT },
  memory: { bits: 12, exactLimit: EXACT },
  spread: true,
};

/** A time window: sub-scores within 0.005 beyond 65,536 traces, and percentiles within 0.1 %, which takes 9 bits. */
export const WINDOW_SUMMARY: SummaryOptions = {
  duration: { bits: 9, exactLimit: EXACT },
  memory: { bits: 11, exactLimit: EXACT },
  spread: false,
};

/** One module in one stretch of time; there are thousands of these. */
export const CELL_SUMMARY: SummaryOptions = {
  duration: { bits: 6, exactLimit: 256 },
  memory: { bits: 9, exactLimit: 256 },
  spread: false,
};

/** Bins per octave of the distributions that are drawn: 16. */
export const SPREAD_BITS = 4;

/** Calls as columns; the rows that belong to one scope stand together, in file order. */
export interface CallColumns {
  /** Seconds. */
  readonly duration: Float64Array;
  /** Bytes. */
  readonly memory: Float64Array;
  /** Seconds. */
  readonly wait: Float64Array;
  /** Seconds. */
  readonly cpu: Float64Array;
  /** Tag id, -1 untagged, -2 a tag without room. */
  readonly tag: Int32Array;
  /** 1 for a failed call. */
  readonly failed: Uint8Array;
  /** What works on these columns faster than the plain one, if anything does. */
  readonly kernel?: BlockKernel;
}

/**
 * Everything that scores, percentiles and distributions need of a group of calls, in bounded memory, mergeable:
 * summaries of two halves make the summary of the whole.
 */
export class TraceSummary {
  readonly options: SummaryOptions;
  runs = new ErrorRuns();
  tags = new TagCounts();
  readonly duration = new Moments();
  readonly memory = new Moments();
  readonly wait = new Moments();
  /** Event-loop lag measured meanwhile, seconds. */
  readonly lag = new Moments();
  readonly durations: Quantiles;
  readonly memories: Quantiles;
  readonly cpuSpread: LogHistogram | null;
  readonly waitSpread: LogHistogram | null;

  constructor(options: SummaryOptions) {
    this.options = options;
    this.durations = new Quantiles(options.duration);
    this.memories = new Quantiles(options.memory);
    this.cpuSpread = options.spread ? new LogHistogram(SPREAD_BITS) : null;
    this.waitSpread = options.spread ? new LogHistogram(SPREAD_BITS) : null;
  }

  /** Calls counted. */
  get n(): number {
    return this.runs.n;
  }

  get errors(): number {
    return this.runs.errors;
  }

  /** Whether all values are still held, so that scores are exact. */
  get exact(): boolean {
    return this.durations.exact && this.memories.exact && this.tags.others === 0;
  }

  /** Bytes of exact values, which `compact` gives back. */
  get exactBytes(): number {
    return this.durations.exactBytes + this.memories.exactBytes;
  }

  /** Adds the calls in rows `from` to `to` (exclusive), which came after those seen before. */
  addCalls(calls: CallColumns, from: number, to: number): void {
    const { kernel = PLAIN_KERNEL, duration, memory, wait, cpu } = calls;
    this.runs.addBlock(calls.failed, from, to);
    this.tags.addBlock(calls.tag, from, to);
    this.duration.addBlock(duration, from, to, kernel);
    this.durations.addBlock(duration, from, to, kernel);
    this.memory.addBlock(memory, from, to, kernel);
    this.memories.addBlock(memory, from, to, kernel);
    this.wait.addBlock(wait, from, to, kernel);
    if (this.waitSpread !== null) this.waitSpread.addBlock(wait, from, to, kernel);
    if (this.cpuSpread !== null) this.cpuSpread.addBlock(cpu, from, to, kernel);
  }

  /** Appends the calls of a summary that came after this one's. Both must mean the same by a tag id. */
  merge(other: TraceSummary): void {
    this.runs.merge(other.runs);
    this.tags.merge(other.tags);
    this.duration.merge(other.duration);
    this.memory.merge(other.memory);
    this.wait.merge(other.wait);
    this.lag.merge(other.lag);
    this.durations.merge(other.durations);
    this.memories.merge(other.memories);
    if (this.cpuSpread !== null && other.cpuSpread !== null) this.cpuSpread.merge(other.cpuSpread);
    if (this.waitSpread !== null && other.waitSpread !== null) this.waitSpread.merge(other.waitSpread);
  }

  /** Lets go of the exact values, see `Quantiles.compact`. */
  compact(): void {
    this.durations.compact();
    this.memories.compact();
  }

  /** The copy that a message between threads turned into a plain object, as an instance again. */
  static revive(plain: TraceSummary): TraceSummary {
    return Object.assign(new TraceSummary(plain.options), plain, {
      runs: ErrorRuns.revive(plain.runs),
      tags: TagCounts.revive(plain.tags),
      duration: Moments.revive(plain.duration),
      memory: Moments.revive(plain.memory),
      wait: Moments.revive(plain.wait),
      lag: Moments.revive(plain.lag),
      durations: Quantiles.revive(plain.durations),
      memories: Quantiles.revive(plain.memories),
      cpuSpread: plain.cpuSpread === null ? null : LogHistogram.revive(plain.cpuSpread),
      waitSpread: plain.waitSpread === null ? null : LogHistogram.revive(plain.waitSpread),
    });
  }
}
