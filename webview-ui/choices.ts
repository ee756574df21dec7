import type { DashboardPlace } from '../src/protocol/dashboard.ts';
import type { TraceFilter } from '../src/protocol/question.ts';
import type { MetricKey } from '../src/protocol/report.ts';
import { isTrendRange, type TrendRange } from './chart/runTrend.ts';
import { METRICS } from './metrics.ts';
import { firstSort, isSortKey, type RowKind, type Sort } from './ranking.ts';
import { restoreRange, type TimeRange } from './timeRange.ts';

export const TABS = ['overview', 'metrics', 'diagnostics', 'performance'] as const;
/** A fifth tab stands beside them while the report is compared with another. */
export type Tab = (typeof TABS)[number] | 'compare';

/** A module or function whose detail view is open. */
export type Detail = Extract<DashboardPlace, { place: 'function' | 'module' }>;

/** Calls that are listed at the end of a tab: those behind a cell, an event or an exception. */
export interface OpenedCalls {
  tab: Tab;
  title: string;
  filter: TraceFilter;
}

/** Widths of the windows of the Metrics tab in seconds; auto suits the span. */
export const WINDOWS = [10, 30, 60, 300, 600] as const;
export type WindowWidth = (typeof WINDOWS)[number];

/** By what the slowest functions are listed. */
export const SLOW_KEYS = ['traces', 'p50', 'p95', 'max', 'share'] as const;
export type SlowKey = (typeof SLOW_KEYS)[number];

/** What the reader chose; survives a reload of the window. */
export interface Choices {
  tab: Tab;
  rows: RowKind;
  sort: Record<RowKind, Sort>;
  filter: string;
  /** Metrics whose "Why?" is open. */
  why: readonly MetricKey[];
  /** All of the advice is shown, not only the most pressing. */
  moreAdvice: boolean;
  /** Charts shown as tables. */
  tables: readonly string[];
  /** Whether latency is drawn on a log scale; null: as its spread asks for. */
  log: boolean | null;
  /** Whether CPU and wait are drawn on a log scale. */
  logParts: boolean;
  /** Width of the windows of the Metrics tab; null: as the span asks for. */
  window: WindowWidth | null;
  /** The module or function whose course the Metrics tab shows; null: everything. */
  of: Detail | null;
  /** Lines that are hidden, as `chart:label`. */
  hidden: readonly string[];
  /** The error heatmap shows shares of failed calls instead of their number. */
  rate: boolean;
  /** Heatmaps show the change against what the report is compared with. */
  change: boolean;
  slow: SlowKey;
  calls: OpenedCalls | null;
  /** How far back the trend of stored runs reaches. */
  trend: TrendRange;
  /** What the comparison lists. */
  compared: RowKind;
  /** A stretch of time that an advice points at, epoch seconds. */
  span: { from: number; to: number } | null;
  /** The time that all tabs show; null: all of it. */
  range: TimeRange | null;
  /** Ranges before this one, newest last. */
  past: readonly (TimeRange | null)[];
  /** The detail views opened one from the other; the last one is shown. */
  trail: readonly Detail[];
}

export const FIRST_CHOICES: Choices = {
  tab: 'overview',
  rows: 'modules',
  sort: { modules: firstSort('pss'), functions: firstSort('pss') },
  filter: '',
  why: [],
  moreAdvice: false,
  tables: [],
  log: null,
  logParts: true,
  window: null,
  of: null,
  hidden: [],
  rate: false,
  change: false,
  slow: 'p95',
  calls: null,
  trend: 'all',
  compared: 'functions',
  span: null,
  range: null,
  past: [],
  trail: [],
};

/** Takes from what was kept only what is still valid; it may come from another version. */
export function restoreChoices(kept: unknown): Choices {
  if (typeof kept !== 'object' || kept === null) return FIRST_CHOICES;
  const { tab, rows, sort, filter, why, tables, log, trend, compared, range, past, trail, ...more } = kept as Record<
    string,
    unknown
  >;
  return {
    ...FIRST_CHOICES,
    tab: restoreTab(tab) ?? 'overview',
    rows: rows === 'functions' ? 'functions' : 'modules',
    sort: { modules: restoreSort(sort, 'modules'), functions: restoreSort(sort, 'functions') },
    filter: typeof filter === 'string' ? filter : '',
    why: Array.isArray(why) ? METRICS.map((metric) => metric.key).filter((key) => why.includes(key)) : [],
    tables: texts(tables),
    log: typeof log === 'boolean' ? log : null,
    logParts: more['logParts'] !== false,
    window: WINDOWS.find((known) => known === more['window']) ?? null,
    of: restoreDetail(more['of']),
    hidden: texts(more['hidden']),
    rate: more['rate'] === true,
    change: more['change'] === true,
    slow: SLOW_KEYS.find((known) => known === more['slow']) ?? 'p95',
    calls: restoreCalls(more['calls']),
    trend: isTrendRange(trend) ? trend : 'all',
    compared: compared === 'modules' ? 'modules' : 'functions',
    range: restoreRange(range),
    past: Array.isArray(past) ? past.map(restoreRange) : [],
    trail: Array.isArray(trail) ? trail.map(restoreDetail).filter((detail) => detail !== null) : [],
  };
}

const restoreTab = (kept: unknown): Tab | undefined => [...TABS, 'compare' as const].find((known) => known === kept);

const texts = (kept: unknown): string[] =>
  Array.isArray(kept) ? kept.filter((text): text is string => typeof text === 'string') : [];

function restoreCalls(kept: unknown): OpenedCalls | null {
  if (typeof kept !== 'object' || kept === null) return null;
  const { tab: where, title, filter } = kept as Record<string, unknown>;
  const tab = restoreTab(where);
  if (tab === undefined || typeof title !== 'string' || typeof filter !== 'object' || filter === null) return null;
  const { from, to, module, failed, exception, message } = filter as Record<string, unknown>;
  return {
    tab,
    title,
    filter: {
      ...(typeof from === 'number' && typeof to === 'number' ? { from, to } : {}),
      ...(typeof module === 'string' ? { module } : {}),
      ...(typeof failed === 'boolean' ? { failed } : {}),
      ...(typeof exception === 'string' ? { exception } : {}),
      ...(typeof message === 'string' ? { message } : {}),
    },
  };
}

function restoreSort(kept: unknown, rows: RowKind): Sort {
  const sort: unknown = typeof kept === 'object' && kept !== null ? (kept as Record<string, unknown>)[rows] : undefined;
  if (typeof sort !== 'object' || sort === null) return firstSort('pss');
  const { key, descending } = sort as Record<string, unknown>;
  return isSortKey(key) && typeof descending === 'boolean' ? { key, descending } : firstSort('pss');
}

function restoreDetail(kept: unknown): Detail | null {
  if (typeof kept !== 'object' || kept === null) return null;
  const { place, module, name, filename, lineno } = kept as Record<string, unknown>;
  if (place === 'module') return typeof module === 'string' ? { place, module } : null;
  if (place !== 'function' || typeof name !== 'string') return null;
  return {
    place,
    name,
    filename: typeof filename === 'string' ? filename : null,
    lineno: typeof lineno === 'number' ? lineno : null,
  };
}
