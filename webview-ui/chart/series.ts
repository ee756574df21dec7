/** A value at an instant (seconds) or at any other abscissa. */
export interface Point {
  x: number;
  y: number;
}

/**
 * Runs of neighbouring windows: between two runs lies a gap of at least one window without traces, over which no
 * line is drawn. Values that are null or not finite count as absent.
 */
export function segments(starts: readonly number[], values: readonly (number | null)[], width: number): Point[][] {
  const runs: Point[][] = [];
  let run: Point[] = [];
  let previous = Number.NEGATIVE_INFINITY;
  starts.forEach((start, index) => {
    const value = values[index];
    if (value === null || value === undefined || !Number.isFinite(value)) return;
    if (start - previous > width * 1.5) {
      run = [];
      runs.push(run);
    }
    run.push({ x: start, y: value });
    previous = start;
  });
  return runs;
}

/** Runs over equal columns, where null is a gap. */
export function columnSegments(values: readonly (number | null)[]): Point[][] {
  return segments(
    values.map((_, index) => index),
    values,
    1,
  );
}

/** Keeps the lowest and highest point of each of `columns` slices, so that no spike is lost; short runs stay whole. */
export function decimate(run: readonly Point[], columns: number): Point[] {
  if (run.length <= columns * 2) return [...run];
  const from = run[0].x;
  const slice = (run[run.length - 1].x - from) / columns || 1;
  const kept: Point[] = [];
  let index = 0;
  for (let column = 0; column < columns; column++) {
    let lowest: Point | null = null;
    let highest: Point | null = null;
    const end = column === columns - 1 ? Number.POSITIVE_INFINITY : from + slice * (column + 1);
    for (; index < run.length && run[index].x < end; index++) {
      const point = run[index];
      if (lowest === null || point.y < lowest.y) lowest = point;
      if (highest === null || point.y > highest.y) highest = point;
    }
    if (lowest === null || highest === null) continue;
    if (lowest === highest) kept.push(lowest);
    else kept.push(...(lowest.x < highest.x ? [lowest, highest] : [highest, lowest]));
  }
  return kept;
}

/** What stretches an axis. */
export interface Scale {
  /** 0..1 along the axis, not clamped. */
  at(value: number): number;
}

/** Even steps. A scale without extent puts everything in the middle. */
export function linearScale(from: number, to: number): Scale {
  const extent = to - from;
  return { at: (value) => (extent > 0 ? (value - from) / extent : 0.5) };
}

/** Decades of equal length; values at or below `from` lie at its start. */
export function logScale(from: number, to: number): Scale {
  const low = Math.log10(from);
  const extent = Math.log10(to) - low;
  return { at: (value) => (extent > 0 ? (Math.log10(Math.max(value, from)) - low) / extent : 0.5) };
}

/** Powers of ten within `from`..`to`, at most `most` of them, evenly chosen. */
export function decades(from: number, to: number, most = 6): number[] {
  const low = Math.ceil(Math.log10(from) - 1e-9);
  const high = Math.floor(Math.log10(to) + 1e-9);
  const step = Math.max(1, Math.ceil((high - low + 1) / most));
  const ticks: number[] = [];
  for (let power = low; power <= high; power += step) ticks.push(Number(`1e${power}`));
  return ticks;
}

/** 3 to 5 round labels from 0 to `highest`. */
export function roundTicks(highest: number): number[] {
  if (!(highest > 0)) return [0, 1];
  const raw = highest / 4;
  const base = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * base).find((candidate) => highest / candidate <= 4) ?? raw;
  const ticks: number[] = [];
  for (let index = 0; index * step <= highest * 1.0001; index++) ticks.push(Number((index * step).toPrecision(12)));
  return ticks;
}

/** SVG path of a run, in a box of `width` × `height` pixels with the origin at the lower left. */
export function linePath(run: readonly Point[], x: Scale, y: Scale, width: number, height: number): string {
  return run
    .map((point, index) => {
      const left = (x.at(point.x) * width).toFixed(1);
      const top = ((1 - y.at(point.y)) * height).toFixed(1);
      return `${index === 0 ? 'M' : 'L'}${left} ${top}`;
    })
    .join('');
}

/** The same run as an area down to the lower edge. */
export function areaPath(run: readonly Point[], x: Scale, y: Scale, width: number, height: number): string {
  if (run.length < 2) return '';
  const left = (x.at(run[0].x) * width).toFixed(1);
  const right = (x.at(run[run.length - 1].x) * width).toFixed(1);
  return `${linePath(run, x, y, width, height)}L${right} ${height}L${left} ${height}Z`;
}
