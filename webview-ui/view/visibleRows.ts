/** Height of a table row in pixels; the stylesheet says the same. */
export const ROW_HEIGHT = 28;
/** Up to here all rows are drawn. */
const ALL = 200;
/** Rows drawn above and below what is seen. */
const SPARE = 12;

/**
 * Which of `count` rows to draw when the list starts `top` pixels above the upper edge of a view `height` pixels high.
 * At least one screen's worth, also before the view has been laid out.
 */
export function visibleRows(top: number, height: number, count: number): { start: number; end: number } {
  if (count <= ALL) return { start: 0, end: count };
  const screen = Math.ceil(Math.max(height, 400) / ROW_HEIGHT);
  const first = Math.min(Math.max(0, Math.floor(top / ROW_HEIGHT)), count - 1);
  return { start: Math.max(0, first - SPARE), end: Math.min(count, first + screen + SPARE) };
}
