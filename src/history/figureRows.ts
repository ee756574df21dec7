import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { Latency, Report, ScopeReport, Scores } from '../protocol/report.ts';
import type { ReportConfig } from '../protocol/reportConfig.ts';
import type { FunctionFigures, ScoredRun } from '../score/runFigures.ts';
import { numberIn, type Row } from './rows.ts';

/** Functions and modules whose figures are kept, those with most traces. */
const MOST = 2000;

/** A run before another, as verdicts need it. */
export interface EarlierRun extends ScoredRun {
  id: number;
  /** Epoch seconds. */
  timestamp: number;
}

function figures(scope: ScopeReport): number[] {
  const { traces, errors, pss, scores, latency } = scope;
  const { ts, ms, ev, be, cc } = scores;
  const { mean, p50, p90, p95, p99, max } = latency;
  return [traces, errors, pss, ts, ms, ev, be, cc, mean, p50, p90, p95, p99, max];
}

const COLUMNS = 'traces, errors, pss, ts, ms, ev, be, cc, mean, p50, p90, p95, p99, max';
const PLACES = COLUMNS.replaceAll(/\w+/g, '?');

function largest<T extends { traces: number }>(scopes: readonly T[]): readonly T[] {
  return scopes.length <= MOST ? scopes : [...scopes].sort((a, b) => b.traces - a.traces).slice(0, MOST);
}

/** Keeps the figures of the functions and modules of a run. */
export function insertFigures(database: DatabaseSync, run: number, report: Report): void {
  const addPlace = database.prepare(
    'INSERT OR IGNORE INTO pypss_place (name, module, filename, lineno) VALUES (?, ?, ?, ?)',
  );
  const addFunction = database.prepare(
    `INSERT OR IGNORE INTO pypss_function (run, place, ${COLUMNS})
     SELECT ?, id, ${PLACES} FROM pypss_place WHERE name = ? AND module = ? AND filename = ? AND lineno = ?`,
  );
  for (const fn of largest(report.functions)) {
    const place = [fn.name, fn.module, fn.filename ?? '', fn.lineno ?? 0];
    addPlace.run(...place);
    addFunction.run(run, ...figures(fn), ...place);
  }
  const addModule = database.prepare(
    `INSERT OR IGNORE INTO pypss_module (run, module, ${COLUMNS}) VALUES (?, ?, ${PLACES})`,
  );
  for (const scope of largest(report.modules)) addModule.run(run, scope.module, ...figures(scope));
}

/**
 * The runs before one, newest first, with the figures of their functions.
 * @param before id of the run; null takes the newest of all
 */
export function selectEarlier(database: DatabaseSync, limit: number, before: number | null): EarlierRun[] {
  const older =
    before === null ? '' : 'WHERE (h.timestamp, h.id) < (SELECT b.timestamp, b.id FROM pss_history b WHERE b.id = ?)';
  const runs = database
    .prepare(
      `SELECT h.id, h.timestamp, h.pss, h.ts, h.ms, h.ev, h.be, h.cc, d.traces, d.errors, d.mean, d.p50, d.p90, d.p95,
         d.p99, d.max, d.config
       FROM pss_history h JOIN pypss_run d ON d.id = h.id ${older}
       ORDER BY h.timestamp DESC, h.id DESC LIMIT ?`,
    )
    .all(...(before === null ? [] : [before]), limit);
  const functionsOf = database.prepare(
    `SELECT p.name, p.module, p.filename, p.lineno, f.* FROM pypss_function f JOIN pypss_place p ON p.id = f.place
     WHERE f.run = ?`,
  );
  return runs.map((row) => ({
    id: numberIn(row['id']),
    timestamp: numberIn(row['timestamp']),
    config: configOf(row['config']),
    ...scopeOf(row),
    functions: functionsOf.all(numberIn(row['id'])).map(functionOf),
  }));
}

function configOf(value: SQLOutputValue): ReportConfig | null {
  if (typeof value !== 'string') return null;
  try {
    return JSON.parse(value) as ReportConfig | null;
  } catch {
    // Not as it was written here: as good as unknown.
    return null;
  }
}

function functionOf(row: Row): FunctionFigures {
  const filename = String(row['filename'] ?? '');
  const lineno = numberIn(row['lineno']);
  return {
    name: String(row['name'] ?? ''),
    module: String(row['module'] ?? ''),
    filename: filename === '' ? null : filename,
    lineno: lineno === 0 ? null : lineno,
    ...scopeOf(row),
  };
}

function scopeOf(row: Row): { traces: number; errors: number; pss: number; scores: Scores; latency: Latency } {
  const n = (key: string): number => numberIn(row[key]);
  return {
    traces: n('traces'),
    errors: n('errors'),
    pss: n('pss'),
    scores: { ts: n('ts'), ms: n('ms'), ev: n('ev'), be: n('be'), cc: n('cc') },
    latency: { mean: n('mean'), p50: n('p50'), p90: n('p90'), p95: n('p95'), p99: n('p99'), max: n('max') },
  };
}
