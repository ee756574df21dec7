/** The course of what the report is compared with, laid under its own. */
import type { Timeline } from '../src/protocol/reportCharts.ts';
import { alignedTo } from './chart/overlay.ts';
import type { Store } from './store.ts';

const known = new WeakMap<Timeline, WeakMap<Timeline, Timeline>>();

/** The baseline's windows, moved so that they begin where those of the whole report begin; null without either. */
export function baselineCourse({ baseline, whole }: Pick<Store, 'baseline' | 'whole'>): Timeline | null {
  const [before, shown] = [baseline?.report.timeline ?? null, whole?.timeline ?? null];
  if (before === null || shown === null || before.start.length === 0) return null;
  let moved = known.get(before);
  if (moved === undefined) known.set(before, (moved = new WeakMap()));
  let aligned = moved.get(shown);
  if (aligned === undefined) moved.set(shown, (aligned = alignedTo(shown, before)));
  return aligned;
}
