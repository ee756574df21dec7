import { LogHistogram } from './logHistogram.ts';
import { selectRanks } from './select.ts';

/** Up to this many values the engine's own sort beats a selection that is not compiled yet. */
const SORTED = 2048;

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
  private values: Float64Array | null = null;
  private histogram: LogHistogram | null = null;
  private sorted = false;
  /** Order statistics found since the last value came: scores, evidence and advice ask for the same ones. */
  private readonly known = new Map<number, number>();

  constructor(options: QuantileOptions) {
    this.options = options;
  }

  /** Whether every value is still held. */
  get exact(): boolean {
    return this.histogram === null;
  }

  /** Bytes of exact values held, which `compact` would give back. */
  get exactBytes(): number {
    return this.values === null ? 0 : this.values.byteLength;
  }

  /** Adds `values[from..to)`. */
  addBlock(values: Float64Array, from: number, to: number): void {
    const count = to - from;
    this.sorted = false;
    if (this.known.size > 0) this.known.clear();
    if (this.histogram === null && this.n + count > this.options.exactLimit) this.compact();
    if (this.histogram !== null) {
      this.histogram.addBlock(values, from, to);
    } else {
      const held = this.reserve(this.n + count);
      for (let i = from, j = this.n; i < to; i++, j++) held[j] = values[i]!;
    }
    this.n += count;
  }

  merge(other: Quantiles): void {
    if (other.n === 0) return;
    if (other.histogram === null) {
      this.addBlock(other.values!, 0, other.n);
      return;
    }
    this.compact();
    this.known.clear();
    this.histogram!.merge(other.histogram);
    this.n += other.n;
  }

  /** Lets go of the exact values and counts them in bins from here on. */
  compact(): void {
    if (this.histogram !== null) return;
    this.known.clear();
    this.histogram = new LogHistogram(this.options.bits);
    if (this.values !== null) this.histogram.addBlock(this.values, 0, this.n);
    this.values = null;
  }

  /** All values in ascending order where they are few, else null: ask for `orderStatistics` then. */
  sortedValues(): Float64Array | null {
    if (this.values === null || this.n > SORTED) return null;
    const values = this.values.subarray(0, this.n);
    if (!this.sorted) values.sort();
    this.sorted = true;
    return values;
  }

  /** Values of the ascending 0-based `ranks`, each below `n`. */
  orderStatistics(ranks: readonly number[]): number[] {
    const missing = ranks.filter((rank) => !this.known.has(rank));
    if (missing.length > 0) {
      const found =
        this.histogram !== null
          ? this.histogram.orderStatistics(missing)
          : this.values === null
            ? missing.map(() => NaN)
            : selectRanks(this.values, this.n, missing);
      missing.forEach((rank, i) => this.known.set(rank, found[i]!));
    }
    return ranks.map((rank) => this.known.get(rank)!);
  }

  /** The values counted in bins of at most this histogram's fineness. */
  histogramOf(bits: number): LogHistogram {
    const counted = new LogHistogram(bits);
    if (this.histogram !== null) counted.merge(this.histogram);
    else if (this.values !== null) counted.addBlock(this.values, 0, this.n);
    return counted;
  }

  private reserve(size: number): Float64Array {
    const held = this.values;
    if (held !== null && held.length >= size) return held;
    let capacity = held === null ? 16 : held.length * 2;
    while (capacity < size) capacity *= 2;
    const grown = new Float64Array(Math.max(size, Math.min(capacity, this.options.exactLimit)));
    if (held !== null) grown.set(held.subarray(0, this.n));
    this.values = grown;
    return grown;
  }

  static revive(plain: Quantiles): Quantiles {
    const quantiles = Object.assign(new Quantiles(plain.options), plain);
    if (plain.histogram !== null) quantiles.histogram = LogHistogram.revive(plain.histogram);
    return quantiles;
  }
}
