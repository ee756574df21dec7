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

/** Calls and failures weigh a row: those with the heaviest are shown. */
type WeighedRow = HeatRow & { weight: number };

function emptyRow(module: string, columns: number): WeighedRow {
  return {
    module,
    weight: 0,
    traces: new Array<number>(columns).fill(0),
    errors: new Array<number>(columns).fill(0),
    pss: new Array<number | null>(columns).fill(null),
    entropy: new Array<number | null>(columns).fill(null),
  };
}

function count(row: WeighedRow, column: number, traces: number, errors: number): void {
  row.weight += traces + 100 * errors;
  row.traces[column] += traces;
  row.errors[column] += errors;
}

/** Module × time for the modules with most traces and errors; null without timestamps. */
export function heatOf(heat: TimeBins<HeatColumn>, modules: readonly string[], config: Config): Heat | null {
  if (heat.size === 0) return null;
  const drawn = spread(heat);
  const { width } = drawn;
  const entries = drawn.entries();
  const start = entries[0][0];
  const columns = Math.round((entries.at(-1)![0] - start) / width) + 1;
  const rows = new Map<number, WeighedRow>();
  const rowOf = (module: number): WeighedRow => {
    const known = rows.get(module);
    if (known !== undefined) return known;
    const row = emptyRow(modules[module], columns);
    rows.set(module, row);
    return row;
  };
  for (const [at, column] of entries) {
    const x = Math.round((at - start) / width);
    for (const [module, summary] of column.modules) {
      const row = rowOf(module);
      count(row, x, summary.n, summary.errors);
      // The score of a part of its calls would be another one.
      if (column.counts.has(module)) continue;
      row.pss[x] = pssOf(scoresOf(summary, config), config);
      row.entropy[x] = summary.tags.total === 0 ? null : summary.tags.entropy;
    }
    for (const [module, { traces, errors }] of column.counts) count(rowOf(module), x, traces, errors);
  }
  const heaviest = [...rows.values()].sort((a, b) => b.weight - a.weight).slice(0, MOST_ROWS);
  return { width, start, columns, rows: heaviest.map(({ weight: _, ...row }) => row) };
}
