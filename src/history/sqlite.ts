import type * as Sqlite from 'node:sqlite';
import { HistoryError } from './historyError.ts';

type SqliteModule = typeof Sqlite;

let loaded: SqliteModule | null = null;

/**
 * SQLite of this Node, loaded on first use.
 * @throws HistoryError `unsupported` where Node has none.
 */
export async function loadSqlite(path: string): Promise<SqliteModule> {
  if (loaded !== null) return loaded;
  const { emitWarning } = process;
  // Older versions call the module experimental on standard error, where our own lines stand.
  process.emitWarning = (...args: unknown[]) => {
    if (args[1] !== 'ExperimentalWarning') Reflect.apply(emitWarning, process, args);
  };
  try {
    loaded = await import('node:sqlite');
    return loaded;
  } catch (error) {
    const text = `the history needs SQLite, which this Node (${process.versions.node}) has not; 22.13 and newer have it; everything else works`;
    throw new HistoryError('unsupported', path, text, { cause: error });
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** Text in a URI of SQLite: `?`, `#` and `%` would mean something else there. */
function fileUri(path: string): string {
  const slashes = process.platform === 'win32' ? `/${path.replaceAll('\\', '/')}` : path;
  return `file:${encodeURI(slashes).replaceAll('?', '%3f').replaceAll('#', '%23')}`;
}

/** Milliseconds that a single statement waits for a lock; longer waits do not block the thread. */
const STATEMENT_WAIT = 50;

/** How a file is opened: `existing` writes but does not create it. */
export type Access = 'read' | 'existing' | 'create';

/** Opens a database so that what stands in its schema runs nothing. @param path absolute */
export function openDatabase({ DatabaseSync }: SqliteModule, path: string, access: Access): Sqlite.DatabaseSync {
  const mode = { read: 'ro', existing: 'rw', create: 'rwc' }[access];
  const database = new DatabaseSync(`${fileUri(path)}?mode=${mode}`, {
    readOnly: access === 'read',
    enableForeignKeyConstraints: false,
  });
  try {
    database.exec(`PRAGMA busy_timeout = ${String(STATEMENT_WAIT)}; PRAGMA trusted_schema = OFF`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
