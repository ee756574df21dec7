/** Which stored runs a trend shows, where they stand and what is marked on them. */
import type { RunSummary } from '../../src/protocol/history.ts';

/** How far back a trend reaches. */
export const TREND_RANGES = [
  { key: 'hour', label: '1 h', words: 'the last hour', seconds: 3600 },
  { key: 'day', label: '1 d', words: 'the last day', seconds: 86_400 },
  { key: 'week', label: '1 w', words: 'the last week', seconds: 604_800 },
  { key: 'all', label: 'All', words: 'the history', seconds: Number.POSITIVE_INFINITY },
] as const;

export type TrendRange = (typeof TREND_RANGES)[number]['key'];

export function isTrendRange(value: unknown): value is TrendRange {
  return TREND_RANGES.some(({ key }) => key === value);
}

/** The runs of a range that ends now (epoch seconds), oldest first. */
export function runsWithin(runs: readonly RunSummary[], range: TrendRange, now: number): RunSummary[] {
  const seconds = TREND_RANGES.find(({ key }) => key === range)?.seconds ?? Number.POSITIVE_INFINITY;
  return runs.filter(({ timestamp }) => timestamp >= now - seconds);
}

/** Where the n-th of several runs stands, 0..1 from left to right; one alone stands in the middle. */
export function placeOfRun(index: number, count: number): number {
  return count < 2 ? 0.5 : index / (count - 1);
}

/** The run nearest to a place 0..1. */
export function runAt(place: number, count: number): number {
  return count < 2 ? 0 : Math.min(count - 1, Math.max(0, Math.round(place * (count - 1))));
}

/** What is marked on a run. */
export interface RunMarks {
  regression: boolean;
  baseline: boolean;
  /** First letters of the commit where it differs from that of the run before. */
  commit: string | null;
}

/** The marks of each run. A first run has no run before it, so its commit is no change. */
export function marksOf(runs: readonly RunSummary[]): RunMarks[] {
  let before: string | null = null;
  return runs.map(({ details }) => {
    const commit = details?.commit ?? null;
    const changed = commit !== null && before !== null && commit !== before;
    before = commit ?? before;
    return {
      regression: details?.regression ?? false,
      baseline: details?.baseline ?? false,
      commit: changed ? commit.slice(0, 7) : null,
    };
  });
}

/** Runs whose time is written under the plot, at most `most`: the first, the last, and some between at even distances. */
export function labelledRuns(count: number, most: number): number[] {
  if (count <= most) return Array.from({ length: count }, (_, index) => index);
  return Array.from({ length: most }, (_, index) => Math.round((index * (count - 1)) / (most - 1)));
}
