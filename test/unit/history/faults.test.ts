import assert from 'node:assert/strict';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { HistoryError, type HistoryProblem } from '../../../src/history/historyError.ts';
import { HistoryStore } from '../../../src/history/store.ts';
import { PLAIN, smallReport, useFolder } from './support.ts';

describe('history files that cannot be used', () => {
  const folder = useFolder();
  const file = (): string => join(folder(), 'runs.db');

  /** Every way in refuses with that problem and a message that names the file, and leaves its bytes alone. */
  async function refuses(kind: HistoryProblem, message: RegExp): Promise<void> {
    const before = readFileSync(file());
    for (const mode of ['read', 'write'] as const) {
      await assert.rejects(
        async () => {
          const store = await HistoryStore.open(file(), { mode, patience: 100 });
          try {
            if (mode === 'read') await store.list();
            else await store.store(smallReport(), PLAIN);
          } finally {
            await store.close();
          }
        },
        (error: unknown) => {
          assert.ok(error instanceof HistoryError, String(error));
          assert.equal(error.kind, kind);
          assert.match(error.message, message);
          assert.ok(error.message.includes(file()) && !error.message.includes('\n'), error.message);
          return true;
        },
        mode,
      );
    }
    assert.deepEqual(readFileSync(file()), before);
  }

  async function filled(): Promise<void> {
    const store = await HistoryStore.open(file(), { mode: 'write' });
    for (let i = 0; i < 5; i++) await store.store(smallReport(i), PLAIN);
    await store.close();
  }

  function sql(statements: string): void {
    const database = new DatabaseSync(file());
    database.exec(statements);
    database.close();
  }

  it('are no database', async () => {
    writeFileSync(file(), 'id,timestamp,pss\n'.repeat(100));
    await refuses('corrupt', /not an SQLite database/);
  });

  it('number a run beyond what can be told apart', async () => {
    await filled();
    sql('UPDATE pss_history SET id = 9007199254740993 WHERE id = 5');
    const store = await HistoryStore.open(file(), { mode: 'read' });
    await assert.rejects(
      () => store.list(),
      (error: unknown) =>
        error instanceof HistoryError && /runs\.db holds a whole number beyond 2\^53/.test(error.message),
    );
    await store.close();
  });

  it('are another program’s', async () => {
    sql('CREATE TABLE cookies (name TEXT)');
    await refuses('foreign', /another program.*no table pss_history/);
  });

  it('have other columns', async () => {
    sql('CREATE TABLE pss_history (id INTEGER PRIMARY KEY, score REAL)');
    await refuses('foreign', /other columns/);
  });

  it('show a view in place of the table', async () => {
    sql('CREATE VIEW pss_history AS SELECT 1 id, 2 timestamp, 3 pss, 4 ts, 5 ms, 6 ev, 7 be, 8 cc, 9 meta');
    await refuses('foreign', /no table pss_history/);
  });

  it('are of a newer PyPSS, or of a newer version of this', async () => {
    await filled();
    sql("UPDATE _meta SET value = '2' WHERE key = 'version'");
    await refuses('newer', /newer version of PyPSS/);
    sql("UPDATE _meta SET value = '1' WHERE key = 'version'; UPDATE pypss_meta SET value = '99'");
    await refuses('newer', /newer version of this program/);
  });

  it('are cut off', async () => {
    await filled();
    const whole = readFileSync(file());
    writeFileSync(file(), whole.subarray(0, whole.length - 4096 * 3));
    await refuses('corrupt', /damaged/);
  });

  it('are overwritten with rubbish', async () => {
    await filled();
    const bytes = readFileSync(file());
    bytes.fill(0x5a, 100, 8192);
    writeFileSync(file(), bytes);
    await refuses('corrupt', /damaged/);
  });

  it('are folders or lie in none', async () => {
    await assert.rejects(HistoryStore.open(folder(), { mode: 'write' }), /no file/);
    const lost = await HistoryStore.open(join(folder(), 'none', 'runs.db'), { mode: 'write' });
    await assert.rejects(lost.store(smallReport(), PLAIN), /cannot be opened; is its folder there/);
    await lost.close();
  });

  it('are empty: a new history begins', async () => {
    writeFileSync(file(), '');
    const store = await HistoryStore.open(file(), { mode: 'write' });
    assert.deepEqual(await store.list(), []);
    assert.equal((await store.store(smallReport(), PLAIN)).id, 1);
    await store.close();
  });

  it('are locked: waits without blocking, gives up with a message, and goes on when the lock is gone', async () => {
    await filled();
    const other = new DatabaseSync(file());
    other.exec('BEGIN IMMEDIATE');
    const hasty = await HistoryStore.open(file(), { mode: 'write', patience: 200 });
    await assert.rejects(hasty.store(smallReport(), PLAIN), /is locked by another program/);
    assert.equal(await hasty.count(), 5);
    const patient = await HistoryStore.open(file(), { mode: 'write' });
    const stored = patient.store(smallReport(), PLAIN);
    await new Promise((resolve) => setTimeout(resolve, 150));
    other.exec('ROLLBACK');
    other.close();
    assert.equal((await stored).id, 6);
    // A reader that holds on keeps a commit waiting, not failing.
    const reader = new DatabaseSync(file());
    const rows = reader.prepare('SELECT * FROM pss_history').iterate();
    rows.next();
    const second = patient.store(smallReport(), PLAIN);
    await new Promise((resolve) => setTimeout(resolve, 150));
    rows.return?.();
    reader.close();
    assert.equal((await second).id, 7);
    await Promise.all([hasty.close(), patient.close()]);
  });

  it('are read-only: can be read, and say so when written', async function () {
    await filled();
    chmodSync(file(), 0o444);
    if (process.getuid?.() === 0) {
      // Nothing is read-only for the superuser; a database can still say that it is.
      const bytes = readFileSync(file());
      bytes[18] = 3;
      chmodSync(file(), 0o644);
      writeFileSync(file(), bytes);
    }
    const store = await HistoryStore.open(file(), { mode: 'write' });
    assert.equal(await store.count(), 5);
    await assert.rejects(store.store(smallReport(), PLAIN), /is read-only; make it and its folder writable/);
    await store.close();
  });
});
