import type { LogHistogram as LogHistogramReport } from '../../protocol/reportCharts.ts';
import type { LogHistogram } from '../../stats/logHistogram.ts';

/** A histogram as the report carries it: only the bins between the first and the last that hold any. */
export function histogram(source: LogHistogram): LogHistogramReport {
  const bins: [number, number][] = [];
  source.eachBin((bin, count) => bins.push([bin, count]));
  const first = bins[0]?.[0] ?? 0;
  const last = bins.at(-1)?.[0] ?? -1;
  const counts = new Array<number>(Math.max(0, last - first + 1)).fill(0);
  for (const [bin, count] of bins) counts[bin - first] = count;
  const perOctave = 2 ** source.bits;
  // Bins count from the smallest double; the report counts from one second.
  return { perOctave, first: first - 1023 * perOctave, counts, zero: source.notPositive };
}
