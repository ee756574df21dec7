import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { HistoryError, historyError, isBusy, needsRecovery } from './historyError.ts';
import { ensureTables, layoutOf, type Layout } from './schema.ts';
import { loadSqlite, openDatabase, type Access } from './sqlite.ts';

export type HistoryMode = 'read' | 'write';

/** Milliseconds for which a locked file is tried again. */
const PATIENCE = 30_000;
/** Milliseconds between two tries, at random, so that several waiting processes do not march in step. */
const PAUSE = [5, 25] as const;

function pause(): Promise<void> {
  const [least, most] = PAUSE;
  return new Promise((resolve) => setTimeout(resolve, least + (most - least) * Math.random()));
}

interface Opened {
  database: DatabaseSync;
  /** Which file it is: a path can be given another file. */
  identity: string;
}

/**
 * One connection to a history file. Waiting for other processes' locks does not block the thread; operations run one
 * after another. The file is opened on first use and again when another file has taken its place.
 */
export class Connection {
  readonly path: string;
  readonly mode: HistoryMode;
  private readonly patience: number;
  private opened: Opened | null = null;
  private last: Promise<unknown> = Promise.resolve();

  /** @param path absolute @param patience milliseconds for which a locked file is tried again */
  constructor(path: string, mode: HistoryMode, patience = PATIENCE) {
    this.path = path;
    this.mode = mode;
    this.patience = patience;
  }

  /** Runs queries on one state of the file; `empty` where there is no file or nothing in it. */
  read<T>(empty: T, query: (database: DatabaseSync, layout: Layout) => T): Promise<T> {
    return this.inTurn(async (deadline) => {
      const database = await this.open(this.mode === 'read' ? 'read' : 'existing', deadline);
      if (database === null) return empty;
      return this.insist(deadline, () => {
        database.exec('BEGIN');
        try {
          const layout = layoutOf(database, this.path);
          return layout.pypss ? query(database, layout) : empty;
        } finally {
          rollBack(database);
        }
      });
    });
  }

  /** Runs a transaction that writes; creates the file and our tables where they are missing. */
  write<T>(change: (database: DatabaseSync) => T): Promise<T> {
    if (this.mode === 'read') {
      return Promise.reject(
        new HistoryError('read-only', this.path, `the history ${this.path} was opened for reading`),
      );
    }
    return this.inTurn(async (deadline) => {
      const database = await this.open('create', deadline);
      if (database === null) throw new HistoryError('unavailable', this.path, `the history ${this.path} vanished`);
      const result = await this.insist(deadline, () => {
        database.exec('BEGIN IMMEDIATE');
        try {
          ensureTables(database, this.path);
          return change(database);
        } catch (error) {
          rollBack(database);
          throw error;
        }
      });
      try {
        // Readers may hold the file at this moment; the transaction stays open meanwhile.
        await this.insist(deadline, () => database.exec('COMMIT'));
      } catch (error) {
        rollBack(database);
        throw error;
      }
      return result;
    });
  }

  /** Changes whenever another connection has written, and when the file appeared, went or was replaced. */
  state(): Promise<string> {
    return this.inTurn(async (deadline) => {
      const database = await this.open(this.mode === 'read' ? 'read' : 'existing', deadline);
      if (database === null) return 'absent';
      const version = await this.insist(deadline, () => database.prepare('PRAGMA data_version').get());
      return `${this.opened?.identity ?? ''}:${String(version?.['data_version'])}`;
    });
  }

  /** Waits for what is running and closes the file. A later use opens it again. */
  async close(): Promise<void> {
    await this.last;
    this.closeNow();
  }

  private closeNow(): void {
    this.opened?.database.close();
    this.opened = null;
  }

  private inTurn<T>(run: (deadline: number) => Promise<T>): Promise<T> {
    const turn = this.last.then(() => run(performance.now() + this.patience));
    this.last = turn.catch(() => undefined);
    return turn.catch((error: unknown) => {
      throw historyError(error, this.path);
    });
  }

  /** Tries again while others hold the file. */
  private async insist<T>(deadline: number, run: () => T): Promise<T> {
    for (;;) {
      try {
        return run();
      } catch (error) {
        if (!isBusy(error) || performance.now() > deadline) throw error;
      }
      await pause();
    }
  }

  private async open(access: Access, deadline: number): Promise<DatabaseSync | null> {
    const identity = this.identity();
    if (this.opened !== null && this.opened.identity === identity) return this.opened.database;
    this.closeNow();
    if (identity === null && access !== 'create') return null;
    const sqlite = await loadSqlite(this.path);
    let database = await this.insist(deadline, () => openDatabase(sqlite, this.path, access));
    try {
      await this.insist(deadline, () => database.prepare('SELECT count(*) FROM sqlite_schema').get());
    } catch (error) {
      database.close();
      if (access !== 'read' || !needsRecovery(error)) throw error;
      database = openDatabase(sqlite, this.path, 'existing');
    }
    this.opened = { database, identity: this.identity() ?? '' };
    return database;
  }

  /** Which file stands at the path; null for none. */
  private identity(): string | null {
    const found = statSync(this.path, { throwIfNoEntry: false });
    if (found === undefined) return null;
    if (!found.isFile()) {
      throw new HistoryError('unavailable', this.path, `${this.path} is no file; choose a file for the history`);
    }
    return `${String(found.dev)}:${String(found.ino)}`;
  }
}

function rollBack(database: DatabaseSync): void {
  if (database.isTransaction) database.exec('ROLLBACK');
}
