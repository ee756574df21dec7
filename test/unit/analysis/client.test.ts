import assert from 'node:assert/strict';
import { once } from 'node:events';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { AnalysisClient, startAnalysisWorker } from '../../../src/analysis/client.ts';
import type { AnalysisOutcome } from '../../../src/analysis/analyze.ts';
import type { AnalysisRequest, Progress } from '../../../src/protocol/analysis.ts';
import type { Report } from '../../../src/protocol/report.ts';
import { EndlessTraces } from '../support/endlessTraces.ts';

const WORKER = new URL('../../../src/analysis/worker.ts', import.meta.url);

/** Traces in the large file: enough to be in the middle of it when the first progress arrives. */
const LARGE = 400_000;
const SMALL = 50;

function traces(count: number): string {
  const lines: string[] = [];
  for (let i = 0; i < count; i++) {
    const error = i % 50 === 0;
    lines.push(
      `{"filename":"shop/http.py","lineno":${i % 7},"name":"f${i % 7}","module":"shop.http","duration":0.00${i % 9}1,` +
        `"cpu_time":0.0001,"wait_time":0.0002,"memory":${100000 + i},"error":${error},"timestamp":${1.7e9 + i / 10}}`,
    );
  }
  return `[${lines.join(',\n')}]`;
}

function reportOf(outcome: AnalysisOutcome): Report {
  assert.ok(outcome.ok, outcome.ok ? '' : outcome.problem.message);
  return outcome.report;
}

function problemOf(outcome: AnalysisOutcome) {
  assert.ok(!outcome.ok, 'a problem was expected');
  return outcome.problem;
}

describe('analysis client', () => {
  let folder: string;
  let small: AnalysisRequest;
  let large: AnalysisRequest;
  let otherLarge: AnalysisRequest;
  let workers: Worker[];
  let client: AnalysisClient;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pypss-client-'));
    const request = (name: string): AnalysisRequest => ({ path: join(folder, name), root: folder });
    small = request('small.json');
    large = request('large.json');
    otherLarge = request('other.json');
    await writeFile(small.path, traces(SMALL));
    await writeFile(large.path, traces(LARGE));
    await copyFile(large.path, otherLarge.path);
  });

  after(() => rm(folder, { recursive: true }));

  function use(idleGrace: number, start: () => Worker = () => startAnalysisWorker(WORKER)): void {
    client = new AnalysisClient(() => {
      const worker = start();
      workers.push(worker);
      return worker;
    }, idleGrace);
  }

  beforeEach(() => {
    workers = [];
    use(60_000);
  });

  afterEach(() => client.dispose());

  /** Starts an analysis and waits until it has told its first progress. */
  async function underWay(request: AnalysisRequest) {
    const { promise, resolve } = Promise.withResolvers<Progress>();
    const run = client.analyze(request, { onProgress: resolve, onPartial: (_report, progress) => resolve(progress) });
    await Promise.race([promise, run.outcome.then(() => assert.fail('done before any progress'))]);
    return run;
  }

  it('starts no thread before the first analysis', () => {
    assert.equal(client.threadCount, 0);
  });

  it('reads a file and keeps the thread for the next one', async () => {
    assert.equal(reportOf(await client.analyze(small).outcome).traces, SMALL);
    assert.equal(reportOf(await client.analyze(small).outcome).traces, SMALL);
    assert.equal(workers.length, 1);
  });

  it('passes problems of the file on', async () => {
    const missing = { path: join(folder, 'missing.json'), root: folder };
    assert.equal(problemOf(await client.analyze(missing).outcome).kind, 'not-found');
    assert.equal(workers.length, 1);
    assert.equal(reportOf(await client.analyze(small).outcome).traces, SMALL);
  });

  it('tells progress that grows and partial reports over what was read', async function () {
    if (process.platform === 'win32') this.skip();
    const endless = new EndlessTraces(join(folder, 'endless.ndjson'));
    const progress: Progress[] = [];
    const partial: Report[] = [];
    const run = client.analyze(
      { path: endless.path, root: folder },
      { onProgress: (value) => progress.push(value), onPartial: (report) => partial.push(report) },
    );
    const fed = await endless.feedUntil(() => progress.length >= 2 && partial.length >= 2);
    const report = reportOf(await run.outcome);
    assert.equal(report.traces, fed);
    assert.equal(report.complete, true);
    for (let i = 1; i < progress.length; i++) assert.ok(progress[i].bytes >= progress[i - 1].bytes);
    for (let i = 1; i < partial.length; i++) assert.ok(partial[i].traces > partial[i - 1].traces);
    for (const { complete, traces: count } of partial) {
      assert.equal(complete, false);
      assert.ok(count <= fed);
    }
  });

  it('reads two files at once, each on a thread of its own, and lets others wait', async () => {
    const runs = [large, otherLarge, small].map((request) => client.analyze(request).outcome);
    assert.equal(client.threadCount, 2);
    const reports = (await Promise.all(runs)).map(reportOf);
    assert.deepEqual(
      reports.map((report) => report.traces),
      [LARGE, LARGE, SMALL],
    );
    assert.equal(workers.length, 2);
  });

  it('reads one file once at a time', async () => {
    const first = client.analyze(small).outcome;
    const second = client.analyze(small).outcome;
    assert.equal(client.threadCount, 1);
    assert.deepEqual(reportOf(await second).breakdown, reportOf(await first).breakdown);
  });

  it('stops and keeps the figures so far', async () => {
    const run = await underWay(large);
    run.cancel();
    const outcome = await run.outcome;
    if (outcome.ok) {
      assert.equal(outcome.report.complete, false);
      assert.ok(outcome.report.traces < LARGE);
    } else {
      assert.equal(outcome.problem.kind, 'cancelled');
    }
    assert.equal(reportOf(await client.analyze(small).outcome).traces, SMALL);
    assert.equal(workers.length, 1);
  });

  it('stops a waiting analysis before it begins', async () => {
    const running = await underWay(large);
    const waiting = client.analyze(large);
    waiting.cancel();
    assert.equal(problemOf(await waiting.outcome).kind, 'cancelled');
    running.cancel();
    await running.outcome;
  });

  it('says so when the thread is killed in the middle, and the next analysis works', async () => {
    const run = await underWay(large);
    await workers[0].terminate();
    const problem = problemOf(await run.outcome);
    assert.equal(problem.kind, 'crashed');
    assert.match(problem.message, /stopped unexpectedly while reading .*large\.json \(exit code 1\)/);
    assert.equal(reportOf(await client.analyze(small).outcome).traces, SMALL);
    assert.equal(workers.length, 2);
  });

  it('goes on with waiting files when a thread is killed', async () => {
    const runs = [await underWay(large), await underWay(otherLarge)];
    const waiting = client.analyze(small).outcome;
    await workers[1].terminate();
    assert.equal(problemOf(await runs[1].outcome).kind, 'crashed');
    assert.equal(reportOf(await waiting).traces, SMALL);
    assert.equal(reportOf(await runs[0].outcome).traces, LARGE);
  });

  it('says so when the thread runs out of memory', async () => {
    use(
      60_000,
      () => new Worker(WORKER, { resourceLimits: { maxOldGenerationSizeMb: 4, maxYoungGenerationSizeMb: 1 } }),
    );
    const problem = problemOf(await client.analyze(large).outcome);
    assert.equal(problem.kind, 'crashed');
    assert.match(problem.message, /memory/);
  });

  it('says so when no thread can be started', async () => {
    use(60_000, () => startAnalysisWorker(join(folder, 'no-worker.mjs')));
    const outcomes = await Promise.all([client.analyze(small).outcome, client.analyze(large).outcome]);
    for (const outcome of outcomes) assert.equal(problemOf(outcome).kind, 'crashed');
    assert.equal(client.threadCount, 0);
  });

  it('ends an idle thread and starts a fresh one when needed', async () => {
    use(1);
    await client.analyze(small).outcome;
    await once(workers[0], 'exit');
    assert.equal(client.threadCount, 0);
    assert.equal(reportOf(await client.analyze(small).outcome).traces, SMALL);
    assert.equal(workers.length, 2);
  });

  it('settles everything when it is disposed', async () => {
    const running = await underWay(large);
    const waiting = client.analyze(large);
    await client.dispose();
    assert.equal(problemOf(await running.outcome).kind, 'cancelled');
    assert.equal(problemOf(await waiting.outcome).kind, 'cancelled');
    assert.equal(problemOf(await client.analyze(small).outcome).kind, 'cancelled');
    assert.equal(client.threadCount, 0);
  });
});
