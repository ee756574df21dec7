import type { LogHistogram } from '../../src/protocol/report.ts';

/** A bin of a histogram: `low` ≤ value < `high` (the unit of the histogram), and how many values lie in it. */
export interface Bin {
  low: number;
  high: number;
  count: number;
}

/** Below this everything is as good as zero: 10 µs. */
export const FLOOR = 1e-5;

/**
 * The histogram in bins of `perOctave` (a divisor of its own), from the floor on; whatever is less, zero and
 * negative values too, is gathered in the first bin.
 */
export function coarseBins(histogram: LogHistogram, perOctave: number, floor = FLOOR): Bin[] {
  const group = Math.max(1, Math.round(histogram.perOctave / perOctave));
  const per = histogram.perOctave / group;
  const firstBin = Math.floor(Math.log2(floor) * per);
  const counts = new Map<number, number>([[firstBin, histogram.zero]]);
  let last = firstBin;
  histogram.counts.forEach((count, index) => {
    if (count === 0) return;
    const bin = Math.max(firstBin, Math.floor((histogram.first + index) / group));
    counts.set(bin, (counts.get(bin) ?? 0) + count);
    last = Math.max(last, bin);
  });
  const bins: Bin[] = [];
  for (let bin = firstBin; bin <= last; bin++) {
    bins.push({ low: 2 ** (bin / per), high: 2 ** ((bin + 1) / per), count: counts.get(bin) ?? 0 });
  }
  return bins;
}

/** All values of a histogram. */
export function totalOf(histogram: LogHistogram): number {
  return histogram.counts.reduce((sum, count) => sum + count, histogram.zero);
}
