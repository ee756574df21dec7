/** What the Metrics tab draws: the course of everything, or of one module or function, in windows of a chosen width. */
import type { Timeline } from '../src/protocol/reportCharts.ts';
import { filterOf } from './scope.ts';
import type { Store } from './store.ts';

export interface Course {
  /** null when there are no times, or nothing is known yet. */
  timeline: Timeline | null;
  /** What is drawn is still that of another choice. */
  updating: boolean;
  /** Why what was chosen cannot be drawn; null when it can. */
  refused: string | null;
}

/** What was drawn last, which stays until what was chosen has come. */
let drawn: { whole: object; timeline: Timeline } | null = null;

/** Whether other windows, or a module's own course, can be had: somebody must read the traces again. */
export function selectable({ state, host }: Pick<Store, 'state' | 'host'>): boolean {
  return host.live && (state?.state === 'ready' || state?.state === 'stopped');
}

/** The course that was chosen; the report's own until it is known. */
export function courseOf(store: Store): Course {
  const { report, whole, choices } = store;
  const { of, window } = choices;
  const own = { timeline: report?.timeline ?? null, updating: false, refused: null };
  if (whole === null || !selectable(store) || (of === null && window === null)) return own;
  const scoped = store.course(of === null ? {} : filterOf(of), window);
  if (scoped.known === 'refused') return { ...own, refused: scoped.reason };
  if (scoped.known === 'updating') {
    // Another file's windows are no preview of this one's.
    const before = drawn?.whole === whole ? drawn.timeline : own.timeline;
    return { timeline: before, updating: true, refused: null };
  }
  if (scoped.timeline !== null) drawn = { whole, timeline: scoped.timeline };
  return { timeline: scoped.timeline, updating: false, refused: null };
}
