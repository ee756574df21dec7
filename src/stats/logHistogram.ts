import { LONGEST_BLOCK, PLAIN_KERNEL, type BlockKernel } from './blockKernel.ts';

const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);
const HIGH = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0;
/** The exponent starts here in a double's high word: the octave. */
const OCTAVE_SHIFT = 20;

/** Binary exponents told apart, as a double stores them: 2^-50 (about 1e-15) to 2^60 (1e18). Beyond, values count in the outermost bin. */
const LOWEST_EXPONENT = 1023 - 50;
const HIGHEST_EXPONENT = 1023 + 60;

/**
 * So many values can be counted in 16 bits, however they fall. Nearly all scopes have fewer; there are thousands of
 * histograms, and half as wide they leave two readers of a gigabyte some 15 MB smaller.
 */
const MOST_NARROW = 65_535;

type Counts = Uint16Array | Uint32Array;

function newCounts(length: number, wide: boolean): Counts {
  return wide ? new Uint32Array(length) : new Uint16Array(length);
}

// The same twice, for code that meets both kinds of array takes twice as long.

function countNarrow(counts: Uint16Array, low: number, bins: Int32Array, from: number, to: number): number {
  const { length } = counts;
  let i = from;
  for (; i < to; i++) {
    const at = bins[i] - low;
    if (at < 0 || at >= length) break;
    counts[at]++;
  }
  return i;
}

function countWide(counts: Uint32Array, low: number, bins: Int32Array, from: number, to: number): number {
  const { length } = counts;
  let i = from;
  for (; i < to; i++) {
    const at = bins[i] - low;
    if (at < 0 || at >= length) break;
    counts[at]++;
  }
  return i;
}

/** Of the finest histograms half an octave would be more than most will ever need. */
const MOST_FIRST_BINS = 512;

/**
 * Counts of values in bins that are equally wide within each octave: the bin is the top bits of the double itself,
 * so finding it takes a shift and no logarithm. With b bits an octave has 2^b bins and a value is known to a relative
 * 2^-(b+1). Only the bins between the least and the largest value are held, in one array. Zero and negative values
 * are counted too, in order.
 */
export class LogHistogram {
  /** log2 of the bins per octave, 0..20. */
  readonly bits: number;
  zero = 0;
  n = 0;
  /** Number of the bin that `counts[0]` counts. */
  private low = 0;
  private counts: Counts = new Uint16Array(0);
  private negative: LogHistogram | null = null;

  constructor(bits: number) {
    this.bits = bits;
  }

  add(value: number, count = 1): void {
    this.expect(count);
    this.n += count;
    if (value > 0) {
      this.increment(this.binOf(value), count);
    } else if (value === 0) {
      this.zero += count;
    } else {
      this.negative ??= new LogHistogram(this.bits);
      this.negative.add(-value, count);
    }
  }

  /** Adds `values[from..to)`. */
  addBlock(values: Float64Array, from: number, to: number, kernel: BlockKernel = PLAIN_KERNEL): void {
    this.expect(to - from);
    for (let start = from; start < to; start += LONGEST_BLOCK) {
      const end = Math.min(to, start + LONGEST_BLOCK);
      const bins = kernel.bins(values, start, end, OCTAVE_SHIFT - this.bits);
      this.addBins(bins, end - start, values, start);
    }
  }

  /** Adds the values from `values[first]` on, of which `bins[0..n)` tells the bins. */
  private addBins(bins: Int32Array, n: number, values: Float64Array, first: number): void {
    let odd = 0;
    for (let i = 0; i < n; i++) {
      i = this.countKnown(bins, i, n);
      if (i === n) break;
      if (bins[i] >= 0) {
        this.makeRoom(bins, i, n);
        this.increment(bins[i], 1);
      } else {
        this.add(values[first + i]);
        odd++;
      }
    }
    this.n += n - odd;
  }

  /** Counts `bins[from..to)` up to the first for which there is no room; returns its place, `to` for none. */
  private countKnown(bins: Int32Array, from: number, to: number): number {
    const { counts, low } = this;
    return counts instanceof Uint16Array
      ? countNarrow(counts, low, bins, from, to)
      : countWide(counts, low, bins, from, to);
  }

  /** Makes the counts wide enough for so many values more. */
  private expect(more: number): void {
    if (this.n + more <= MOST_NARROW || this.counts instanceof Uint32Array) return;
    this.counts = new Uint32Array(this.counts);
  }

  /** Makes room for all of `bins[from..to)` at once: widening for one after another leaves much behind. */
  private makeRoom(bins: Int32Array, from: number, to: number): void {
    let least = bins[from];
    let most = bins[from];
    for (let i = from; i < to; i++) {
      const bin = bins[i];
      if (bin >= 0 && bin < least) least = bin;
      if (bin > most) most = bin;
    }
    this.widen(this.known(least), this.known(most));
  }

  private binOf(value: number): number {
    float[0] = value;
    return words[HIGH] >>> (OCTAVE_SHIFT - this.bits);
  }

  /** Number of the lowest bin that values are told apart in, and the number after the highest. */
  private get first(): number {
    return LOWEST_EXPONENT << this.bits;
  }

  private get end(): number {
    return (HIGHEST_EXPONENT + 1) << this.bits;
  }

  private known(bin: number): number {
    return Math.min(Math.max(bin, this.first), this.end - 1);
  }

  private increment(bin: number, count: number): void {
    const known = this.known(bin);
    this.widen(known, known);
    this.counts[known - this.low] += count;
  }

  /** Makes room for the bins `from` to `to`, and some more on the side that is too narrow. */
  private widen(from: number, to: number): void {
    const { counts } = this;
    const empty = counts.length === 0;
    const low = empty ? from : this.low;
    const high = empty ? to + 1 : low + counts.length;
    if (!empty && from >= low && to < high) return;
    // Half an octave at first: what grows in steps of a few bins is copied dozens of times (7 % of reading 100 MB).
    const spare = Math.max(16, Math.min(2 ** this.bits, MOST_FIRST_BINS) >> 1, counts.length >> 2);
    // Never beyond the outermost bins: what `addBlock` finds room for it does not check again.
    const least = Math.max(this.first, empty || from < low ? from - spare : low);
    const end = Math.min(this.end, !empty && to < high ? high : to + 1 + spare);
    this.counts = newCounts(end - least, counts instanceof Uint32Array);
    this.counts.set(counts, low - least);
    this.low = least;
  }

  /** Adds the counts of a histogram with at least as many bits; finer bins fall into the coarser ones that hold them. */
  merge(other: LogHistogram): void {
    const drop = other.bits - this.bits;
    if (drop < 0) throw new RangeError(`cannot merge a histogram of ${other.bits} bits into one of ${this.bits}`);
    this.expect(other.n);
    this.n += other.n;
    this.zero += other.zero;
    this.addCounts(other.counts, other.low, drop);
    if (other.negative !== null) {
      this.negative ??= new LogHistogram(this.bits);
      this.negative.merge(other.negative);
    }
  }

  private addCounts(counts: Counts, low: number, drop: number): void {
    let end = counts.length;
    while (end > 0 && counts[end - 1] === 0) end--;
    let from = 0;
    while (from < end && counts[from] === 0) from++;
    if (from === end) return;
    this.widen((low + from) >>> drop, (low + end - 1) >>> drop);
    for (let i = from; i < end; i++) this.counts[((low + i) >>> drop) - this.low] += counts[i];
  }

  /** Calls back for every bin of positive values that holds any, in ascending order. */
  eachBin(visit: (bin: number, count: number) => void): void {
    const { counts, low } = this;
    for (let i = 0; i < counts.length; i++) if (counts[i] !== 0) visit(low + i, counts[i]);
  }

  /** Values of zero or less. */
  get notPositive(): number {
    return this.zero + (this.negative?.n ?? 0);
  }

  /** Lower edge of a bin of positive values. */
  edge(bin: number): number {
    words[1 - HIGH] = 0;
    words[HIGH] = bin << (OCTAVE_SHIFT - this.bits);
    return float[0];
  }

  /** The middle of a bin, which no value in it is further from than half its width. */
  private middle(bin: number): number {
    words[1 - HIGH] = 0;
    words[HIGH] = bin << (OCTAVE_SHIFT - this.bits);
    const low = float[0];
    words[HIGH] = (bin + 1) << (OCTAVE_SHIFT - this.bits);
    const high = float[0];
    return high === Infinity ? low * (1 + 2 ** -(this.bits + 1)) : low + (high - low) / 2;
  }

  /**
   * The values of rank `ranks[i]` (0-based, ascending), each within half a bin. The place of a value among those of its
   * bin says nothing about where in the bin it lies: clocks and pages repeat the same value thousands of times.
   */
  orderStatistics(ranks: readonly number[]): number[] {
    const found = new Array<number>(ranks.length).fill(NaN);
    const below = this.negative?.n ?? 0;
    let next = 0;
    if (this.negative !== null && below > 0) {
      const mirrored: number[] = [];
      while (next < ranks.length && ranks[next] < below) mirrored.push(below - 1 - ranks[next++]);
      const values = this.negative.orderStatistics(mirrored.reverse()).reverse();
      for (let i = 0; i < values.length; i++) found[i] = -values[i];
    }
    while (next < ranks.length && ranks[next] < below + this.zero) found[next++] = 0;
    const { counts, low } = this;
    let seen = below + this.zero;
    for (let i = 0; next < ranks.length && i < counts.length; i++) {
      seen += counts[i];
      while (next < ranks.length && ranks[next] < seen) found[next++] = this.middle(low + i);
    }
    return found;
  }

  static revive(plain: LogHistogram): LogHistogram {
    const histogram = Object.assign(new LogHistogram(plain.bits), plain);
    if (plain.negative !== null) histogram.negative = LogHistogram.revive(plain.negative);
    return histogram;
  }
}
