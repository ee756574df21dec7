import type { Moments } from './moments.ts';
import type { Quantiles } from './quantiles.ts';

/** Two neighbouring order statistics and how far between them the percentile lies. */
interface Cut {
  low: number;
  high: number;
  fraction: number;
}

/** Linear interpolation at (n − 1)·p, as for people: never outside min..max. */
function inclusive(n: number, p: number): Cut {
  const position = (n - 1) * p;
  const low = Math.floor(position);
  return { low, high: Math.min(low + 1, n - 1), fraction: position - low };
}

/**
 * Cut `i` of Python's `statistics.quantiles(n=100)`, method "exclusive". On few values it extrapolates beyond them.
 * @param i 1..99
 */
function exclusive(n: number, i: number): Cut {
  const m = n + 1;
  const j = Math.min(Math.max(Math.floor((i * m) / 100), 1), n - 1);
  return { low: j - 1, high: j, fraction: (i * m - 100 * j) / 100 };
}

/** Values of neighbouring ranks, kept within the extremes that histograms only know roughly. */
function between(low: number, high: number, fraction: number, range: Moments): number {
  const a = Math.min(Math.max(low, range.min), range.max);
  const b = Math.min(Math.max(high, range.min), range.max);
  return fraction === 0 || a === b ? a : a * (1 - fraction) + b * fraction;
}

/** The ranks that these lie between, each once, ascending. */
function ranksOf(cuts: readonly Cut[]): number[] {
  return [...new Set(cuts.flatMap(({ low, high }) => [low, high]))].sort((a, b) => a - b);
}

function read(quantiles: Quantiles, range: Moments, cuts: readonly Cut[]): number[] {
  const sorted = quantiles.sortedValues();
  if (sorted !== null) {
    return cuts.map(({ low, high, fraction }) => between(sorted[low], sorted[high], fraction, range));
  }
  const ranks = ranksOf(cuts);
  const values = new Map(quantiles.orderStatistics(ranks).map((value, i) => [ranks[i], value]));
  return cuts.map(({ low, high, fraction }) => between(values.get(low)!, values.get(high)!, fraction, range));
}

/** Percentiles for people at the shares `ps` (0..1); zeros without values. */
export function percentiles(quantiles: Quantiles, range: Moments, ps: readonly number[]): number[] {
  if (quantiles.n === 0) return ps.map(() => 0);
  return read(
    quantiles,
    range,
    ps.map((p) => inclusive(quantiles.n, p)),
  );
}

/** Finds at once what `percentiles` and `exclusivePercentiles` will be asked for: each would go through the values again. */
export function lookAhead(quantiles: Quantiles, ps: readonly number[], cuts: readonly number[]): void {
  const { n } = quantiles;
  if (n < 2 || quantiles.sortedValues() !== null) return;
  quantiles.orderStatistics(ranksOf([...ps.map((p) => inclusive(n, p)), ...cuts.map((i) => exclusive(n, i))]));
}

/** Cuts 1..99 as Python's exclusive method gives them; needs two values. */
export function exclusivePercentiles(quantiles: Quantiles, range: Moments, cuts: readonly number[]): number[] {
  return read(
    quantiles,
    range,
    cuts.map((i) => exclusive(quantiles.n, i)),
  );
}

/** The median as Python's `statistics.median`: the middle value, or the mean of the middle two. */
export function median(quantiles: Quantiles, range: Moments): number {
  const n = quantiles.n;
  if (n === 0) return 0;
  const low = (n - 1) >> 1;
  return read(quantiles, range, [{ low, high: n >> 1, fraction: n % 2 === 0 ? 0.5 : 0 }])[0];
}
