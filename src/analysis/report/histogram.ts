import type { LogHistogram as LogHistogramReport } from '../../protocol/reportCharts.ts';
import type { LogHistogram } from '../../stats/logHistogram.ts';

/** A histogram as the report carries it: only the bins between the first and the last that hold any. */
export function histogram(source: LogHistogram): LogHistogramReport {
  const counts: number[] = [];
  let first = 0;
  source.eachBin((bin, count) => {
    if (counts.length === 0) first = bin;
    while (counts.length < bin - first) counts.push(0);
    counts.push(count);
  });
  const perOctave = 2 ** source.bits;
  // Bins count from the smallest double; the report counts from one second.
  return { perOctave, first: first - 1023 * perOctave, counts, zero: source.notPositive };
}
