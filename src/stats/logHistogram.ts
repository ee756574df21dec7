const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);
const HIGH = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0;
/** The exponent starts here in a double's high word: the octave. */
const OCTAVE_SHIFT = 20;

/** Binary exponents told apart, as a double stores them: 2^-50 (about 1e-15) to 2^60 (1e18). Beyond, values count in the outermost bin. */
const LOWEST_EXPONENT = 1023 - 50;
const HIGHEST_EXPONENT = 1023 + 60;

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
  private counts = new Uint32Array(0);
  private negative: LogHistogram | null = null;

  constructor(bits: number) {
    this.bits = bits;
  }

  add(value: number, count = 1): void {
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
  addBlock(values: Float64Array, from: number, to: number): void {
    const shift = OCTAVE_SHIFT - this.bits;
    let { counts, low } = this;
    let odd = 0;
    for (let i = from; i < to; i++) {
      const value = values[i];
      if (value > 0) {
        float[0] = value;
        const bin = words[HIGH] >>> shift;
        const at = bin - low;
        if (at >= 0 && at < counts.length) {
          counts[at]++;
        } else {
          this.makeRoom(values, i, to);
          this.increment(bin, 1);
          ({ counts, low } = this);
        }
      } else {
        this.add(value);
        odd++;
      }
    }
    this.n += to - from - odd;
  }

  /** Makes room for all of `values[from..to)` at once: widening for one after another leaves much behind. */
  private makeRoom(values: Float64Array, from: number, to: number): void {
    let least = Infinity;
    let most = 0;
    for (let i = from; i < to; i++) {
      const value = values[i];
      if (value > 0 && value < least) least = value;
      if (value > most) most = value;
    }
    this.increment(this.binOf(least), 0);
    this.increment(this.binOf(most), 0);
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

  private increment(bin: number, count: number): void {
    const known = Math.min(Math.max(bin, this.first), this.end - 1);
    if (known < this.low || known >= this.low + this.counts.length) this.widen(known);
    this.counts[known - this.low] += count;
  }

  /** Makes room for a bin, and some more on its side. */
  private widen(bin: number): void {
    const { counts } = this;
    const empty = counts.length === 0;
    const low = empty ? bin : this.low;
    const high = low + counts.length;
    const spare = Math.max(8, counts.length >> 2);
    // Never beyond the outermost bins: what `addBlock` finds room for it does not check again.
    const from = Math.max(this.first, empty || bin < low ? bin - spare : low);
    const to = Math.min(this.end, bin < high ? high : bin + 1 + spare);
    this.counts = new Uint32Array(to - from);
    this.counts.set(counts, low - from);
    this.low = from;
  }

  /** Adds the counts of a histogram with at least as many bits; finer bins fall into the coarser ones that hold them. */
  merge(other: LogHistogram): void {
    const drop = other.bits - this.bits;
    if (drop < 0) throw new RangeError(`cannot merge a histogram of ${other.bits} bits into one of ${this.bits}`);
    this.n += other.n;
    this.zero += other.zero;
    this.addCounts(other.counts, other.low, drop);
    if (other.negative !== null) {
      this.negative ??= new LogHistogram(this.bits);
      this.negative.merge(other.negative);
    }
  }

  private addCounts(counts: Uint32Array, low: number, drop: number): void {
    let end = counts.length;
    while (end > 0 && counts[end - 1] === 0) end--;
    let from = 0;
    while (from < end && counts[from] === 0) from++;
    if (from === end) return;
    // Room for the outermost bins is room for all.
    this.increment((low + from) >>> drop, 0);
    this.increment((low + end - 1) >>> drop, 0);
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
    let seen = below + this.zero;
    if (next < ranks.length) {
      this.eachBin((bin, count) => {
        while (next < ranks.length && ranks[next] < seen + count) {
          found[next] = this.middle(bin);
          next++;
        }
        seen += count;
      });
    }
    return found;
  }

  static revive(plain: LogHistogram): LogHistogram {
    const histogram = Object.assign(new LogHistogram(plain.bits), plain);
    if (plain.negative !== null) histogram.negative = LogHistogram.revive(plain.negative);
    return histogram;
  }
}
