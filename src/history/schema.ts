import type { DatabaseSync } from 'node:sqlite';
import { HistoryError } from './historyError.ts';

/** Version of PyPSS's tables, and of ours beside them. */
const PYPSS_VERSION = 1;
export const OUR_VERSION = 1;

/** As PyPSS 1.3 makes them. */
const PYPSS_TABLES = `
CREATE TABLE IF NOT EXISTS _meta (key TEXT PRIMARY KEY, value TEXT);
CREATE TABLE IF NOT EXISTS pss_history (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  timestamp REAL,
  pss REAL,
  ts REAL,
  ms REAL,
  ev REAL,
  be REAL,
  cc REAL,
  meta TEXT
);
`;

/**
 * What PyPSS has no place for, by the id of its row. A removed run keeps its rows here, so that it can come back.
 * One entry a version: each brings a file of the version before to its own.
 */
const MIGRATIONS: readonly string[] = [
  `
CREATE TABLE pypss_meta (key TEXT PRIMARY KEY, value TEXT);
CREATE TABLE pypss_run (
  id INTEGER PRIMARY KEY,
  traces INTEGER NOT NULL,
  errors INTEGER NOT NULL,
  mean REAL, p50 REAL, p90 REAL, p95 REAL, p99 REAL, max REAL,
  waiting REAL,
  git_commit TEXT,
  git_branch TEXT,
  git_dirty INTEGER NOT NULL DEFAULT 0,
  duration REAL,
  regression INTEGER NOT NULL DEFAULT 0,
  config TEXT
);
CREATE TABLE pypss_mark (id INTEGER PRIMARY KEY, note TEXT, baseline INTEGER NOT NULL DEFAULT 0);
CREATE TABLE pypss_report (id INTEGER PRIMARY KEY, encoding TEXT NOT NULL, cut TEXT, data BLOB NOT NULL);
CREATE TABLE pypss_place (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  module TEXT NOT NULL,
  filename TEXT NOT NULL,
  lineno INTEGER NOT NULL,
  UNIQUE (name, module, filename, lineno)
);
CREATE TABLE pypss_function (
  run INTEGER NOT NULL,
  place INTEGER NOT NULL,
  traces INTEGER NOT NULL,
  errors INTEGER NOT NULL,
  pss REAL, ts REAL, ms REAL, ev REAL, be REAL, cc REAL,
  mean REAL, p50 REAL, p90 REAL, p95 REAL, p99 REAL, max REAL,
  PRIMARY KEY (run, place)
) WITHOUT ROWID;
CREATE TABLE pypss_module (
  run INTEGER NOT NULL,
  module TEXT NOT NULL,
  traces INTEGER NOT NULL,
  errors INTEGER NOT NULL,
  pss REAL, ts REAL, ms REAL, ev REAL, be REAL, cc REAL,
  mean REAL, p50 REAL, p90 REAL, p95 REAL, p99 REAL, max REAL,
  PRIMARY KEY (run, module)
) WITHOUT ROWID;
CREATE TABLE pypss_removed (
  id INTEGER PRIMARY KEY,
  timestamp REAL, pss REAL, ts REAL, ms REAL, ev REAL, be REAL, cc REAL, meta TEXT,
  removed REAL NOT NULL
);
`,
];

/** Columns of PyPSS's table, in its order. */
export const PYPSS_COLUMNS = ['id', 'timestamp', 'pss', 'ts', 'ms', 'ev', 'be', 'cc', 'meta'] as const;

/** What a file holds. */
export interface Layout {
  /** PyPSS's tables; false for an empty database. */
  pypss: boolean;
  /** Version of our tables, 0 where there are none. */
  ours: number;
}

/**
 * Finds out whose file this is.
 * @throws HistoryError `foreign` or `newer`
 */
export function layoutOf(database: DatabaseSync, path: string): Layout {
  const found = database
    .prepare("SELECT name, type FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")
    .all()
    .map(({ name, type }) => ({ name: String(name), type: String(type) }));
  if (found.length === 0) return { pypss: false, ours: 0 };
  const isTable = (name: string): boolean => found.some((one) => one.name === name && one.type === 'table');
  const columns = isTable('pss_history')
    ? new Set(
        database
          .prepare("SELECT name FROM pragma_table_info('pss_history')")
          .all()
          .map(({ name }) => name),
      )
    : new Set();
  if (!PYPSS_COLUMNS.every((column) => columns.has(column))) throw foreign(path, columns.size > 0);
  const theirs = isTable('_meta') ? versionIn(database, '_meta', 'version') : PYPSS_VERSION;
  if (theirs > PYPSS_VERSION) throw newer(path, `PyPSS (schema ${String(theirs)})`);
  const ours = isTable('pypss_meta') ? versionIn(database, 'pypss_meta', 'schema') : 0;
  if (ours > OUR_VERSION) throw newer(path, `this program (schema ${String(ours)})`);
  return { pypss: true, ours };
}

function versionIn(database: DatabaseSync, table: '_meta' | 'pypss_meta', key: string): number {
  const value = database.prepare(`SELECT value FROM ${table} WHERE key = ?`).get(key)?.['value'];
  const version = Number(value ?? 1);
  return Number.isInteger(version) ? version : 1;
}

function foreign(path: string, named: boolean): HistoryError {
  const what = named ? 'its table pss_history has other columns than PyPSS’s' : 'it has no table pss_history';
  const text = `${path} is the database of another program: ${what}; it was left alone, choose another file for the history`;
  return new HistoryError('foreign', path, text);
}

function newer(path: string, writer: string): HistoryError {
  const text = `the history ${path} was written by a newer version of ${writer}; update this one to read it`;
  return new HistoryError('newer', path, text);
}

/** Makes the tables that are missing. Call it inside a transaction. @throws HistoryError as `layoutOf` */
export function ensureTables(database: DatabaseSync, path: string): void {
  const { pypss, ours } = layoutOf(database, path);
  if (!pypss) {
    database.exec(PYPSS_TABLES);
    database.prepare('INSERT OR IGNORE INTO _meta (key, value) VALUES (?, ?)').run('version', String(PYPSS_VERSION));
  }
  if (ours === OUR_VERSION) return;
  for (const migration of MIGRATIONS.slice(ours)) database.exec(migration);
  database.prepare('INSERT OR REPLACE INTO pypss_meta (key, value) VALUES (?, ?)').run('schema', String(OUR_VERSION));
}
