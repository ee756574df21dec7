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
  duration: { bits: 10, exactLimit: EXACT },
  memory: { bits: 12, exactLimit: EXACT },
  spread: true,
};

/** A time window: sub-scores within 0.005 beyond 65,536 traces. */
export const WINDOW_SUMMARY: SummaryOptions = {
  duration: { bits: 9, exactLimit: EXACT },
  memory: { bits: 12, exactLimit: EXACT },
  spread: false,
};

/** One module in one stretch of time; there are thousands of these. */
export const CELL_SUMMARY: SummaryOptions = {
  duration: { bits: 7, exactLimit: 64 },
  memory: { bits: 10, exactLimit: 64 },
  spread: false,
};

/** Bins per octave of the distributions that are drawn: 16. */
export const SPREAD_BITS = 4;

const SMALLEST_BLOCK = 8;
const BLOCK = 64;

/**
 * Everything that scores, percentiles and distributions need of a group of traces, in bounded memory, mergeable:
 * summaries of two halves make the summary of the whole.
 *
 * Values are gathered in small blocks and worked through a block at a time, which is several times faster than
 * updating each figure with each value, and more accurate.
 */
export class TraceSummary {
  readonly options: SummaryOptions;
  runs = new ErrorRuns();
  tags = new TagCounts();
  readonly duration = new Moments();
  readonly memory = new Moments();
  readonly wait = new Moments();
  readonly cpu = new Moments();
  /** Event-loop lag measured meanwhile, seconds. */
  readonly lag = new Moments();
  readonly durations: Quantiles;
  readonly memories: Quantiles;
  readonly cpuSpread: LogHistogram | null;
  readonly waitSpread: LogHistogram | null;
  /** Duration, memory, wait, CPU: four runs of `block` values. */
  private pending: Float64Array;
  private block: number;
  private waiting = 0;

  constructor(options: SummaryOptions) {
    this.options = options;
    this.durations = new Quantiles(options.duration);
    this.memories = new Quantiles(options.memory);
    this.cpuSpread = options.spread ? new LogHistogram(SPREAD_BITS) : null;
    this.waitSpread = options.spread ? new LogHistogram(SPREAD_BITS) : null;
    this.block = SMALLEST_BLOCK;
    this.pending = new Float64Array(4 * SMALLEST_BLOCK);
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

  /**
   * Adds one call.
   * @param duration seconds @param memory bytes @param wait seconds @param cpu seconds
   */
  add(duration: number, memory: number, wait: number, cpu: number, failed: boolean): void {
    this.runs.add(failed);
    const block = this.block;
    const pending = this.pending;
    const i = this.waiting;
    pending[i] = duration;
    pending[i + block] = memory;
    pending[i + 2 * block] = wait;
    pending[i + 3 * block] = cpu;
    this.waiting = i + 1;
    if (i + 1 === block) this.settle();
  }

  /** Adds the first `n` calls of columns, without gathering them first. */
  addColumns(
    duration: Float64Array,
    memory: Float64Array,
    wait: Float64Array,
    cpu: Float64Array,
    failed: Uint8Array,
    n: number,
  ): void {
    this.settle();
    for (let i = 0; i < n; i++) this.runs.add(failed[i] === 1);
    this.duration.addBlock(duration, 0, n);
    this.durations.addBlock(duration, 0, n);
    this.memory.addBlock(memory, 0, n);
    this.memories.addBlock(memory, 0, n);
    this.wait.addBlock(wait, 0, n);
    this.cpu.addBlock(cpu, 0, n);
  }

  /** Works the gathered values into the figures; read nothing but counts before. */
  settle(): void {
    const n = this.waiting;
    if (n === 0) return;
    const block = this.block;
    const pending = this.pending;
    this.duration.addBlock(pending, 0, n);
    this.durations.addBlock(pending, 0, n);
    this.memory.addBlock(pending, block, block + n);
    this.memories.addBlock(pending, block, block + n);
    this.wait.addBlock(pending, 2 * block, 2 * block + n);
    this.cpu.addBlock(pending, 3 * block, 3 * block + n);
    if (this.waitSpread !== null) this.waitSpread.addBlock(pending, 2 * block, 2 * block + n);
    if (this.cpuSpread !== null) this.cpuSpread.addBlock(pending, 3 * block, 3 * block + n);
    this.waiting = 0;
    if (n === block && block < BLOCK) {
      this.block = block * 2;
      this.pending = new Float64Array(8 * block);
    }
  }

  /** Appends the calls of a summary that came after this one's. Both must mean the same by a tag id. */
  merge(other: TraceSummary): void {
    this.settle();
    other.settle();
    this.runs.merge(other.runs);
    this.tags.merge(other.tags);
    this.duration.merge(other.duration);
    this.memory.merge(other.memory);
    this.wait.merge(other.wait);
    this.cpu.merge(other.cpu);
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
      cpu: Moments.revive(plain.cpu),
      lag: Moments.revive(plain.lag),
      durations: Quantiles.revive(plain.durations),
      memories: Quantiles.revive(plain.memories),
      cpuSpread: plain.cpuSpread === null ? null : LogHistogram.revive(plain.cpuSpread),
      waitSpread: plain.waitSpread === null ? null : LogHistogram.revive(plain.waitSpread),
    });
  }
}
