import { html, type TemplateResult } from 'lit';
import type { HeatRow, Report } from '../../src/protocol/report.ts';
import type { Scale } from '../chart/series.ts';
import { formatCount, formatDuration } from '../format.ts';
import type { Host } from '../host.ts';
import { METRICS } from '../metrics.ts';
import { isFunction, nameOf, type Row, type RowKind, type SortKey } from '../ranking.ts';
import { courseCell, errorCell, metricCell, nameCell, scoreCell, spanCell } from './cells.ts';
import { sourceLink } from './links.ts';

/** What a cell needs besides its row. */
export interface CellContext {
  host: Host;
  scale: Scale;
  heat: ReadonlyMap<string, HeatRow>;
  openModule: (module: string) => void;
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

const moduleColumns: readonly Column[] = [
  {
    key: 'name',
    label: 'Module',
    css: 'name',
    cell: (row, { openModule }) =>
      html`<button
        class="row-name"
        type="button"
        tabindex="-1"
        aria-label=${row.module.slice(0, 1000)}
        @click=${() => openModule(row.module)}
      >
        ${nameCell(row.module)}
      </button>`,
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
    cell: (row) =>
      html`${nameCell(nameOf(row))}<span class="module muted" title=${row.module}>${row.module.slice(0, 200)}</span>`,
  },
  ...numbers,
  {
    key: 'source',
    label: 'Source',
    css: 'r hide-m',
    cell: (row, { host }) => (isFunction(row) ? sourceLink(host, row, { tabindex: -1 }) : ''),
  },
];

/** The table's columns. PSS over time and places only where the report has any. */
export function columnsOf(kind: RowKind, report: Report): readonly Column[] {
  if (kind === 'functions') return functionColumns;
  return report.heat === null ? moduleColumns.filter((column) => column.key !== 'lowest') : moduleColumns;
}
