/** Where and when calls fail: modules by time, as counts or shares, now or against a baseline. */
import { html, type TemplateResult } from 'lit';
import type { Report } from '../../src/protocol/report.ts';
import type { Heat, HeatRow } from '../../src/protocol/reportCharts.ts';
import { baselineHeat, type BeforeRow, type BeforeRows } from '../baselineHeat.ts';
import { changeLook, changeOf, signedText } from '../chart/change.ts';
import { heatmap, type HeatmapRow } from '../chart/heatmap.ts';
import { countShade, rampColour } from '../chart/ramp.ts';
import { formatCount, formatCounted, formatRate } from '../format.ts';
import type { Store } from '../store.ts';
import { changeSwitch } from './heatChange.ts';
import { highestOf, opener } from './heatCells.ts';
import { notice } from './notice.ts';

const TITLE = 'Where and when errors cluster';

export function errorHeat(store: Store, report: Report): TemplateResult {
  const { heat } = report;
  const before = heat === null ? null : baselineHeat(store, heat);
  const change = before !== null && store.choices.change;
  const failedBefore = change && [...before.values()].some(({ errors }) => sum(errors) > 0);
  if (report.errors === 0 && !failedBefore) {
    return notice(
      TITLE,
      report.traces === 1 ? 'The one call did not fail.' : `None of the ${formatCount(report.traces)} calls failed.`,
      'half',
    );
  }
  if (heat === null)
    return notice(TITLE, 'None of these traces carries a time, so errors have no place on a time axis.', 'half');
  return picture(store, report, heat, before, change);
}

function picture(store: Store, report: Report, heat: Heat, before: BeforeRows | null, change: boolean): TemplateResult {
  const { rate } = store.choices;
  const own = new Map(heat.rows.map((row) => [row.module, row]));
  const format = rate ? formatRate : formatCount;
  const list = change && before !== null ? changes(heat, before, rate) : figures(heat, rate);
  const most = highestOf(list);
  // Shares are shaded by hundredths, so that one failure in a hundred is seen beside a burst.
  const shade = (value: number): number => (rate ? countShade(value * 100, most * 100) : countShade(value, most));
  return heatmap(store, {
    id: 'error-heat',
    title: TITLE,
    subtitle: formatCounted(report.errors, 'error'),
    css: 'm-ev',
    heat,
    rows: list,
    tell: ({ module }, column) => told(own.get(module), column),
    note: rate ? 'right: of all calls' : 'right: total',
    ...(change
      ? changeLook(most, rate ? 'Change, in points' : 'Change per cell', format, shade)
      : {
          colour: (value: number) => (value === 0 ? 'var(--zero)' : rampColour(shade(value), 60)),
          legend: rate
            ? {
                label: 'Failed',
                values: [0, 0.01, 0.1, 0.5].filter((value) => value < most).concat(most),
                format: formatRate,
              }
            : { label: 'Errors per cell', values: steps(most), format: formatCount },
          format,
        }),
    ...(before === null
      ? {}
      : {
          before: {
            tell: ({ module }: HeatmapRow, column: number) => told(before.get(module), column),
            value: ({ module }: HeatmapRow, column: number) => valueAt(before.get(module), column, rate),
            format,
          },
        }),
    controls: html`${changeSwitch(store, before !== null)}
      <div class="seg" role="group" aria-label="Errors as">
        ${([false, true] as const).map(
          (value) =>
            html`<button type="button" aria-pressed=${rate === value} @click=${() => store.choose({ rate: value })}>
              ${value ? 'Rate' : 'Count'}
            </button>`,
        )}
      </div>`,
    open: opener(store, heat, (column, row) => ((own.get(row.module)?.errors[column] ?? 0) > 0 ? true : undefined)),
  });
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Failures of a cell, or their share; null where it has no calls. */
function valueAt(row: BeforeRow | undefined, column: number, rate: boolean): number | null {
  const calls = row?.traces[column] ?? 0;
  const failed = row?.errors[column] ?? 0;
  if (calls === 0) return null;
  return rate ? failed / calls : Math.round(failed);
}

/** What was in a cell, in words. */
function told(row: BeforeRow | undefined, column: number): string {
  const [calls, failed] = [row?.traces[column] ?? 0, row?.errors[column] ?? 0];
  if (calls === 0) return 'no traces';
  return `${formatCount(Math.round(failed))} of ${formatCount(Math.round(calls))} calls failed (${formatRate(failed / calls)})`;
}

/** Modules that failed, most failures first. */
function figures(heat: Heat, rate: boolean): HeatmapRow[] {
  return heat.rows
    .map((row) => ({ row, failed: sum(row.errors), calls: sum(row.traces) }))
    .filter(({ failed }) => failed > 0)
    .sort((a, b) => b.failed - a.failed)
    .map(({ row, failed, calls }) => ({
      module: row.module,
      values: row.errors.map((_, column) => valueAt(row, column, rate)),
      total: rate ? formatRate(failed / calls) : formatCount(failed),
    }));
}

/** Modules that failed now or before; those that got worst come first. */
function changes(heat: Heat, before: BeforeRows, rate: boolean): HeatmapRow[] {
  const total = (row: HeatRow | BeforeRow | undefined): number => {
    if (row === undefined) return 0;
    return rate ? sum(row.errors) / Math.max(1, sum(row.traces)) : Math.round(sum(row.errors));
  };
  return heat.rows
    .map((row) => ({ row, then: before.get(row.module) }))
    .filter(({ row, then }) => sum(row.errors) > 0 || (then !== undefined && sum(then.errors) > 0))
    .map(({ row, then }) => ({ row, then, by: total(row) - total(then) }))
    .sort((a, b) => b.by - a.by)
    .map(({ row, then, by }) => ({
      module: row.module,
      values: row.errors.map((_, column) => {
        const [after, earlier] = [valueAt(row, column, rate), valueAt(then, column, rate)];
        if (rate || (after === null && earlier === null)) return changeOf(after, earlier);
        // Where nothing ran, nothing failed; a share of nothing is not known.
        return (after ?? 0) - (earlier ?? 0);
      }),
      total: signedText(by, rate ? formatRate : formatCount),
    }));
}

/** Round values for the legend of counts: 0 1 3 10 30 … and the highest. */
function steps(most: number): number[] {
  const round = [0, 1, 3, 10, 30, 100, 300, 1000, 3000, 10_000, 100_000].filter((value) => value < most);
  return [...round.slice(0, 2), ...round.slice(2).slice(-3), most];
}
