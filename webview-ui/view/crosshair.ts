import type { Timeline } from '../../src/protocol/report.ts';
import { windowAt } from '../chart/windows.ts';

/** The start of the window under the pointer; null over a gap. */
export function instantAt(event: PointerEvent, timeline: Timeline): number | null {
  const box = (event.currentTarget as Element).getBoundingClientRect();
  if (box.width === 0) return null;
  const from = timeline.start[0];
  const extent = timeline.start[timeline.start.length - 1] + timeline.width - from;
  return windowAt(timeline, from + ((event.clientX - box.left) / box.width) * extent);
}
