import { Quantiles, type QuantileOptions } from '../stats/quantiles.ts';
import type { CallColumns } from '../stats/traceSummary.ts';

/** A median is known to 0.1 %; of few calls exactly, which also takes less memory than bins over many octaves. */
const PRECISION: QuantileOptions = { bits: 9, exactLimit: 1024 };
/** Pairs of function and tag that are followed; those seen later have no median of their own. */
const MOST_PAIRS = 256;
/** Tags are numbered below this. */
const TAG_LIMIT = 2 ** 20;

/** Durations of a function's calls under one tag. */
export interface BranchDurations {
  function: number;
  tag: number;
  durations: Quantiles;
}

/** How long calls take under each branch tag of a function, in bounded memory: the first pairs that are seen. */
export class BranchTimes {
  private readonly pairs = new Map<number, Quantiles>();

  /** Adds calls of a function, in rows `from` to `to` (exclusive). */
  addCalls(fn: number, calls: CallColumns, from: number, to: number): void {
    const { tag, duration } = calls;
    for (let i = from; i < to;) {
      const first = i;
      const id = tag[first];
      do i++;
      while (i < to && tag[i] === id);
      if (id >= 0) this.of(fn, id)?.addBlock(duration, first, i);
    }
  }

  /** Adds what another reader saw, whose functions and tags are numbered as the translations say. */
  merge(parts: readonly BranchDurations[], functionOf: (fn: number) => number, tagOf: (tag: number) => number): void {
    for (const { function: fn, tag, durations } of parts) {
      const renamed = tagOf(tag);
      if (renamed >= 0) this.of(functionOf(fn), renamed)?.merge(Quantiles.revive(durations));
    }
  }

  list(): BranchDurations[] {
    return [...this.pairs].map(([key, durations]) => ({
      function: Math.floor(key / TAG_LIMIT),
      tag: key % TAG_LIMIT,
      durations,
    }));
  }

  private of(fn: number, tag: number): Quantiles | null {
    if (tag >= TAG_LIMIT) return null;
    const key = fn * TAG_LIMIT + tag;
    const known = this.pairs.get(key);
    if (known !== undefined) return known;
    if (this.pairs.size >= MOST_PAIRS) return null;
    const durations = new Quantiles(PRECISION);
    this.pairs.set(key, durations);
    return durations;
  }
}

/** The median of durations, seconds. */
export function medianOf(durations: Quantiles): number {
  const last = durations.n - 1;
  const [low, high] = durations.orderStatistics([Math.floor(last / 2), Math.ceil(last / 2)]) as [number, number];
  return low + (high - low) / 2;
}
