import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { HistoryStore } from '../../../src/history/store.ts';
import { queryWithPython, writeWithPython } from './python.ts';
import { PLAIN, smallReport, useFolder } from './support.ts';

const DAY = 86_400;

describe('the history store', () => {
  const folder = useFolder();
  const open = (now?: () => number): Promise<HistoryStore> =>
    HistoryStore.open(join(folder(), 'runs.db'), { mode: 'write', ...(now === undefined ? {} : { now }) });

  it('reads every row that Python wrote, newest first', async () => {
    const file = join(folder(), 'runs.db');
    const rows = Array.from({ length: 250 }, (_, i) => [
      1.79e9 + i * 60,
      (i * 7) % 101,
      0.01 * (i % 101),
      0.5,
      1,
      0.25,
      0,
      i % 3 === 0 ? '{"script": "job.py"}' : i % 3 === 1 ? '{"trace_file": "tr\\u00e4ces.json"}' : 'no JSON',
    ]);
    writeWithPython(file, rows);
    const store = await HistoryStore.open(file, { mode: 'read' });
    const runs = await store.list();
    assert.deepEqual(
      runs.map(({ timestamp, pss, scores, source, details }) => [timestamp, pss, scores, source, details]),
      rows
        .map(([timestamp, pss, ts, ms, ev, be, cc], i) => [
          timestamp,
          pss,
          { ts, ms, ev, be, cc },
          i % 3 === 0 ? 'job.py' : i % 3 === 1 ? 'träces.json' : null,
          null,
        ])
        .reverse(),
    );
    assert.deepEqual(
      [await store.report(1), await store.earlierRuns(9, null), await store.baseline(), await store.branches()],
      [null, [], null, []],
    );
    await store.close();
  });

  it('writes rows that Python reads with the same columns and rounded values', async () => {
    const store = await open(() => 1_795_000_000.25);
    const report = { ...smallReport(), source: { ...smallReport().source, path: 'Läufe/"a".json' } };
    await store.store(report, PLAIN);
    await store.store(report, { ...PLAIN, source: { script: 'job.py' } });
    await store.close();
    const { breakdown, pss } = report;
    const [ts, ms, ev, be, cc] = Object.values(breakdown);
    const file = join(folder(), 'runs.db');
    assert.deepEqual(queryWithPython(file, 'SELECT * FROM pss_history ORDER BY id'), [
      [1, 1_795_000_000.25, pss, ts, ms, ev, be, cc, '{"trace_file": "L\\u00e4ufe/\\"a\\".json"}'],
      [2, 1_795_000_000.25, pss, ts, ms, ev, be, cc, '{"script": "job.py"}'],
    ]);
    assert.deepEqual(queryWithPython(file, 'SELECT key, value FROM _meta'), [['version', '1']]);
    assert.deepEqual(queryWithPython(file, 'PRAGMA table_info(pss_history)'), [
      [0, 'id', 'INTEGER', 0, null, 1],
      ...['timestamp', 'pss', 'ts', 'ms', 'ev', 'be', 'cc'].map((name, i) => [i + 1, name, 'REAL', 0, null, 0]),
      [8, 'meta', 'TEXT', 0, null, 0],
    ]);
  });

  it('adds to a file of PyPSS and leaves its rows and its journal mode alone', async () => {
    const file = join(folder(), 'runs.db');
    writeWithPython(
      file,
      [[1.79e9, 50, 0.5, 0.5, 0.5, 0.5, 0.5, '{"script": "a.py"}']],
      'db.commit(); db.execute("PRAGMA journal_mode=WAL")',
    );
    const store = await open(() => 1.79e9 + DAY);
    const { id } = await store.store(smallReport(), PLAIN);
    assert.deepEqual([id, await store.count()], [2, 2]);
    await store.close();
    assert.deepEqual(queryWithPython(file, 'PRAGMA journal_mode'), [['wal']]);
    assert.deepEqual(queryWithPython(file, 'SELECT id, pss FROM pss_history WHERE id = 1'), [[1, 50]]);
  });

  it('gives the stored report and figures back as they were', async () => {
    const store = await open();
    const report = smallReport();
    const git = { commit: 'a'.repeat(40), branch: 'main', dirty: true };
    const { id } = await store.store(report, { ...PLAIN, git, note: 'first' });
    assert.deepEqual(await store.report(id), JSON.parse(JSON.stringify(report)));
    const [run] = await store.list();
    assert.deepEqual(run.details, {
      traces: report.traces,
      errors: report.errors,
      commit: git.commit,
      dirty: true,
      branch: 'main',
      note: 'first',
      duration: 59,
      baseline: false,
      regression: false,
      hasReport: true,
    });
    const [earlier] = await store.earlierRuns(5, null);
    assert.deepEqual(
      earlier.functions.map(({ name, latency, traces }) => [name, latency, traces]),
      report.functions.map(({ name, latency, traces }) => [name, latency, traces]),
    );
    assert.deepEqual([earlier.traces, earlier.latency, earlier.config], [report.traces, report.latency, report.config]);
    await store.close();
  });

  it('marks a regression by the runs before it and names their true number', async () => {
    const store = await open();
    const good = { ...smallReport(), pss: 90 };
    for (let i = 0; i < 3; i++) await store.store(good, PLAIN);
    assert.equal((await store.store({ ...good, pss: 80 }, PLAIN)).regression, null);
    const { regression, id } = await store.store({ ...good, pss: 70 }, PLAIN);
    assert.deepEqual([regression?.runs, regression?.mean], [4, 87.5]);
    assert.match(regression!.message, /regression: .*last 4 runs/);
    assert.equal((await store.run(id))?.details?.regression, true);
    await store.close();
  });

  it('removes runs and brings them back whole', async () => {
    const store = await open();
    for (let i = 0; i < 4; i++) await store.store(smallReport(i), { ...PLAIN, note: `n${String(i)}` });
    await store.setBaseline(2);
    const before = await store.list();
    const removed = await store.remove([2, 3, 99]);
    assert.deepEqual(removed, { ids: [2, 3] });
    assert.deepEqual(
      (await store.list()).map(({ id }) => id),
      [4, 1],
    );
    assert.deepEqual([await store.report(2), await store.baseline()], [null, null]);
    assert.deepEqual(queryWithPython(join(folder(), 'runs.db'), 'SELECT count(*) FROM pss_history'), [[2]]);
    // Another run between does not take the undo away.
    await store.store(smallReport(9), PLAIN);
    assert.deepEqual(await store.restore(removed), [2, 3]);
    assert.deepEqual(
      (await store.list()).filter(({ id }) => id < 5),
      before,
    );
    assert.equal((await store.report(3))?.traces, 120);
    assert.deepEqual(await store.restore(removed), []);
    await store.close();
  });

  it('deletes what is older than the retention, ours as well, and keeps the baseline', async () => {
    let now = 1.8e9;
    const store = await open(() => now);
    for (let i = 0; i < 3; i++) await store.store(smallReport(i), PLAIN);
    await store.setBaseline(2);
    await store.remove([3]);
    now += 91 * DAY;
    await store.store(smallReport(), { ...PLAIN, retentionDays: 0 });
    assert.equal(await store.count(), 3);
    await store.store(smallReport(), PLAIN);
    assert.deepEqual(
      (await store.list()).map(({ id }) => id),
      [5, 4, 2],
    );
    await store.close();
    for (const [table, column] of [
      ['run', 'id'],
      ['report', 'id'],
      ['function', 'run'],
      ['module', 'run'],
    ]) {
      const sql = `SELECT DISTINCT ${column} FROM pypss_${table} ORDER BY 1`;
      assert.deepEqual(queryWithPython(join(folder(), 'runs.db'), sql), [[2], [4], [5]], table);
    }
  });

  it('lists by days, branch, source and page', async () => {
    let now = 1.8e9;
    const store = await open(() => now);
    for (let i = 0; i < 6; i++) {
      const git = { commit: String(i).repeat(40), branch: i % 2 === 0 ? 'main' : 'topic', dirty: false };
      await store.store(smallReport(), { ...PLAIN, git, source: { script: `s${String(i % 3)}.py` } });
      now += DAY;
    }
    const ids = async (query: Parameters<typeof store.list>[0]): Promise<number[]> =>
      (await store.list(query)).map(({ id }) => id);
    assert.deepEqual(await ids({ days: 2 }), [6, 5]);
    assert.deepEqual(await ids({ days: 0, limit: 2 }), [6, 5]);
    assert.deepEqual(await ids({ since: 1.8e9 + 4 * DAY }), [6, 5]);
    assert.deepEqual(await ids({ branch: 'topic' }), [6, 4, 2]);
    assert.deepEqual(await ids({ source: 's1.py' }), [5, 2]);
    assert.deepEqual(await ids({ before: 4, limit: 2 }), [3, 2]);
    assert.deepEqual([await store.count({ branch: 'main' }), await store.branches()], [3, ['main', 'topic']]);
    await store.close();
  });

  it('keeps notes and the one baseline, on rows of PyPSS too', async () => {
    writeWithPython(join(folder(), 'runs.db'), [[1.79e9, 50, 0.5, 0.5, 0.5, 0.5, 0.5, '{}']]);
    const store = await open(() => 1.79e9 + 60);
    await store.store(smallReport(), PLAIN);
    assert.deepEqual([await store.setNote(1, 'before'), await store.setNote(7, 'x')], [true, false]);
    assert.deepEqual(
      [await store.setBaseline(1), await store.setBaseline(2), await store.setBaseline(7)],
      [true, true, false],
    );
    const [newer, older] = await store.list();
    assert.deepEqual([newer.details?.baseline, older.details?.baseline, older.details?.note], [true, false, 'before']);
    assert.deepEqual([older.details?.traces, older.details?.hasReport], [null, false]);
    await store.setBaseline(null);
    assert.equal(await store.baseline(), null);
    await store.close();
  });

  it('creates no file by reading, and sees one that appears, is written by others, replaced or removed', async () => {
    const file = join(folder(), 'runs.db');
    const reader = await HistoryStore.open(file, { mode: 'read' });
    assert.deepEqual([await reader.list(), await reader.count(), await reader.report(1)], [[], 0, null]);
    const states = [await reader.state()];
    assert.equal(existsSync(file), false);
    const writer = await open();
    assert.equal(existsSync(file), false);
    await writer.store(smallReport(), PLAIN);
    assert.equal(await reader.count(), 1);
    states.push(await reader.state());
    assert.equal(await reader.state(), states[1]);
    await writer.store(smallReport(), PLAIN);
    states.push(await reader.state());
    assert.equal(await reader.count(), 2);
    assert.equal(new Set(states).size, 3);
    await assert.rejects(reader.setNote(1, 'x'), /opened for reading/);
    await Promise.all([reader.close(), writer.close()]);
  });
});
