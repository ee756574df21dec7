import { html, nothing, type TemplateResult } from 'lit';
import type { Heat } from '../../src/protocol/report.ts';
import { formatInstant, formatTime, timeTicks } from '../clock.ts';
import { formatCount } from '../format.ts';
import { cutName } from '../view/cells.ts';
import { rampColour } from './ramp.ts';

const MOST_ROWS = 16;

export interface HeatmapRow {
  module: string;
  /** Per column; null: no traces. */
  values: readonly (number | null)[];
  total: string;
}

export interface Heatmap {
  id: string;
  title: string;
  subtitle: string;
  css: string;
  heat: Heat;
  rows: readonly HeatmapRow[];
  shade: (value: number) => number;
  /** Where the ramp starts, per cent of the hue. */
  start: number;
  /** What a cell says in its tooltip. */
  tell: (row: HeatmapRow, column: number) => string;
  note: string;
}

/** Modules by time as coloured cells, the totals on the right. */
export function heatmap(chart: Heatmap): TemplateResult {
  const { heat, rows } = chart;
  const from = heat.start;
  const to = from + heat.width * heat.columns;
  const shown = rows.slice(0, MOST_ROWS);
  return html`<section class="pan chart-pan half ${chart.css}" aria-labelledby="${chart.id}-title">
    <div class="chart-title">
      <h2 id="${chart.id}-title">${chart.title} <small>${chart.subtitle}</small></h2>
    </div>
    <div class="heat" role="table" aria-label=${chart.title} aria-colcount=${heat.columns + 2}>
      ${shown.map(
        (row) =>
          html`<div class="heat-row" role="row">
            <span class="heat-name" role="rowheader" title=${row.module.slice(0, 1000)}>${cutName(row.module)}</span>
            <span class="cells" role="cell" aria-label=${summary(chart, row)}
              >${row.values.map((value, column) =>
                value === null
                  ? html`<i></i>`
                  : html`<i
                      title=${`${chart.tell(row, column)}\n${row.module.slice(0, 200)}\n${formatTime(from + column * heat.width)} – ${formatTime(from + (column + 1) * heat.width)}`}
                      .style=${`background:${value === 0 ? 'var(--zero)' : rampColour(chart.shade(value), chart.start)}`}
                    ></i>`,
              )}</span
            >
            <span class="heat-total" role="cell">${row.total}</span>
          </div>`,
      )}
    </div>
    <div class="heat-row axis-row" aria-hidden="true">
      <span></span>
      <div class="axis">
        ${timeTicks(from, to, 4).map(
          (tick) =>
            html`<span .style=${`left:${((tick - from) / (to - from)) * 100}%`}
              >${formatInstant(tick, to - from)}</span
            >`,
        )}
      </div>
    </div>
    <p class="pad muted">
      ${chart.note}${rows.length > MOST_ROWS ? html` ${formatCount(rows.length - MOST_ROWS)} more modules are not drawn.` : nothing}
    </p>
  </section>`;
}

function summary(chart: Heatmap, row: HeatmapRow): string {
  const peak = row.values.reduce<number>(
    (best, value, column) => ((value ?? -1) > (row.values[best] ?? -1) ? column : best),
    0,
  );
  return `most at ${formatTime(chart.heat.start + peak * chart.heat.width)}: ${chart.tell(row, peak)}`;
}
