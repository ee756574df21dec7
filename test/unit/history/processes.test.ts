import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { HistoryStore } from '../../../src/history/store.ts';
import { queryWithPython, writeWithPython } from './python.ts';
import { storeMany, useFolder } from './support.ts';

describe('several processes with one history', () => {
  const folder = useFolder();

  it('lose none of 8 × 200 runs', async function () {
    this.timeout(240_000);
    const file = join(folder(), 'runs.db');
    const statuses = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const child = storeMany(file, 200);
        child.stdout!.resume();
        const [status] = (await once(child, 'close')) as [number];
        return status;
      }),
    );
    assert.deepEqual(statuses, new Array(8).fill(0));
    assert.deepEqual(queryWithPython(file, 'SELECT count(*), count(DISTINCT id), max(id) FROM pss_history'), [
      [1600, 1600, 1600],
    ]);
    const notes = 'SELECT count(*) FROM pypss_mark GROUP BY note ORDER BY 1';
    assert.deepEqual(queryWithPython(file, notes), new Array(8).fill([200]));
    assert.deepEqual(queryWithPython(file, 'PRAGMA integrity_check'), [['ok']]);
  });

  it('lose nothing when Python’s sqlite3 writes at the same time', async function () {
    this.timeout(240_000);
    const file = join(folder(), 'runs.db');
    writeWithPython(file, []);
    const script = `
import sqlite3, sys
for i in range(150):
    db = sqlite3.connect(sys.argv[1], timeout=30)
    db.execute("INSERT INTO pss_history (timestamp, pss, ts, ms, ev, be, cc, meta) VALUES (1.79e9, 1, 1, 1, 1, 1, 1, '{}')")
    db.commit()
    assert db.execute("SELECT count(*) FROM pss_history WHERE pss = 1").fetchone()[0] == i + 1
    db.close()`;
    const writers = [storeMany(file, 150), storeMany(file, 150), spawn('python3', ['-c', script, file])];
    for (const child of writers) child.stdout!.resume();
    const ends = await Promise.all(writers.map((child) => once(child, 'close')));
    assert.deepEqual(
      ends.map(([status]) => status as number),
      [0, 0, 0],
    );
    const counts = 'SELECT count(*), sum(pss = 1) FROM pss_history';
    assert.deepEqual(queryWithPython(file, counts), [[450, 150]]);
  });

  it('lose at most the run that a killed one was storing', async function () {
    this.timeout(240_000);
    const file = join(folder(), 'runs.db');
    const told: number[] = [];
    for (let round = 0; round < 8; round++) {
      const child = storeMany(file, 100_000);
      const ended = once(child, 'close');
      let left = 5 + 3 * round;
      for await (const line of createInterface({ input: child.stdout! })) {
        told.push(Number(line));
        if (--left === 0) child.kill('SIGKILL');
      }
      assert.deepEqual(await ended, [null, 'SIGKILL']);
    }
    const store = await HistoryStore.open(file, { mode: 'read' });
    const ids = (await store.list()).map(({ id }) => id);
    for (const id of told) assert.ok(ids.includes(id), `run ${String(id)} is lost`);
    for (const id of ids) assert.notEqual(await store.report(id), null);
    // Each process may have stored some more than it could tell of before it died.
    assert.deepEqual(
      ids,
      ids.map((_, i) => ids.length - i),
    );
    await store.close();
    const functions = 'SELECT count(DISTINCT run), count(*) FROM pypss_function';
    assert.deepEqual(queryWithPython(file, functions), [[ids.length, 2 * ids.length]]);
    assert.deepEqual(queryWithPython(file, 'PRAGMA integrity_check'), [['ok']]);
  });
});
