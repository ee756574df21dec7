/** Two timelines on one axis: each counts from its own first instant. */
import type { Timeline } from '../../src/protocol/reportCharts.ts';
import { segments, type Point } from './series.ts';

/**
 * The timeline of a baseline moved in time so that it starts where the shown one starts: charts lay its lines under
 * theirs. Columns are shared with the original, not copied.
 */
export function alignedTo(shown: Timeline, baseline: Timeline): Timeline {
  if (shown.start.length === 0 || baseline.start.length === 0) return baseline;
  const shift = shown.start[0] - baseline.start[0];
  return { ...baseline, start: baseline.start.map((instant) => instant + shift) };
}

/** Runs of points whose abscissa is seconds since the timeline's own start. */
export function relativeRuns(timeline: Timeline, values: readonly number[]): Point[][] {
  const from = timeline.start[0] ?? 0;
  return segments(
    timeline.start.map((instant) => instant - from),
    values,
    timeline.width,
  );
}

/** Seconds from the start of the first to the end of the last window. */
export function lengthOf({ start, width }: Timeline): number {
  return start.length === 0 ? 0 : start[start.length - 1] + width - start[0];
}

/** Index of the window that holds an instant counted from the timeline's start; null where it has no traces. */
export function windowAfter({ start, width }: Timeline, seconds: number): number | null {
  const from = start[0] ?? 0;
  const index = start.findLastIndex((instant) => instant - from <= seconds);
  return index >= 0 && seconds - (start[index] - from) <= width ? index : null;
}
