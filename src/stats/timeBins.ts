/** Finds the different bin numbers of instants, as `TimeBins.assign` tells. */
export type PlaceFinder = (n: number, ticksPerSecond: number, ticks: number) => number[] | null;

/** What a time bin holds: anything that can be appended to. */
export interface Mergeable<T> {
  merge(other: T): void;
}

/** Bin widths in ticks of 10 ms; each divides the next, so that bins merge into coarser ones without a rest. */
const LADDER = [1, 5, 10, 50, 100, 500, 1000, 3000, 6000, 30_000, 60_000, 180_000, 360_000, 2_160_000, 8_640_000];
const WEEK = 60_480_000;
const TICKS_PER_SECOND = 100;
/** Bins remembered while many instants are looked up, a power of two. */
const RECENT = 64;
/** Instants before and after 1970 never share a bin, however wide. */
const FEWEST = 2;

/** Widths in seconds, narrowest first; past a week they double. */
function ladderTicks(step: number): number {
  return step < LADDER.length ? LADDER[step] : WEEK * 2 ** (step - LADDER.length);
}

/**
 * Summaries by time, in as many bins as are occupied but at most `limit`: when more are needed, neighbours merge into
 * the next coarser width. So any span fits, from milliseconds to centuries, and a lost timestamp costs one bin.
 */
export class TimeBins<T extends Mergeable<T>> {
  private readonly bins = new Map<number, T>();
  private readonly create: () => T;
  /** The most bins. */
  limit: number;
  private step = 0;
  private ticks = LADDER[0];
  private lastIndex = NaN;
  private last: T | null = null;

  constructor(limit: number, create: () => T) {
    this.limit = Math.max(FEWEST, limit);
    this.create = create;
  }

  /** Width of a bin in seconds. */
  get width(): number {
    return this.ticks / TICKS_PER_SECOND;
  }

  get size(): number {
    return this.bins.size;
  }

  /** The bin of an instant (epoch seconds). */
  at(time: number): T {
    return this.binAt(Math.floor(time * TICKS_PER_SECOND));
  }

  private binAt(tick: number): T {
    const index = Math.floor(tick / this.ticks);
    if (index === this.lastIndex) return this.last!;
    let bin = this.bins.get(index);
    if (bin === undefined) {
      if (this.bins.size >= this.limit) {
        this.coarsen();
        return this.binAt(tick);
      }
      bin = this.create();
      this.bins.set(index, bin);
    }
    this.lastIndex = index;
    this.last = bin;
    return bin;
  }

  /**
   * Finds the bins of many instants at once: `keys[i]` becomes the place of the i-th instant's bin in the returned
   * list, -1 for NaN.
   * @param find does the same as `places` for these instants and keys, faster; null where it cannot
   */
  assign(times: Float64Array, n: number, keys: Int32Array, find?: PlaceFinder): T[] {
    for (;;) {
      const places = find?.(n, TICKS_PER_SECOND, this.ticks) ?? this.places(times, n, keys);
      let added = 0;
      for (const index of places) if (!this.bins.has(index)) added++;
      if (this.bins.size + added <= this.limit) {
        return places.map((index) => {
          let bin = this.bins.get(index);
          if (bin === undefined) this.bins.set(index, (bin = this.create()));
          return bin;
        });
      }
      this.coarsen();
    }
  }

  /** The different bin numbers of the instants in order of appearance, and for each instant its place among them. */
  private places(times: Float64Array, n: number, keys: Int32Array): number[] {
    const ticks = this.ticks;
    const places: number[] = [];
    const known = new Map<number, number>();
    // Instants come nearly in order, so a few recent bins answer for almost all of them.
    const recentIndex = new Float64Array(RECENT).fill(NaN);
    const recentPlace = new Int32Array(RECENT);
    for (let i = 0; i < n; i++) {
      const index = Math.floor(Math.floor(times[i] * TICKS_PER_SECOND) / ticks);
      const slot = index & (RECENT - 1);
      if (recentIndex[slot] === index) {
        keys[i] = recentPlace[slot];
      } else if (Number.isNaN(index)) {
        keys[i] = -1;
      } else {
        let place = known.get(index);
        if (place === undefined) known.set(index, (place = places.push(index) - 1));
        recentIndex[slot] = index;
        recentPlace[slot] = place;
        keys[i] = place;
      }
    }
    return places;
  }

  /** Makes bins at least `seconds` wide; a good first guess saves merging later. */
  widen(seconds: number): void {
    while (this.width < seconds) this.coarsen();
  }

  /** Allows fewer bins from here on. */
  narrow(limit: number): void {
    this.limit = Math.max(FEWEST, Math.min(this.limit, limit));
    while (this.bins.size > this.limit) this.coarsen();
  }

  values(): IterableIterator<T> {
    return this.bins.values();
  }

  /** Bins by ascending start, epoch seconds. */
  entries(): [start: number, bin: T][] {
    return [...this.bins]
      .sort((a, b) => a[0] - b[0])
      .map(([index, bin]) => [(index * this.ticks) / TICKS_PER_SECOND, bin]);
  }

  /** Appends the bins of a part that came later in the file; afterwards both are equally wide. */
  merge(other: TimeBins<T>): void {
    while (this.step < other.step) this.coarsen();
    while (other.step < this.step) other.coarsen();
    const bins = [...other.bins].sort((a, b) => a[0] - b[0]);
    for (const [index, bin] of bins) this.binAt(index * other.ticks).merge(bin);
  }

  private coarsen(): void {
    const finer = [...this.bins].sort((a, b) => a[0] - b[0]);
    const ratio = ladderTicks(this.step + 1) / this.ticks;
    this.step++;
    this.ticks = ladderTicks(this.step);
    this.bins.clear();
    for (const [index, bin] of finer) {
      const coarse = Math.floor(index / ratio);
      const into = this.bins.get(coarse);
      if (into === undefined) this.bins.set(coarse, bin);
      else into.merge(bin);
    }
    this.lastIndex = NaN;
    this.last = null;
  }

  /** The data alone, fit for a message between threads. */
  plain(): PlainTimeBins<T> {
    return { limit: this.limit, step: this.step, bins: this.bins };
  }

  static revive<T extends Mergeable<T>>(
    plain: PlainTimeBins<T>,
    create: () => T,
    reviveBin: (bin: T) => T,
  ): TimeBins<T> {
    const bins = new TimeBins<T>(plain.limit, create);
    bins.step = plain.step;
    bins.ticks = ladderTicks(plain.step);
    for (const [index, bin] of plain.bins) bins.bins.set(index, reviveBin(bin));
    return bins;
  }
}

/** `TimeBins` without its functions, see `TimeBins.plain`. */
export interface PlainTimeBins<T> {
  limit: number;
  step: number;
  bins: Map<number, T>;
}
