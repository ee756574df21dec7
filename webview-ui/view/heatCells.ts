/** What the heatmaps of the Diagnostics tab share. */
import type { Heat } from '../../src/protocol/reportCharts.ts';
import type { Heatmap, HeatmapRow } from '../chart/heatmap.ts';
import type { Store } from '../store.ts';

/** The size of the largest value, whatever its sign; 0 without any. */
export function highestOf(rows: readonly HeatmapRow[]): number {
  return rows.reduce(
    (high, { values }) => values.reduce<number>((best, value) => Math.max(best, Math.abs(value ?? 0)), high),
    0,
  );
}

/** Opens the calls of a cell; only the failed ones where some have failed. */
export function opener(
  store: Store,
  { start, width }: Heat,
  failed: (column: number, row: HeatmapRow) => true | undefined,
): Heatmap['open'] {
  if (!store.host.live) return null;
  return (row, column) => {
    const only = failed(column, row);
    const from = start + column * width;
    store.openCalls({
      title: only === true ? 'Failed calls of this cell' : 'Calls of this cell',
      filter: { module: row.module, from, to: from + width, ...(only === true ? { failed: true } : {}) },
    });
  };
}
