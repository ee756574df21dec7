/**
 * Counts of values in bins that are equally wide within each octave: the bin is the top bits of the double itself,
 * so finding it takes a shift and no logarithm. With b bits an octave has 2^b bins and a value is known to a relative
 * 2^-(b+1). Pages of bins are allocated on first use. Zero and negative values are counted too, in order.
 */

/** A page has at most this many bins (as a power of two). */
const PAGE_BITS = 6;
/** The exponent starts here in a double's high word: the octave. */
const OCTAVE_SHIFT = 20;
/** Octaves that are found by index; a file that spans more of the doubles keeps the rest in a map. */
const NEAR_OCTAVES = 64;

const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);
const HIGH = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0;

type Page = Uint32Array;

export class LogHistogram {
  /** log2 of the bins per octave, 0..20. */
  readonly bits: number;
  zero = 0;
  n = 0;
  /** Number of `near[0]` among all pages, at the start of an octave; the array grows by octaves at either end. */
  private base = 0;
  private near: (Page | undefined)[] = [];
  private far: Map<number, Page> | null = null;
  private negative: LogHistogram | null = null;

  constructor(bits: number) {
    this.bits = bits;
  }

  add(value: number, count = 1): void {
    this.n += count;
    if (value > 0) {
      float[0] = value;
      this.increment(words[HIGH]! >>> (OCTAVE_SHIFT - this.bits), count);
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
    const pageBits = this.pageBits;
    const inPage = (1 << pageBits) - 1;
    let near = this.near;
    let base = this.base;
    let odd = 0;
    for (let i = from; i < to; i++) {
      const value = values[i]!;
      if (value > 0) {
        float[0] = value;
        const bin = words[HIGH]! >>> shift;
        const page = near[(bin >>> pageBits) - base];
        if (page !== undefined) {
          page[bin & inPage]!++;
        } else {
          this.increment(bin, 1);
          near = this.near;
          base = this.base;
        }
      } else {
        this.add(value);
        odd++;
      }
    }
    this.n += to - from - odd;
  }

  private get pageBits(): number {
    return Math.min(PAGE_BITS, this.bits);
  }

  private increment(bin: number, count: number): void {
    const page = this.page(bin >>> this.pageBits);
    page[bin & (page.length - 1)]! += count;
  }

  private page(number: number): Page {
    if (this.reach(number)) return (this.near[number - this.base] ??= new Uint32Array(1 << this.pageBits));
    this.far ??= new Map();
    let page = this.far.get(number);
    if (page === undefined) this.far.set(number, (page = new Uint32Array(1 << this.pageBits)));
    return page;
  }

  /** Stretches `near` to hold a page, unless it would grow too long: then it never holds it. */
  private reach(number: number): boolean {
    const octave = 1 << (this.bits - this.pageBits);
    const first = number - (number % octave);
    if (this.near.length === 0) this.base = first;
    const low = Math.min(first, this.base);
    const high = Math.max(first + octave, this.base + this.near.length);
    if (high - low > NEAR_OCTAVES * octave) return false;
    if (low < this.base) {
      this.near = new Array<Page | undefined>(this.base - low).fill(undefined).concat(this.near);
      this.base = low;
    }
    while (this.near.length < high - low) this.near.push(undefined);
    return true;
  }

  /** The pages that hold any values, in ascending order, each with its number. */
  private pages(): [number: number, page: Page][] {
    const far = this.far === null ? [] : [...this.far].sort((a, b) => a[0] - b[0]);
    const pages = far.filter(([number]) => number < this.base);
    this.near.forEach((page, i) => {
      if (page !== undefined) pages.push([this.base + i, page]);
    });
    for (const one of far) if (one[0] > this.base) pages.push(one);
    return pages;
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
    for (const [number, page] of this.pages()) {
      const first = number << this.pageBits;
      for (let i = 0; i < page.length; i++) if (page[i] !== 0) visit(first + i, page[i]!);
    }
  }

  /** Values of zero or less. */
  get notPositive(): number {
    return this.zero + (this.negative?.n ?? 0);
  }

  /** Bytes held, for budgets. */
  get bytes(): number {
    return (this.pages().length << (this.pageBits + 2)) + this.near.length * 8 + (this.negative?.bytes ?? 0);
  }

  /** Lower edge of a bin of positive values. */
  edge(bin: number): number {
    words[1 - HIGH] = 0;
    words[HIGH] = bin << (OCTAVE_SHIFT - this.bits);
    return float[0]!;
  }

  /** The middle of a bin, which no value in it is further from than half its width. */
  private middle(bin: number): number {
    words[1 - HIGH] = 0;
    words[HIGH] = bin << (OCTAVE_SHIFT - this.bits);
    const low = float[0]!;
    words[HIGH] = (bin + 1) << (OCTAVE_SHIFT - this.bits);
    const high = float[0]!;
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
      while (next < ranks.length && ranks[next]! < below) mirrored.push(below - 1 - ranks[next++]!);
      const values = this.negative.orderStatistics(mirrored.reverse()).reverse();
      for (let i = 0; i < values.length; i++) found[i] = -values[i]!;
    }
    while (next < ranks.length && ranks[next]! < below + this.zero) found[next++] = 0;
    let seen = below + this.zero;
    if (next < ranks.length) {
      this.eachBin((bin, count) => {
        while (next < ranks.length && ranks[next]! < seen + count) {
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
