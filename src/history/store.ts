import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Regression, RunSummary } from '../protocol/history.ts';
import type { Report } from '../protocol/report.ts';
import { regressionOf } from '../score/regression.ts';
import { Connection, type HistoryMode } from './connection.ts';
import type { HistoryRow } from './exportRuns.ts';
import { selectEarlier, type EarlierRun } from './figureRows.ts';
import { HistoryError } from './historyError.ts';
import { insertRun, type NewRun } from './insertRun.ts';
import { removeOld, removeRuns, restoreRuns } from './removal.ts';
import { countRuns, selectRows, selectRun, selectRuns, type RunQuery } from './rows.ts';
import { unpackReport } from './storedReport.ts';

export interface StoredRun {
  id: number;
  /** The score is lower than the runs before it by more than the configured drop. */
  regression: Regression | null;
}

/** Runs that were removed and can come back, until a day later another run is stored. */
export interface RemovedRuns {
  ids: number[];
}

export interface StoreOptions {
  /** `read` never changes the file; `write` creates it when the first run is stored. */
  mode: HistoryMode;
  /** Milliseconds for which a locked file is tried again, 30 s by default. */
  patience?: number;
  /** Epoch seconds; the clock by default. */
  now?(): number;
}

/**
 * The runs in one history file, shared with PyPSS and with other processes. Reading never creates the file, and a file
 * that is not there yet is an empty history. Every method rejects with a HistoryError whose message tells what to do.
 */
export class HistoryStore {
  readonly path: string;
  private readonly connection: Connection;
  private readonly now: () => number;

  private constructor(file: string, { mode, patience, now }: StoreOptions) {
    this.path = path.resolve(file);
    this.connection = new Connection(this.path, mode, patience);
    this.now = now ?? ((): number => Date.now() / 1000);
  }

  /** Looks at the file, so that one that cannot be used is told at once. */
  static async open(file: string, options: StoreOptions): Promise<HistoryStore> {
    const store = new HistoryStore(file, options);
    try {
      await store.connection.read(null, () => null);
    } catch (error) {
      await store.close();
      throw error;
    }
    return store;
  }

  close(): Promise<void> {
    return this.connection.close();
  }

  /** Adds a run. Old ones go first, as `retentionDays` says. */
  store(report: Report, run: NewRun): Promise<StoredRun> {
    const now = this.now();
    return this.connection.write((database) => {
      const { rule } = run;
      const earlier = rule === null ? [] : newestScores(database, rule.limit);
      const regression = rule === null ? null : regressionOf(report.pss, earlier, rule);
      removeOld(database, now, run.retentionDays);
      return { id: insertRun(database, report, run, regression !== null, now), regression };
    });
  }

  /** Runs, newest first. */
  list(query: RunQuery = {}): Promise<RunSummary[]> {
    return this.connection.read<RunSummary[]>([], (database, layout) =>
      selectRuns(database, layout, query, this.now()),
    );
  }

  /** The rows as they stand in the file, newest first: for exportCsv and exportJson. */
  rows(query: RunQuery = {}): Promise<HistoryRow[]> {
    return this.connection.read<HistoryRow[]>([], (database, layout) =>
      selectRows(database, layout, query, this.now()),
    );
  }

  /** How many runs there are; a limit does not count. */
  count(query: RunQuery = {}): Promise<number> {
    return this.connection.read(0, (database, layout) => countRuns(database, layout, query, this.now()));
  }

  /** One run; null when there is none of that id. */
  run(id: number): Promise<RunSummary | null> {
    return this.connection.read<RunSummary | null>(null, (database, layout) => selectRun(database, layout, id));
  }

  /** The run that later ones are compared with; null when none is chosen. */
  baseline(): Promise<RunSummary | null> {
    return this.connection.read<RunSummary | null>(null, (database, layout) => {
      if (layout.ours === 0) return null;
      const row = database
        .prepare('SELECT m.id FROM pypss_mark m JOIN pss_history h ON h.id = m.id WHERE m.baseline = 1')
        .get();
      return row === undefined ? null : selectRun(database, layout, Number(row['id']));
    });
  }

  /** Git branches of the stored runs, by name. */
  branches(): Promise<string[]> {
    return this.connection.read<string[]>([], (database, layout) => {
      if (layout.ours === 0) return [];
      const sql = `SELECT DISTINCT d.git_branch AS name FROM pypss_run d JOIN pss_history h ON h.id = d.id
        WHERE d.git_branch IS NOT NULL ORDER BY 1`;
      return database
        .prepare(sql)
        .all()
        .map(({ name }) => String(name));
    });
  }

  /** The stored report of a run; null where none is stored (runs of PyPSS have none). */
  report(id: number): Promise<Report | null> {
    return this.connection.read<Report | null>(null, (database, layout) => {
      if (layout.ours === 0) return null;
      const sql = `SELECT r.data, r.encoding FROM pypss_report r JOIN pss_history h ON h.id = r.id WHERE r.id = ?`;
      const row = database.prepare(sql).get(id);
      if (row === undefined) return null;
      try {
        if (row['encoding'] !== 'deflate' || !(row['data'] instanceof Uint8Array)) throw new Error('unknown encoding');
        return unpackReport(row['data']);
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        const text = `the stored report of run ${String(id)} in ${this.path} cannot be read: ${why}`;
        throw new HistoryError('corrupt', this.path, text, { cause: error });
      }
    });
  }

  /**
   * The runs before one with the figures of their functions, newest first, as `verdicts` takes them. Runs of PyPSS are
   * not among them: it stores no functions.
   * @param before id of the run; null takes the newest of all, and none come before one that is not there
   */
  earlierRuns(limit: number, before: number | null): Promise<EarlierRun[]> {
    return this.connection.read<EarlierRun[]>([], (database, layout) =>
      layout.ours === 0 ? [] : selectEarlier(database, limit, before),
    );
  }

  /** Removes runs; what is returned brings them back. Ids that are not there are passed over. */
  remove(ids: readonly number[]): Promise<RemovedRuns> {
    return this.connection.write((database) => ({ ids: removeRuns(database, ids, this.now()) }));
  }

  /** Brings removed runs back as they were; returns the ids of those that are there again. */
  restore(removed: RemovedRuns): Promise<number[]> {
    return this.connection.write((database) => restoreRuns(database, removed.ids));
  }

  /** Chooses the run that later ones are compared with; null takes the choice back. @returns false without that run */
  setBaseline(id: number | null): Promise<boolean> {
    return this.connection.write((database) => {
      if (id !== null && !isStored(database, id)) return false;
      database.prepare('UPDATE pypss_mark SET baseline = 0 WHERE baseline <> 0').run();
      if (id === null) return true;
      const sql = 'INSERT INTO pypss_mark (id, baseline) VALUES (?, 1) ON CONFLICT (id) DO UPDATE SET baseline = 1';
      database.prepare(sql).run(id);
      return true;
    });
  }

  /** Writes a note to a run; empty text takes it away. @returns false without that run */
  setNote(id: number, note: string): Promise<boolean> {
    return this.connection.write((database) => {
      if (!isStored(database, id)) return false;
      const sql = 'INSERT INTO pypss_mark (id, note) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET note = excluded.note';
      database.prepare(sql).run(id, note === '' ? null : note);
      return true;
    });
  }

  /** Changes whenever another process has written, and when the file appeared, went or was replaced. */
  state(): Promise<string> {
    return this.connection.state();
  }
}

function isStored(database: DatabaseSync, id: number): boolean {
  return database.prepare('SELECT 1 FROM pss_history WHERE id = ?').get(id) !== undefined;
}

function newestScores(database: DatabaseSync, limit: number): number[] {
  return database
    .prepare('SELECT pss FROM pss_history WHERE pss IS NOT NULL ORDER BY timestamp DESC, id DESC LIMIT ?')
    .all(limit)
    .map(({ pss }) => Number(pss));
}
