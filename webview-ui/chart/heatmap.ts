import { html, nothing, type TemplateResult } from 'lit';
import type { Heat } from '../../src/protocol/reportCharts.ts';
import { formatInstant, formatTime, timeTicks } from '../clock.ts';
import { formatCount } from '../format.ts';
import { isoTime, type Sheet } from '../sheet.ts';
import type { Store } from '../store.ts';
import { cutName } from '../view/cells.ts';
import { panelTools } from '../view/panelTools.ts';

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
  /** Colour of a cell in CSS. */
  colour: (value: number) => string;
  /** Class of a cell, which tells it apart by more than its colour. */
  mark?: (value: number) => string;
  /** What was in a cell before, where the report is compared with another: in words, and as a value for tables. */
  before?: {
    tell: (row: HeatmapRow, column: number) => string;
    value: (row: HeatmapRow, column: number) => number | null;
    format: (value: number) => string;
  };
  /** What a cell says in its tooltip. */
  tell: (row: HeatmapRow, column: number) => string;
  note: string;
  /** Values of the legend, least first, and how they are written. */
  legend: { label: string; values: readonly number[]; format: (value: number) => string };
  /** How a value is written in the table. */
  format: (value: number) => string;
  controls?: TemplateResult | typeof nothing;
  /** Opens the traces behind a cell; null where nobody can read them. */
  open: ((row: HeatmapRow, column: number) => void) | null;
}

/** Modules by time as coloured cells, the totals on the right; a cell opens the traces behind it. */
export function heatmap(store: Store, chart: Heatmap): TemplateResult {
  const { id, title, rows } = chart;
  const asTable = store.choices.tables.includes(id);
  const all = store.choices.tables.includes(`${id}-all`);
  const shown = all ? rows : rows.slice(0, MOST_ROWS);
  return html`<section class="pan chart-pan half ${chart.css}" aria-labelledby="${id}-title">
    <div class="chart-title">
      <h2 id="${id}-title">${title} <small>${chart.subtitle}</small></h2>
      ${chart.controls ?? nothing} ${panelTools(store, { id, title, sheet: () => sheetOf(chart) })}
    </div>
    ${asTable ? twin(chart, shown) : picture(chart, shown)}
    ${
      rows.length <= MOST_ROWS
        ? nothing
        : html`<p class="more">
            <button class="link" type="button" aria-expanded=${all} @click=${() => store.toggleTable(`${id}-all`)}>
              ${all ? `Show ${MOST_ROWS} only` : `${formatCount(rows.length - MOST_ROWS)} more`}
            </button>
          </p>`
    }
  </section>`;
}

const columnStart = ({ start, width }: Heat, column: number): number => start + column * width;

function picture(chart: Heatmap, shown: readonly HeatmapRow[]): TemplateResult {
  const { heat, legend } = chart;
  const from = heat.start;
  const to = columnStart(heat, heat.columns);
  // Written once for all rows: there may be thousands of cells.
  const times = Array.from({ length: heat.columns }, (_, column) =>
    [column, column + 1].map((at) => formatTime(columnStart(heat, at), heat.width < 1)).join(' – '),
  );
  return html`<div
      class="heat ${chart.open === null ? '' : 'opens'}"
      role="grid"
      aria-label=${`${chart.title}; ${chart.open === null ? '' : 'Enter opens the traces of a cell'}`}
      aria-colcount=${heat.columns + 2}
      @keydown=${moveBetweenCells}
      @click=${(event: MouseEvent) => openCell(chart, shown, event)}
    >
      ${shown.map(
        (row, index) =>
          html`<div class="heat-row" role="row">
            <span class="heat-name" role="rowheader" title=${row.module.slice(0, 1000)}>${cutName(row.module)}</span>
            <span class="cells" role="presentation"
              >${row.values.map((value, column) => cell(chart, row, value, column, times[column], index === 0 && column === 0))}</span
            >
            <span class="heat-total" role="gridcell">${row.total}</span>
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
    <p class="heat-legend muted">
      <span>${legend.label}</span>
      ${legend.values.map(
        (value) =>
          html`<span
            ><i class=${chart.mark?.(value) ?? ''} .style=${`--cell:${chart.colour(value)}`}></i
            >${legend.format(value)}</span
          >`,
      )}
      <span class="heat-note">${chart.note}</span>
    </p>`;
}

function cell(
  chart: Heatmap,
  row: HeatmapRow,
  value: number | null,
  column: number,
  time: string,
  first: boolean,
): TemplateResult {
  const { open } = chart;
  const now = chart.tell(row, column);
  const text = chart.before === undefined ? now : `${now}\nbefore: ${chart.before.tell(row, column)}`;
  const module = row.module.slice(0, 200);
  const hint = value === null || open === null ? '' : '\nEnter or click: open these traces';
  return html`<i
    role="gridcell"
    class=${value === null ? '' : (chart.mark?.(value) ?? '')}
    data-column=${column}
    tabindex=${first ? 0 : -1}
    aria-label=${`${text.replace('\n', ', ')}, ${module}, ${time}`}
    title=${`${text}\n${module}\n${time}${hint}`}
    .style=${value === null ? '' : `--cell:${chart.colour(value)}`}
  ></i>`;
}

function openCell(chart: Heatmap, shown: readonly HeatmapRow[], event: Event): void {
  const place = (event.target as Element).closest<HTMLElement>('[data-column]');
  const line = place?.closest('.heat-row');
  if (chart.open === null || place === null || line == null) return;
  const row = shown[[...(line.parentElement?.children ?? [])].indexOf(line)];
  const column = Number(place.dataset['column']);
  if (row !== undefined && row.values[column] !== null) chart.open(row, column);
}

/** One tab stop for all cells: arrow keys move between them, Enter opens. */
function moveBetweenCells(event: KeyboardEvent): void {
  const place = (event.target as Element).closest<HTMLElement>('[data-column]');
  const grid = event.currentTarget as HTMLElement;
  if (place === null || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === 'Enter' || event.key === ' ') {
    event.preventDefault();
    event.stopPropagation();
    place.click();
    return;
  }
  const lines = [...grid.querySelectorAll('.heat-row')].map((line) => [
    ...line.querySelectorAll<HTMLElement>('[data-column]'),
  ]);
  const row = lines.findIndex((cells) => cells.includes(place));
  const column = lines[row].indexOf(place);
  const last = lines[row].length - 1;
  const targets: Record<string, [number, number]> = {
    ArrowRight: [row, Math.min(last, column + 1)],
    ArrowLeft: [row, Math.max(0, column - 1)],
    ArrowDown: [Math.min(lines.length - 1, row + 1), column],
    ArrowUp: [Math.max(0, row - 1), column],
    Home: [row, 0],
    End: [row, last],
  };
  const target = targets[event.key];
  if (target === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  const next = lines[target[0]][target[1]];
  for (const other of grid.querySelectorAll<HTMLElement>('[data-column][tabindex="0"]')) other.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}

function twin(chart: Heatmap, shown: readonly HeatmapRow[]): TemplateResult {
  const { heat } = chart;
  const span = heat.width < 1 ? 0 : heat.width * heat.columns;
  return html`<div class="twin" tabindex="0" role="region" aria-label=${`${chart.title} as a table`}>
    <table>
      <thead>
        <tr>
          <th scope="col">From</th>
          ${shown.map(({ module }) => html`<th scope="col" class="r">${cutName(module)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${Array.from(
          { length: heat.columns },
          (_, column) =>
            html`<tr>
              <th scope="row">${formatInstant(columnStart(heat, column), span)}</th>
              ${shown.map((row) => {
                const value = row.values[column] ?? null;
                return html`<td class="r">
                  ${beforeText(chart, row, column)}${value === null ? '–' : chart.format(value)}
                </td>`;
              })}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** What a cell was before, ahead of what it is. */
function beforeText({ before }: Heatmap, row: HeatmapRow, column: number): TemplateResult | typeof nothing {
  if (before === undefined) return nothing;
  const value = before.value(row, column);
  return html`<span class="then">${value === null ? '–' : before.format(value)}</span>`;
}

/** Time by module; windows without traces stay empty. */
function sheetOf({ heat, rows, before }: Heatmap): Sheet {
  const compared = before === undefined ? [] : rows;
  return {
    columns: ['from', ...rows.map(({ module }) => module), ...compared.map(({ module }) => `${module}, before`)],
    rows: Array.from({ length: heat.columns }, (_, column) => [
      isoTime(columnStart(heat, column)),
      ...rows.map(({ values }) => values[column] ?? null),
      ...compared.map((row) => before?.value(row, column) ?? null),
    ]),
  };
}
