/** Height of a table row in pixels; the stylesheet says the same. */
export const ROW_HEIGHT = 28;
/** Up to here all rows are drawn: so few cost nothing to keep. */
const ALL = 40;
/** Rows drawn above and below what is seen. */
const SPARE = 12;

/** Which part of a list is seen, pixels. */
export interface ListView {
  /** How far the upper edge of the view lies below the start of the list; negative where the list starts in the view. */
  top: number;
  /** Height of the view. */
  height: number;
}

/** Which of `count` rows to draw; at least the first or last few, also where none of the list is seen. */
export function visibleRows({ top, height }: ListView, count: number): { start: number; end: number } {
  if (count <= ALL) return { start: 0, end: count };
  const within = (row: number): number => Math.min(Math.max(0, row), count - 1);
  const first = within(Math.floor(top / ROW_HEIGHT));
  const last = within(Math.floor((top + height) / ROW_HEIGHT));
  return { start: Math.max(0, first - SPARE), end: Math.min(count, last + 1 + SPARE) };
}
