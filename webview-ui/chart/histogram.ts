import type { LogHistogram } from '../../src/protocol/reportCharts.ts';

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
  const firstBin = binOf(floor, per);
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
    bins.push({ low: startOf(bin, per), high: startOf(bin + 1, per), count: counts.get(bin) ?? 0 });
  }
  return bins;
}

/** Where a bin starts: bins are equally wide within each octave. */
function startOf(bin: number, per: number): number {
  const octave = Math.floor(bin / per);
  return 2 ** octave * (1 + (bin - octave * per) / per);
}

/** The bin that holds a value above zero. */
function binOf(value: number, per: number): number {
  const octave = Math.floor(Math.log2(value));
  return octave * per + Math.floor((value / 2 ** octave - 1) * per);
}

/** All values of a histogram. */
export function totalOf(histogram: LogHistogram): number {
  return histogram.counts.reduce((sum, count) => sum + count, histogram.zero);
}
