import assert from 'node:assert/strict';
import { mkdtemp, rm, truncate, unlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { AnalysisClient, startAnalysisWorker } from '../../../src/analysis/client.ts';
import { TraceReading } from '../../../src/dashboard/traceReading.ts';
import type { DashboardState } from '../../../src/protocol/dashboard.ts';
import { EndlessTraces } from '../support/endlessTraces.ts';

const WORKER = new URL('../../../src/analysis/worker.ts', import.meta.url);
const LARGE = 400_000;

function traces(count: number): string {
  const records: string[] = [];
  for (let i = 0; i < count; i++) {
    records.push(`{"name":"f${i % 5}","module":"m","duration":0.0${1 + (i % 9)},"memory":${1e6 + i},"error":false}`);
  }
  return `[${records.join(',')}]`;
}

describe('trace reading', () => {
  let folder: string;
  let path: string;
  let workers: Worker[];
  let client: AnalysisClient;
  let states: DashboardState[];
  let reading: TraceReading;
  let onNext: ((state: DashboardState) => void) | null;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pypss-reading-'));
    path = join(folder, 'traces.json');
    workers = [];
    states = [];
    onNext = null;
    client = new AnalysisClient(() => {
      const worker = startAnalysisWorker(WORKER);
      workers.push(worker);
      return worker;
    });
    reading = new TraceReading(client, { path, root: folder }, (state) => {
      states.push(state);
      onNext?.(state);
    });
  });

  afterEach(async () => {
    reading.dispose();
    await client.dispose();
    await rm(folder, { recursive: true });
  });

  /** Starts reading and waits until some of the file has been read. */
  async function underWay() {
    const { promise, resolve } = Promise.withResolvers<null>();
    onNext = (state) => {
      if (state.state === 'loading' && state.progress.bytes > 0) resolve(null);
    };
    const done = reading.start();
    await Promise.race([promise, done.then(() => assert.fail('done before any progress'))]);
    // Wrapped, since an async function would wait for a bare promise.
    return { outcome: done };
  }

  function expectState<S extends DashboardState['state']>(wanted: S): Extract<DashboardState, { state: S }> {
    const { state } = reading;
    assert.equal(state.state, wanted, JSON.stringify(state).slice(0, 300));
    return state as Extract<DashboardState, { state: S }>;
  }

  it('goes from loading to ready', async () => {
    await writeFile(path, traces(20));
    await reading.start();
    assert.equal(states[0]?.state, 'loading');
    const ready = expectState('ready');
    assert.equal(ready.report.traces, 20);
    assert.equal(ready.stale, false);
    assert.equal(ready.file, path);
  });

  it('shows partial figures while loading', async function () {
    if (process.platform === 'win32') this.skip();
    const endless = new EndlessTraces(path);
    const done = reading.start();
    const fed = await endless.feedUntil(() => reading.state.state === 'loading' && reading.report !== null);
    await done;
    assert.equal(expectState('ready').report.traces, fed);
  });

  it('keeps partial figures when stopped', async function () {
    if (process.platform === 'win32') this.skip();
    const endless = new EndlessTraces(path);
    const done = reading.start();
    await endless.feedUntil(() => {
      if (reading.report !== null) reading.stop();
      return reading.state.state !== 'loading';
    });
    await done;
    const stopped = expectState('stopped');
    assert.equal(stopped.report?.complete, false);
    assert.ok(stopped.progress.traces > 0);
  });

  it('becomes stale when the file has changed, and fresh when read again', async () => {
    await writeFile(path, traces(20));
    await reading.start();
    assert.equal(await reading.checkFile(), false);
    assert.equal(expectState('ready').stale, false, 'a check without a change changes nothing');
    await writeFile(path, traces(30));
    assert.equal(await reading.checkFile(), false);
    assert.equal(expectState('ready').stale, true);
    assert.equal(reading.report?.traces, 20);
    await reading.start();
    assert.equal(expectState('ready').stale, false);
    assert.equal(reading.report?.traces, 30);
  });

  it('becomes stale when the file changes while it is read', async () => {
    await writeFile(path, traces(LARGE));
    const { outcome } = await underWay();
    await utimes(path, 1, 1);
    await outcome;
    assert.equal(expectState('ready').stale, true);
  });

  it('says so when the file is deleted while it is read, and wants to read it once it is back', async () => {
    await writeFile(path, traces(LARGE));
    const { outcome } = await underWay();
    await unlink(path);
    await outcome;
    const { problem } = expectState('problem');
    assert.equal(problem.kind, 'changed');
    assert.equal(await reading.checkFile(), false, 'it is still gone');
    await writeFile(path, traces(20));
    assert.equal(await reading.checkFile(), true);
    await reading.start();
    assert.equal(expectState('ready').report.traces, 20);
  });

  it('says so when the file is cut short while it is read', async () => {
    await writeFile(path, traces(LARGE));
    const { outcome } = await underWay();
    await truncate(path, 1000);
    await outcome;
    const { problem } = expectState('problem');
    assert.equal(problem.kind, 'changed');
    await reading.start();
    assert.equal(expectState('ready').report.damage !== null, true);
  });

  it('keeps the figures so far when stopped', async () => {
    await writeFile(path, traces(LARGE));
    const { outcome } = await underWay();
    reading.stop();
    await outcome;
    const stopped = expectState('stopped');
    assert.ok(stopped.progress.bytes > 0);
    if (stopped.report !== null) assert.equal(stopped.report.complete, false);
    await reading.start();
    assert.equal(expectState('ready').report.complete, true);
  });

  it('says so when the thread is killed, and the next reading works', async () => {
    await writeFile(path, traces(LARGE));
    const { outcome } = await underWay();
    await workers[0].terminate();
    await outcome;
    assert.equal(expectState('problem').problem.kind, 'crashed');
    await reading.start();
    expectState('ready');
  });

  it('shows the last of two readings that overlap', async () => {
    await writeFile(path, `{"other":${traces(20)}}`);
    const first = reading.start();
    const second = reading.start('$.other');
    await Promise.all([first, second]);
    assert.equal(expectState('ready').report.traces, 20);
  });
});
