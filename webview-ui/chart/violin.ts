/** The shape of a distribution: a violin with its box, whiskers and outliers, from a histogram. */
import type { LogHistogram } from '../../src/protocol/reportCharts.ts';
import { coarseBins, totalOf, type Bin } from './histogram.ts';

export interface Violin {
  /** How many values there are. */
  n: number;
  /** Bins from the floor on, the first one with everything at or below it; `density` is 0..1. */
  bins: (Bin & { density: number })[];
  /** Quartiles; null without values. */
  box: { q1: number; median: number; q3: number } | null;
  /** The last values that are no outliers. */
  whiskers: { low: number; high: number } | null;
  /** Where values lie beyond the whiskers, and how many in each place. */
  outliers: { value: number; count: number }[];
  least: number;
  most: number;
}

/** Below this many values a shape would be invented: they are drawn as dots. */
export const FEWEST = 5;
const BINS_PER_OCTAVE = 4;
/** How far beyond the box values are outliers, in lengths of the box: Tukey's rule. */
const REACH = 1.5;
const KERNEL = [0.25, 0.5, 0.25];

/** @param log whether lengths are measured on a log scale: the same rule finds outliers of what is drawn */
export function violinOf(histogram: LogHistogram, log: boolean): Violin {
  const n = totalOf(histogram);
  const coarse = coarseBins(histogram, BINS_PER_OCTAVE);
  const smooth = coarse.map((_, index) =>
    KERNEL.reduce((sum, weight, offset) => sum + weight * heightOf(coarse[index + offset - 1], log), 0),
  );
  const highest = smooth.reduce((most, value) => Math.max(most, value), 0);
  const bins = coarse.map((bin, index) => ({ ...bin, density: highest > 0 ? smooth[index] / highest : 0 }));
  if (n === 0) return { n, bins, box: null, whiskers: null, outliers: [], least: 0, most: 0 };
  // Quartiles come from the histogram's own finer bins.
  const fine = coarseBins(histogram, histogram.perOctave).filter(({ count }) => count > 0);
  const at = (share: number): number => quantile(fine, n, share);
  const box = { q1: at(0.25), median: at(0.5), q3: at(0.75) };
  const scale = log ? Math.log : (value: number): number => value;
  const [q1, q3] = [scale(box.q1), scale(box.q3)];
  const reach = Math.max((q3 - q1) * REACH, log ? 0.05 : 0);
  const within = fine.filter((bin) => {
    const value = scale(middleOf(bin));
    return value >= q1 - reach && value <= q3 + reach;
  });
  const low = within.length > 0 ? Math.min(middleOf(within[0]), box.q1) : box.q1;
  const high = within.length > 0 ? Math.max(middleOf(within[within.length - 1]), box.q3) : box.q3;
  const outliers = bins.flatMap((bin) => {
    const value = middleOf(bin);
    return bin.count > 0 && (bin.high <= low || bin.low >= high) ? [{ value, count: bin.count }] : [];
  });
  return {
    n,
    bins,
    box,
    whiskers: { low, high },
    outliers,
    least: middleOf(fine[0]),
    most: middleOf(fine[fine.length - 1]),
  };
}

/** On a linear axis a wide bin is no more likely than a narrow one of the same density. */
function heightOf(bin: Bin | undefined, log: boolean): number {
  if (bin === undefined) return 0;
  return log ? bin.count : bin.count / (bin.high - bin.low);
}

const middleOf = ({ low, high }: Bin): number => Math.sqrt(low * high);

/** The value below which that share lies, within the width of a bin. */
function quantile(bins: readonly Bin[], n: number, share: number): number {
  const rank = share * (n - 1);
  let before = 0;
  for (const bin of bins) {
    if (before + bin.count > rank) {
      const inside = bin.count > 1 ? (rank - before) / (bin.count - 1) : 0.5;
      return bin.low * (bin.high / bin.low) ** Math.min(1, inside);
    }
    before += bin.count;
  }
  return middleOf(bins[bins.length - 1]);
}
