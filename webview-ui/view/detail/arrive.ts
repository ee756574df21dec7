/** Puts the reader where a view begins, and back to where they were when a detail view is left. */
import type { Store } from '../../store.ts';

let tab = '';
let trail: readonly unknown[] = [];
/** How far the page was scrolled beneath each detail view that is open, the Overview first. */
let heights: number[] = [];

const page = (): HTMLElement | null => document.getElementById('page');

/** How far the page is scrolled, before it is drawn again. */
export function scrolled(): number {
  return page()?.scrollTop ?? 0;
}

/**
 * Called after each drawing of the page.
 * @param before how far it was scrolled before
 */
export function arrive(store: Store, before: number): void {
  const now = store.detail === null ? [] : store.choices.trail;
  const first = tab === '';
  const otherTab = tab !== store.tab;
  if (!otherTab && now.length === trail.length && now.at(-1) === trail.at(-1)) return;
  const deeper = now.length > trail.length;
  heights = deeper && !otherTab ? [...heights.slice(0, trail.length), before] : heights;
  const top = deeper || otherTab ? 0 : (heights[now.length] ?? 0);
  tab = store.tab;
  trail = now;
  if (first) return;
  // Even a scroll to where the page is would have it laid out before the rest of it is drawn.
  if (top !== before) page()?.scrollTo({ top });
  if (otherTab) return;
  if (now.length > 0) document.getElementById('detail-title')?.focus({ preventScroll: true });
  else if (document.activeElement === document.body) page()?.focus({ preventScroll: true });
}
