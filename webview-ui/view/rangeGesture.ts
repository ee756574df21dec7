/** Dragging over a chart: a stretch of time to zoom into, or with Shift the chart itself. */
import type { Store } from '../store.ts';
import { panned, type TimeRange } from '../timeRange.ts';

/** Less than this is a click, not a drag; pixels. */
const SHORTEST_DRAG = 4;

/**
 * Begins a drag on an element whose width stands for `extent`: draws the stretch (`store.brush`) and zooms into it when
 * the button is let go. With Shift the range moves along instead. Esc gives up. `click` is called when nothing was
 * dragged.
 * @param moves how far the range goes for each second under the pointer: backwards where the chart shows the range,
 *   forwards where it shows all the time
 */
export function beginDrag(
  store: Store,
  event: PointerEvent,
  extent: TimeRange,
  options: { moves?: 1 | -1; click?: () => void } = {},
): void {
  const { bounds, range } = store;
  if (event.button !== 0 || bounds === null) return;
  const element = event.currentTarget as Element;
  const box = element.getBoundingClientRect();
  if (box.width === 0) return;
  event.preventDefault();
  const start = event.clientX;
  const secondsAt = (x: number): number => {
    const share = Math.min(1, Math.max(0, (x - box.left) / box.width));
    return extent.from + share * (extent.to - extent.from);
  };
  const pan = event.shiftKey && range !== null;
  const perPixel = ((extent.to - extent.from) / box.width) * (options.moves ?? -1);
  const controller = new AbortController();
  const { signal } = controller;
  element.setPointerCapture(event.pointerId);

  const move = (moved: PointerEvent): void => {
    if (Math.abs(moved.clientX - start) < SHORTEST_DRAG) return;
    if (pan) store.time.drag(panned(range, bounds, (moved.clientX - start) * perPixel));
    else store.setBrush(between(secondsAt(start), secondsAt(moved.clientX)));
  };
  const end = (): void => {
    controller.abort();
    const { brush } = store;
    if (pan) store.time.drop();
    else if (brush !== null) {
      store.setBrush(null);
      store.time.set(brush);
    } else options.click?.();
  };
  const giveUp = (): void => {
    controller.abort();
    store.setBrush(null);
    if (pan) store.time.drag(range);
    store.time.drop();
  };
  element.addEventListener('pointermove', move as EventListener, { signal });
  element.addEventListener('pointerup', end, { signal });
  element.addEventListener('pointercancel', giveUp, { signal });
  document.addEventListener(
    'keydown',
    (key) => {
      if (key.key !== 'Escape') return;
      key.preventDefault();
      key.stopPropagation();
      giveUp();
    },
    { signal, capture: true },
  );
}

function between(a: number, b: number): TimeRange {
  return a < b ? { from: a, to: b } : { from: b, to: a };
}
