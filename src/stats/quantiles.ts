import { PLAIN_KERNEL, type BlockKernel } from './blockKernel.ts';
import { LogHistogram } from './logHistogram.ts';
import { selectRanks } from './select.ts';
import { ValueList } from './valueList.ts';

/** Up to this many values are sorted once: then any of them is known. More are only put in order as far as asked for. */
const SORTED = 100;

/** Where values are put together for reading; used within one call only. */
let scratch = new Float64Array(SORTED);

/** Where values are kept exactly up to `exactLimit` and counted in `bits`-fine bins beyond. */
export interface QuantileOptions {
  readonly bits: number;
  readonly exactLimit: number;
}

/**
 * Any order statistic of a stream of values, mergeable: exact while all values fit, then from a histogram with the
 * relative error 2^-(bits+1).
 */
export class Quantiles {
  readonly options: QuantileOptions;
  n = 0;
  private values = new ValueList();
  private histogram: LogHistogram | null = null;
  /** Few values in ascending order, as of the last value that came. */
  private sorted: Float64Array | null = null;
  /** Order statistics found since the last value came: scores, evidence and advice ask for the same ones. */
  private known: Map<number, number> | null = null;

  constructor(options: QuantileOptions) {
    this.options = options;
  }

  /** Whether every value is still held. */
  get exact(): boolean {
    return this.histogram === null;
  }

  /** Bytes of exact values held, which `compact` would give back. */
  get exactBytes(): number {
    return this.values.bytes;
  }

  /** Adds `values[from..to)`. */
  addBlock(values: Float64Array, from: number, to: number, kernel: BlockKernel = PLAIN_KERNEL): void {
    const count = to - from;
    this.forgetOrder();
    if (this.histogram === null && this.n + count > this.options.exactLimit) this.compact();
    if (this.histogram !== null) this.histogram.addBlock(values, from, to, kernel);
    else this.values.push(values, from, to);
    this.n += count;
  }

  merge(other: Quantiles): void {
    if (other.histogram === null) {
      if (this.histogram === null && this.n + other.n <= this.options.exactLimit) this.append(other);
      else other.values.forEachChunk((chunk, n) => this.addBlock(chunk, 0, n));
      return;
    }
    this.compact();
    this.forgetOrder();
    this.histogram!.merge(other.histogram);
    this.n += other.n;
  }

  private append(other: Quantiles): void {
    this.forgetOrder();
    this.values.append(other.values);
    this.n += other.n;
  }

  /** Lets go of the exact values and counts them in bins from here on. */
  compact(): void {
    if (this.histogram !== null) return;
    this.forgetOrder();
    this.histogram = this.histogramOf(this.options.bits);
    this.values = new ValueList();
  }

  /** All values in ascending order where they are few, else null: ask for `orderStatistics` then. */
  sortedValues(): Float64Array | null {
    if (this.histogram !== null || this.n > SORTED) return null;
    if (this.sorted === null) {
      this.sorted = new Float64Array(this.n);
      this.values.copyTo(this.sorted);
      this.sorted.sort();
    }
    return this.sorted;
  }

  /** Values of the ascending 0-based `ranks`, each below `n`. */
  orderStatistics(ranks: readonly number[]): number[] {
    const known = (this.known ??= new Map<number, number>());
    const missing = ranks.filter((rank) => !known.has(rank));
    if (missing.length > 0) {
      const found = this.histogram !== null ? this.histogram.orderStatistics(missing) : this.select(missing);
      missing.forEach((rank, i) => known.set(rank, found[i]));
    }
    return ranks.map((rank) => known.get(rank)!);
  }

  /** The values counted in bins of at most this histogram's fineness. */
  histogramOf(bits: number): LogHistogram {
    const counted = new LogHistogram(bits);
    if (this.histogram !== null) counted.merge(this.histogram);
    else this.values.forEachChunk((chunk, n) => counted.addBlock(chunk, 0, n));
    return counted;
  }

  private select(ranks: readonly number[]): number[] {
    if (scratch.length < this.n) scratch = new Float64Array(this.options.exactLimit);
    this.values.copyTo(scratch);
    return selectRanks(scratch, this.n, ranks);
  }

  private forgetOrder(): void {
    this.sorted = null;
    this.known = null;
  }

  static revive(plain: Quantiles): Quantiles {
    const quantiles = Object.assign(new Quantiles(plain.options), plain);
    quantiles.values = ValueList.revive(plain.values);
    if (plain.histogram !== null) quantiles.histogram = LogHistogram.revive(plain.histogram);
    return quantiles;
  }
}
