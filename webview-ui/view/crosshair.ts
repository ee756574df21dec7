import type { Timeline } from '../../src/protocol/reportCharts.ts';
import { windowAt } from '../chart/windows.ts';
import { boundsOfTimeline } from '../rangeFigures.ts';
import type { TimeRange } from '../timeRange.ts';

/** The instant under the pointer on an element whose width stands for `extent`; null before it has been laid out. */
export function timeAt(event: PointerEvent, extent: TimeRange): number | null {
  const box = (event.currentTarget as Element).getBoundingClientRect();
  if (box.width === 0) return null;
  const share = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
  return extent.from + share * (extent.to - extent.from);
}

/** The start of the window under the pointer; null over a gap. */
export function instantAt(
  event: PointerEvent,
  timeline: Timeline,
  extent: TimeRange = boundsOfTimeline(timeline),
): number | null {
  const time = timeAt(event, extent);
  return time === null ? null : windowAt(timeline, time);
}
