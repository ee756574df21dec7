import type { Timeline } from '../../src/protocol/reportCharts.ts';

/** Start of the window that holds an instant; null when that window has no traces. */
export function windowAt(timeline: Pick<Timeline, 'start' | 'width'>, instant: number): number | null {
  const { start, width } = timeline;
  let low = 0;
  let high = start.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (start[middle] <= instant) low = middle;
    else high = middle - 1;
  }
  return start.length > 0 && instant >= start[low] && instant < start[low] + width * 1.001 ? start[low] : null;
}

/** The window `steps` further on; the first or last one where there is none. */
export function windowBeside(timeline: Pick<Timeline, 'start'>, instant: number | null, steps: number): number | null {
  const { start } = timeline;
  if (start.length === 0) return null;
  const index = instant === null ? (steps > 0 ? -1 : start.length) : start.findLastIndex((from) => from <= instant);
  return start[Math.min(start.length - 1, Math.max(0, index + steps))];
}
