import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { RunDetails, RunSummary } from '../protocol/history.ts';
import type { HistoryRow } from './exportRuns.ts';
import { PYPSS_COLUMNS, type Layout } from './schema.ts';

/** Which runs, newest first; a filter that is left out takes all. */
export interface RunQuery {
  /** At most this many. */
  limit?: number;
  /** Of the last so many days; 0 takes all, as PyPSS does. */
  days?: number;
  /** From this instant on, epoch seconds. */
  since?: number;
  /** Of this git branch. */
  branch?: string;
  /** Of this trace file or script, as stored. */
  source?: string;
  /** Older than this run: the id of the last one of the page before. */
  before?: number;
}

export type Row = Record<string, SQLOutputValue>;

/** The trace file or the script that the row's meta names. */
const SOURCE = `CASE WHEN json_valid(h.meta) THEN
  coalesce(json_extract(h.meta, '$.trace_file'), json_extract(h.meta, '$.script')) END`;

const THEIRS = `h.id, h.timestamp, h.pss, h.ts, h.ms, h.ev, h.be, h.cc, ${SOURCE} AS source`;
const OURS = `d.id AS details, d.traces, d.errors, d.git_commit, d.git_branch, d.git_dirty, d.duration, d.regression,
  m.id AS mark, m.note, m.baseline, EXISTS (SELECT 1 FROM pypss_report r WHERE r.id = h.id) AS has_report`;
const JOINS = 'LEFT JOIN pypss_run d ON d.id = h.id LEFT JOIN pypss_mark m ON m.id = h.id';

/** Runs that a query names, newest first. @param now epoch seconds */
export function selectRuns(database: DatabaseSync, layout: Layout, query: RunQuery, now: number): RunSummary[] {
  const ours = layout.ours > 0;
  const { where, values } = conditions(query, ours, now);
  const sql = `SELECT ${THEIRS}${ours ? `, ${OURS}` : ''} FROM pss_history h ${ours ? JOINS : ''} ${where}
    ORDER BY h.timestamp DESC, h.id DESC LIMIT ?`;
  return database
    .prepare(sql)
    .all(...values, query.limit ?? -1)
    .map(runOf);
}

/** The rows of PyPSS's table that a query names, newest first, as they stand there. @param now epoch seconds */
export function selectRows(database: DatabaseSync, layout: Layout, query: RunQuery, now: number): HistoryRow[] {
  const ours = layout.ours > 0;
  const { where, values } = conditions(query, ours, now);
  const columns = PYPSS_COLUMNS.map((column) => `h.${column}`).join(', ');
  const sql = `SELECT ${columns} FROM pss_history h ${ours ? JOINS : ''} ${where}
    ORDER BY h.timestamp DESC, h.id DESC LIMIT ?`;
  return database
    .prepare(sql)
    .all(...values, query.limit ?? -1)
    .map((row) => {
      const n = (key: string): number | null => (typeof row[key] === 'number' ? row[key] : numberOrNull(row[key]));
      return {
        id: numberIn(row['id']),
        timestamp: n('timestamp'),
        pss: n('pss'),
        ts: n('ts'),
        ms: n('ms'),
        ev: n('ev'),
        be: n('be'),
        cc: n('cc'),
        meta: textOrNull(row['meta']),
      };
    });
}

/** How many runs a query names, its limit aside. */
export function countRuns(database: DatabaseSync, layout: Layout, query: RunQuery, now: number): number {
  const ours = layout.ours > 0;
  const { where, values } = conditions(query, ours, now);
  const sql = `SELECT count(*) AS n FROM pss_history h ${ours ? JOINS : ''} ${where}`;
  return Number(database.prepare(sql).get(...values)?.['n'] ?? 0);
}

/** One run; null when there is none of that id. */
export function selectRun(database: DatabaseSync, layout: Layout, id: number): RunSummary | null {
  const ours = layout.ours > 0;
  const sql = `SELECT ${THEIRS}${ours ? `, ${OURS}` : ''} FROM pss_history h ${ours ? JOINS : ''} WHERE h.id = ?`;
  const row = database.prepare(sql).get(id);
  return row === undefined ? null : runOf(row);
}

function conditions(query: RunQuery, ours: boolean, now: number): { where: string; values: (string | number)[] } {
  const parts: string[] = [];
  const values: (string | number)[] = [];
  const add = (sql: string, ...given: (string | number)[]): void => {
    parts.push(sql);
    values.push(...given);
  };
  const { days, since, branch, source, before } = query;
  if (days !== undefined && days > 0) add('h.timestamp >= ?', now - days * 86_400);
  if (since !== undefined) add('h.timestamp >= ?', since);
  if (branch !== undefined) {
    if (ours) add('d.git_branch = ?', branch);
    else add('0');
  }
  if (source !== undefined) add(`${SOURCE} = ?`, source);
  if (before !== undefined) {
    add('(h.timestamp, h.id) < (SELECT b.timestamp, b.id FROM pss_history b WHERE b.id = ?)', before);
  }
  return { where: parts.length === 0 ? '' : `WHERE ${parts.join(' AND ')}`, values };
}

/** A number of a file that anybody may have written. */
export function numberIn(value: SQLOutputValue | undefined): number {
  const number = typeof value === 'number' || typeof value === 'string' ? Number(value) : 0;
  return Number.isFinite(number) ? number : 0;
}

export function numberOrNull(value: SQLOutputValue | undefined): number | null {
  return value === null || value === undefined ? null : numberIn(value);
}

export function textOrNull(value: SQLOutputValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

function runOf(row: Row): RunSummary {
  const [ts, ms, ev, be, cc] = (['ts', 'ms', 'ev', 'be', 'cc'] as const).map((key) => numberIn(row[key]));
  return {
    id: numberIn(row['id']),
    timestamp: numberIn(row['timestamp']),
    pss: numberIn(row['pss']),
    scores: { ts, ms, ev, be, cc },
    source: textOrNull(row['source']),
    details: detailsOf(row),
  };
}

function detailsOf(row: Row): RunDetails | null {
  if (numberOrNull(row['details']) === null && numberOrNull(row['mark']) === null) return null;
  return {
    traces: numberOrNull(row['traces']),
    errors: numberOrNull(row['errors']),
    commit: textOrNull(row['git_commit']),
    dirty: row['git_dirty'] === 1,
    branch: textOrNull(row['git_branch']),
    note: textOrNull(row['note']),
    duration: numberOrNull(row['duration']),
    baseline: row['baseline'] === 1,
    regression: row['regression'] === 1,
    hasReport: row['has_report'] === 1,
  };
}
