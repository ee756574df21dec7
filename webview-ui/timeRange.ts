/** Stretches of time: what all tabs show, and how zooming and panning change it. Instants are epoch seconds. */

/** `from` inclusive, `to` exclusive. */
export interface TimeRange {
  from: number;
  to: number;
}

/** Nothing shorter is told apart, in seconds. */
const SHORTEST = 0.001;
/** Nor less than this share of the whole. */
const SMALLEST_SHARE = 1e-6;
/** Steps that can be undone. */
const MOST_STEPS = 50;

export const widthOf = (range: TimeRange): number => range.to - range.from;

/** The range within `bounds`, not too short; null when it is all of them. */
export function fitted(range: TimeRange, bounds: TimeRange): TimeRange | null {
  const whole = widthOf(bounds);
  const width = Math.max(widthOf(range), SHORTEST, whole * SMALLEST_SHARE);
  if (!(width < whole * 0.999)) return null;
  const middle = (range.from + range.to) / 2;
  const from = Math.min(
    Math.max(width === widthOf(range) ? range.from : middle - width / 2, bounds.from),
    bounds.to - width,
  );
  return { from, to: from + width };
}

/** Zooms by `factor` (0.5: half the time is shown) so that the instant `at` keeps its place. */
export function zoomed(range: TimeRange | null, bounds: TimeRange, at: number, factor: number): TimeRange | null {
  const now = range ?? bounds;
  const fixed = Math.min(Math.max(at, now.from), now.to);
  return fitted({ from: fixed - (fixed - now.from) * factor, to: fixed + (now.to - fixed) * factor }, bounds);
}

/** Moves by `seconds`, as far as there is room; the width stays. */
export function panned(range: TimeRange | null, bounds: TimeRange, seconds: number): TimeRange | null {
  if (range === null) return null;
  const move = Math.min(Math.max(seconds, bounds.from - range.from), bounds.to - range.to);
  return { from: range.from + move, to: range.to + move };
}

/** Whether two ranges are the same stretch. */
export function sameRange(a: TimeRange | null, b: TimeRange | null): boolean {
  return a === b || (a !== null && b !== null && a.from === b.from && a.to === b.to);
}

/** The chosen range and those before it, newest last. */
export interface RangeSteps {
  range: TimeRange | null;
  past: readonly (TimeRange | null)[];
}

/** Goes to another range. */
export function step(steps: RangeSteps, range: TimeRange | null): RangeSteps {
  if (sameRange(steps.range, range)) return steps;
  return { range, past: [...steps.past, steps.range].slice(-MOST_STEPS) };
}

/** Goes back to the range before; what there was stays when there was none before. */
export function undo(steps: RangeSteps): RangeSteps {
  if (steps.past.length === 0) return steps;
  return { range: steps.past[steps.past.length - 1], past: steps.past.slice(0, -1) };
}

/** Takes a kept range as far as it is one. */
export function restoreRange(kept: unknown): TimeRange | null {
  if (typeof kept !== 'object' || kept === null) return null;
  const { from, to } = kept as Record<string, unknown>;
  return typeof from === 'number' && typeof to === 'number' && Number.isFinite(from) && from < to && Number.isFinite(to)
    ? { from, to }
    : null;
}
