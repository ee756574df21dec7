import type { Heat, HeatRow } from '../../protocol/reportCharts.ts';
import type { Config } from '../../score/config/config.ts';
import { pssOf, scoresOf } from '../../score/pss.ts';
import { TimeBins } from '../../stats/timeBins.ts';
import { HeatColumn } from '../heatColumn.ts';

const MOST_ROWS = 256;
const MOST_COLUMNS = 128;

/** Columns at the finest width that leaves at most 128 of them between the first instant and the last. */
function spread(heat: TimeBins<HeatColumn>): TimeBins<HeatColumn> {
  const entries = heat.entries();
  const span = entries.at(-1)![0] - entries[0][0];
  if (span / heat.width < MOST_COLUMNS) return heat;
  // A stray timestamp stretches the axis: a coarser copy is drawn, the original goes on as it is.
  const coarse = TimeBins.revive(
    structuredClone(heat.plain()),
    () => new HeatColumn(),
    (column) => HeatColumn.revive(column),
  );
  coarse.widen(span / (MOST_COLUMNS - 2));
  return coarse;
}

/** Module × time for the modules with most traces and errors; null without timestamps. */
export function heatOf(heat: TimeBins<HeatColumn>, modules: readonly string[], config: Config): Heat | null {
  if (heat.size === 0) return null;
  const drawn = spread(heat);
  const { width } = drawn;
  const entries = drawn.entries();
  const start = entries[0][0];
  const columns = Math.round((entries.at(-1)![0] - start) / width) + 1;
  const rows = new Map<number, HeatRow & { weight: number }>();
  for (const [at, column] of entries) {
    const x = Math.round((at - start) / width);
    for (const [module, summary] of column.modules) {
      let row = rows.get(module);
      if (row === undefined) {
        row = {
          module: modules[module],
          weight: 0,
          traces: new Array<number>(columns).fill(0),
          errors: new Array<number>(columns).fill(0),
          pss: new Array<number | null>(columns).fill(null),
          entropy: new Array<number | null>(columns).fill(null),
        };
        rows.set(module, row);
      }
      row.weight += summary.n + 100 * summary.errors;
      row.traces[x] = summary.n;
      row.errors[x] = summary.errors;
      row.pss[x] = pssOf(scoresOf(summary, config), config);
      row.entropy[x] = summary.tags.total === 0 ? null : summary.tags.entropy;
    }
  }
  const heaviest = [...rows.values()].sort((a, b) => b.weight - a.weight).slice(0, MOST_ROWS);
  return { width, start, columns, rows: heaviest.map(({ weight: _, ...row }) => row) };
}
