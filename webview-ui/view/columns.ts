import { html, type TemplateResult } from 'lit';
import type { Report } from '../../src/protocol/report.ts';
import type { HeatRow } from '../../src/protocol/reportCharts.ts';
import type { Scale } from '../chart/series.ts';
import { formatCount, formatDuration } from '../format.ts';
import type { Before } from '../before.ts';
import type { Host } from '../host.ts';
import { METRICS } from '../metrics.ts';
import { isFunction, nameOf, type Row, type RowKind, type SortKey } from '../ranking.ts';
import { changeCell, courseCell, errorCell, metricCell, nameCell, scoreCell, spanCell } from './cells.ts';
import { sourceLink } from './links.ts';
import { visibleName } from '../visibleText.ts';

/** What a cell needs besides its row. */
export interface CellContext {
  host: Host;
  scale: Scale;
  heat: ReadonlyMap<string, HeatRow>;
  /** What the rows scored before. */
  before: Before | null;
  /** Opens the row's detail view. */
  open: (row: Row) => void;
}

export interface Column {
  key: SortKey;
  label: string;
  title?: string;
  /** Layout classes: `r` right-aligned, `hide-m`, `hide-s`. */
  css: string;
  cell: (row: Row, context: CellContext) => TemplateResult | string;
}

const numbers: readonly Column[] = [
  { key: 'pss', label: 'PSS', css: 'pss', cell: (row) => scoreCell(row) },
  { key: 'traces', label: 'Traces', css: 'r', cell: (row) => formatCount(row.traces) },
  { key: 'errors', label: 'Errors', css: 'r errors', cell: (row) => errorCell(row) },
  ...METRICS.map((metric): Column => ({
    key: metric.key,
    label: metric.letter,
    title: metric.title,
    css: 'metric hide-s',
    cell: (row) => metricCell(metric, row.scores),
  })),
  { key: 'p50', label: 'p50', css: 'r hide-m', cell: (row) => formatDuration(row.latency.p50) },
  { key: 'p95', label: 'p95', css: 'r', cell: (row) => formatDuration(row.latency.p95) },
  {
    key: 'spread',
    label: 'p50 ● to p95 ┃ (log)',
    title: 'Spread: p95 over p50',
    css: 'span-col hide-m',
    cell: (row, { scale }) => spanCell(row.latency, scale),
  },
];

/** The name of a row, which opens its detail view. */
function nameButton(row: Row, name: string, open: () => void): TemplateResult {
  const label = isFunction(row) ? `${name}, ${row.module}` : name;
  return html`<button class="row-name" type="button" tabindex="-1" aria-label=${label.slice(0, 1000)} @click=${open}>
    ${nameCell(name)}
  </button>`;
}

const moduleColumns: readonly Column[] = [
  {
    key: 'name',
    label: 'Module',
    css: 'name',
    cell: (row, { open }) => nameButton(row, row.module, () => open(row)),
  },
  ...numbers,
  {
    key: 'lowest',
    label: 'PSS over time',
    title: 'PSS over time, by its lowest point',
    css: 'course hide-m',
    cell: (row, { heat }) => courseCell(row.module, heat.get(row.module)),
  },
];

const functionColumns: readonly Column[] = [
  {
    key: 'name',
    label: 'Function',
    css: 'name',
    cell: (row, { open }) =>
      html`${nameButton(row, nameOf(row), () => open(row))}<span class="module muted" title=${row.module.slice(0, 1000)}
          >${visibleName(row.module.slice(0, 200))}</span
        >`,
  },
  ...numbers,
  {
    key: 'source',
    label: 'Source',
    css: 'r hide-m',
    cell: (row, { host }) => (isFunction(row) ? sourceLink(host, row, { tabindex: -1 }) : ''),
  },
];

/** The change against the last run or the chosen baseline, beside the score. */
function changeColumn({ label, title }: Before): Column {
  return {
    key: 'change',
    label,
    title,
    css: 'r change-col hide-m',
    cell: (row, { before }) => changeCell(row, before),
  };
}

/**
 * The table's columns. PSS over time and places only where the report has any, the change only where there is
 * something to compare with.
 */
export function columnsOf(kind: RowKind, report: Report, before: Before | null): readonly Column[] {
  const all = kind === 'functions' ? functionColumns : moduleColumns;
  const known = report.heat === null ? all.filter((column) => column.key !== 'lowest') : all;
  if (before === null) return known;
  const beside = known.findIndex((column) => column.key === 'pss') + 1;
  return known.toSpliced(beside, 0, changeColumn(before));
}
