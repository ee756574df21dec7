import type { FunctionReport, MetricKey, ModuleReport, Report } from '../src/protocol/report.ts';
import type { Heat } from '../src/protocol/reportCharts.ts';
import { visibleName } from './visibleText.ts';

/** What the table on the Overview lists. */
export type RowKind = 'modules' | 'functions';
export type Row = ModuleReport | FunctionReport;

const SORT_KEYS = [
  ...(['name', 'pss', 'traces', 'errors', 'ts', 'ms', 'ev', 'be', 'cc'] as const),
  ...(['p50', 'p95', 'spread', 'lowest', 'source', 'change'] as const),
] as const;
export type SortKey = (typeof SORT_KEYS)[number];

export interface Sort {
  key: SortKey;
  descending: boolean;
}

export function isSortKey(key: unknown): key is SortKey {
  return SORT_KEYS.some((known) => known === key);
}

const MOST_FIRST: ReadonlySet<SortKey> = new Set(['traces', 'errors', 'p50', 'p95', 'spread']);

/** The order in which a column is of use first: worst or most on top, names from A. */
export function firstSort(key: SortKey): Sort {
  return { key, descending: MOST_FIRST.has(key) };
}

/** What a click on a column's header makes of the order. */
export function nextSort(sort: Sort, key: SortKey): Sort {
  return sort.key === key ? { key, descending: !sort.descending } : firstSort(key);
}

export function isFunction(row: Row): row is FunctionReport {
  return 'filename' in row;
}

export function nameOf(row: Row): string {
  return isFunction(row) ? row.name : row.module;
}

/** `basename:line` of a function, or null when its file is unknown. */
export function sourceOf(place: { filename: string | null; lineno: number | null }): string | null {
  if (place.filename === null) return null;
  const base = place.filename.slice(Math.max(place.filename.lastIndexOf('/'), place.filename.lastIndexOf('\\')) + 1);
  return place.lineno === null ? base : `${base}:${place.lineno}`;
}

/**
 * Rows of one kind that contain the filter in name, module or file, in the order asked for.
 * @param change of a row's score against what the page is compared with
 */
export function rank(
  report: Report,
  kind: RowKind,
  sort: Sort,
  filter: string,
  change: (row: Row) => number = () => 0,
): Row[] {
  const wanted = filter.trim().toLowerCase();
  const all: readonly Row[] = kind === 'modules' ? report.modules : report.functions;
  const rows = wanted === '' ? [...all] : all.filter((row) => matches(row, wanted));
  const direction = sort.descending ? -1 : 1;
  if (sort.key === 'name' || sort.key === 'source') {
    const text = sort.key === 'name' ? nameOf : (row: Row): string => (isFunction(row) ? placeText(row) : row.module);
    return rows
      .map((row) => ({ row, text: text(row).toLowerCase() }))
      .sort((a, b) => direction * (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))
      .map(({ row }) => row);
  }
  const value = sort.key === 'change' ? change : figure(sort.key, report.heat);
  return rows
    .map((row) => ({ row, value: value(row) }))
    .sort((a, b) => direction * (a.value - b.value) || b.row.traces - a.row.traces)
    .map(({ row }) => row);
}

function matches(row: Row, wanted: string): boolean {
  if (row.module.toLowerCase().includes(wanted)) return true;
  return (
    isFunction(row) && (row.name.toLowerCase().includes(wanted) || (sourceOf(row) ?? '').toLowerCase().includes(wanted))
  );
}

function placeText(row: FunctionReport): string {
  return row.filename === null ? '' : `${row.filename.toLowerCase()}:${String(row.lineno ?? 0).padStart(6, '0')}`;
}

function figure(key: Exclude<SortKey, 'name' | 'source' | 'change'>, heat: Heat | null): (row: Row) => number {
  switch (key) {
    case 'pss':
      return (row) => row.pss;
    case 'traces':
      return (row) => row.traces;
    case 'errors':
      return (row) => row.errors;
    case 'p50':
      return (row) => row.latency.p50;
    case 'p95':
      return (row) => row.latency.p95;
    case 'spread':
      return (row) => (row.latency.p50 > 0 ? row.latency.p95 / row.latency.p50 : 0);
    case 'lowest': {
      const lowest = new Map(heat?.rows.map((row) => [row.module, lowestOf(row.pss)]));
      return (row) => lowest.get(row.module) ?? 101;
    }
    default:
      return (row) => row.scores[key satisfies MetricKey];
  }
}

function lowestOf(values: readonly (number | null)[]): number {
  return values.reduce((lowest: number, value) => (value !== null && value < lowest ? value : lowest), 101);
}

/** Letters of Hebrew, Arabic and their neighbours. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/**
 * A name in two parts, of which only the first is cut when room is short: what tells two modules apart stands at the
 * end. Names of kilobytes are shortened here, and what cannot be seen in a name is written out.
 */
export function splitName(name: string, tail = 24): { head: string; tail: string } {
  const letters = visibleName(name.length > 400 ? `${name.slice(0, 200)}…${name.slice(-100)}` : name);
  // Two boxes would stand from left to right.
  if (RIGHT_TO_LEFT.test(letters)) return { head: '', tail: letters };
  const dot = letters.lastIndexOf('.');
  if (dot > 0 && letters.length - dot <= tail) return { head: letters.slice(0, dot), tail: letters.slice(dot) };
  if (letters.length <= tail) return { head: '', tail: letters };
  const cut = letters.length - tail;
  // Never between the two halves of one character.
  const safe = /[\udc00-\udfff]/.test(letters[cut] ?? '') ? cut - 1 : cut;
  return { head: letters.slice(0, safe), tail: letters.slice(safe) };
}
