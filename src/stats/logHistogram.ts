/**
 * Counts of values in bins that are equally wide within each octave: the bin is the top bits of the double itself,
 * so finding it takes a shift and no logarithm. With b bits an octave has 2^b bins and a value is known to a relative
 * 2^-(b+1). Pages of bins are allocated on first use. Zero and negative values are counted too, in order.
 */

const PAGE_BITS = 6;
const PAGE = 1 << PAGE_BITS;
const PAGE_MASK = PAGE - 1;

const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);
const HIGH = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0;

export class LogHistogram {
  /** log2 of the bins per octave, 0..20. */
  readonly bits: number;
  zero = 0;
  n = 0;
  /** Number of `pages[0]` among all pages; pages below and above are added as values ask for them. */
  private base = 0;
  private readonly pages: (Uint32Array | undefined)[] = [];
  private negative: LogHistogram | null = null;

  constructor(bits: number) {
    this.bits = bits;
  }

  add(value: number, count = 1): void {
    this.n += count;
    if (value > 0) {
      float[0] = value;
      this.increment(words[HIGH]! >>> (20 - this.bits), count);
    } else if (value === 0) {
      this.zero += count;
    } else {
      this.negative ??= new LogHistogram(this.bits);
      this.negative.add(-value, count);
    }
  }

  /** Adds `values[from..to)`. */
  addBlock(values: Float64Array, from: number, to: number): void {
    const shift = 20 - this.bits;
    const pages = this.pages;
    let base = this.base;
    let odd = 0;
    for (let i = from; i < to; i++) {
      const value = values[i]!;
      if (value > 0) {
        float[0] = value;
        const bin = words[HIGH]! >>> shift;
        const page = pages[(bin >>> PAGE_BITS) - base];
        if (page !== undefined) {
          page[bin & PAGE_MASK]!++;
        } else {
          this.increment(bin, 1);
          base = this.base;
        }
      } else {
        this.add(value);
        odd++;
      }
    }
    this.n += to - from - odd;
  }

  private increment(bin: number, count: number): void {
    const number = bin >>> PAGE_BITS;
    if (this.pages.length === 0) this.base = number;
    while (number < this.base) {
      this.pages.unshift(undefined);
      this.base--;
    }
    const slot = number - this.base;
    while (slot >= this.pages.length) this.pages.push(undefined);
    const page = (this.pages[slot] ??= new Uint32Array(PAGE));
    page[bin & PAGE_MASK]! += count;
  }

  /** Adds the counts of a histogram with at least as many bits; finer bins fall into the coarser ones that hold them. */
  merge(other: LogHistogram): void {
    const drop = other.bits - this.bits;
    if (drop < 0) throw new RangeError(`cannot merge a histogram of ${other.bits} bits into one of ${this.bits}`);
    this.n += other.n;
    this.zero += other.zero;
    other.eachBin((bin, count) => this.increment(bin >>> drop, count));
    if (other.negative !== null) {
      this.negative ??= new LogHistogram(this.bits);
      this.negative.merge(other.negative);
    }
  }

  /** Calls back for every bin of positive values that holds any, in ascending order. */
  eachBin(visit: (bin: number, count: number) => void): void {
    for (let p = 0; p < this.pages.length; p++) {
      const page = this.pages[p];
      if (page === undefined) continue;
      const first = (this.base + p) << PAGE_BITS;
      for (let i = 0; i < PAGE; i++) if (page[i] !== 0) visit(first + i, page[i]!);
    }
  }

  /** Values of zero or less. */
  get notPositive(): number {
    return this.zero + (this.negative?.n ?? 0);
  }

  /** Bytes held, for budgets. */
  get bytes(): number {
    let pages = 0;
    for (const page of this.pages) if (page !== undefined) pages++;
    return pages * PAGE * 4 + this.pages.length * 8 + (this.negative?.bytes ?? 0);
  }

  /** Lower edge of a bin of positive values. */
  edge(bin: number): number {
    words[1 - HIGH] = 0;
    words[HIGH] = bin << (20 - this.bits);
    return float[0]!;
  }

  /**
   * The values of rank `ranks[i]` (0-based, ascending), each within half a bin: the k-th of the m values of a bin is
   * taken to lie at (k + ½)/m of its width.
   */
  orderStatistics(ranks: readonly number[]): number[] {
    const found = new Array<number>(ranks.length).fill(NaN);
    const below = this.negative?.n ?? 0;
    let next = 0;
    if (this.negative !== null && below > 0) {
      const mirrored: number[] = [];
      while (next < ranks.length && ranks[next]! < below) mirrored.push(below - 1 - ranks[next++]!);
      const values = this.negative.orderStatistics(mirrored.reverse()).reverse();
      for (let i = 0; i < values.length; i++) found[i] = -values[i]!;
    }
    while (next < ranks.length && ranks[next]! < below + this.zero) found[next++] = 0;
    let seen = below + this.zero;
    if (next < ranks.length) {
      this.eachBin((bin, count) => {
        while (next < ranks.length && ranks[next]! < seen + count) {
          const low = this.edge(bin);
          const high = this.edge(bin + 1);
          found[next] = low + ((high - low) * (ranks[next]! - seen + 0.5)) / count;
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
