/** What the rows of the tables scored before: in the last run, or in what was chosen to compare with. */
import type { Baseline } from '../src/protocol/dashboard.ts';
import type { HistoryTrend } from '../src/protocol/history.ts';
import type { Row, RowKind } from './ranking.ts';
import type { Store } from './store.ts';

export interface Before {
  /** How the column is called: `vs last`, `vs base`. */
  label: string;
  title: string;
  /** PSS of a row before; `new` where there was none, null where that is not known. */
  pss(row: Row): number | 'new' | null;
}

const known = new WeakMap<object, Partial<Record<RowKind, Before | null>>>();

/** The same object as long as it says the same, so that tables are not ranked again; null where nothing is known. */
export function beforeOf(store: Pick<Store, 'baseline' | 'history' | 'range'>, kind: RowKind): Before | null {
  if (store.range !== null) return null;
  const from = store.baseline ?? store.history;
  if (from === null) return null;
  const kept = known.get(from) ?? {};
  known.set(from, kept);
  kept[kind] ??= store.baseline !== null ? inBaseline(store.baseline, kind) : inLastRun(store.history, kind);
  return kept[kind];
}

function inBaseline({ comparison, label, report }: Baseline, kind: RowKind): Before {
  const scopes = new Map(comparison[kind].map((scope) => [keyOf(scope, kind), scope.base?.pss ?? ('new' as const)]));
  // What moved least is cut from long comparisons; of some of it the baseline's own tables know.
  for (const row of report[kind]) {
    const key = keyOf(row, kind);
    if (!scopes.has(key)) scopes.set(key, row.pss);
  }
  return {
    label: 'vs base',
    title: `Change of the score against ${label}`,
    pss: (row) => scopes.get(keyOf(row, kind)) ?? null,
  };
}

/** Of the last run the host tells modules only. */
function inLastRun(history: HistoryTrend | null, kind: RowKind): Before | null {
  const figures = history?.lastFigures;
  if (figures == null || kind === 'functions') return null;
  const modules = new Map(figures.modules);
  return {
    label: 'vs last',
    title: 'Change of the score against the last run',
    pss: ({ module }) => modules.get(module) ?? (figures.cut ? null : 'new'),
  };
}

type Named = Pick<Row, 'module'> & { name?: string; filename?: string | null; lineno?: number | null };

function keyOf(row: Named | Row, kind: RowKind): string {
  if (kind === 'modules') return row.module;
  const { name = '', filename = null, lineno = null } = row as Named;
  return JSON.stringify([row.module, name, filename, lineno]);
}

/** Beyond every change of a score. */
const UNKNOWN = 1000;

/** By how many points a row's score changed: what the column is sorted by; unknown ones last. */
export function changeOf(row: Row, before: Before | null): number {
  const pss = before?.pss(row) ?? null;
  return typeof pss === 'number' ? Math.round(row.pss) - Math.round(pss) : UNKNOWN;
}
