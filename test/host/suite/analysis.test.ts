import assert from 'node:assert/strict';
import { truncate, unlink } from 'node:fs/promises';
import { api, problemOf, reportOf } from './support/extension.ts';
import { LARGE, TraceFolder } from './support/traceFolder.ts';
import { WorkerSpy } from './support/workerSpy.ts';

describe('analysis in the extension host', () => {
  let folder: TraceFolder;
  let spy: WorkerSpy;

  beforeEach(async () => {
    folder = await TraceFolder.create();
    spy = new WorkerSpy();
  });

  afterEach(async () => {
    spy.dispose();
    await folder.remove();
  });

  it('reads a file in a worker thread', async () => {
    const uri = await folder.traces('traces.json', LARGE);
    const working = spy.nextAtWork();
    const outcome = (await api()).analyze(uri);
    assert.ok((await working).threadId > 0);
    const report = reportOf(await outcome);
    assert.equal(report.traces, LARGE);
    assert.equal(report.errors, LARGE / 50);
    assert.equal(report.complete, true);
  });

  it('says so when the worker is killed in the middle, and the next analysis works', async () => {
    const uri = await folder.traces('traces.json', LARGE);
    const working = spy.nextAtWork();
    const outcome = (await api()).analyze(uri);
    await (await working).terminate();
    const problem = problemOf(await outcome);
    assert.equal(problem.kind, 'crashed');
    assert.match(problem.message, /stopped unexpectedly/);
    assert.equal(reportOf(await (await api()).analyze(uri)).traces, LARGE);
  });

  it('says so when the file is cut short in the middle, and the next analysis works', async () => {
    const uri = await folder.traces('traces.json', LARGE);
    const working = spy.nextAtWork();
    const outcome = (await api()).analyze(uri);
    await working;
    await truncate(uri.fsPath, 1000);
    const problem = problemOf(await outcome);
    assert.equal(problem.kind, 'changed');
    assert.ok(reportOf(await (await api()).analyze(uri)).damage);
  });

  it('survives that the file is deleted in the middle', async () => {
    const uri = await folder.traces('traces.json', LARGE);
    const other = await folder.traces('other.json', 10);
    const working = spy.nextAtWork();
    const outcome = (await api()).analyze(uri);
    await working;
    await unlink(uri.fsPath);
    const result = await outcome;
    // Where the system keeps an open file readable its content counts; elsewhere reading fails.
    if (result.ok) assert.equal(result.report.traces, LARGE);
    else assert.match(result.problem.kind, /^(changed|not-found|unreadable)$/);
    assert.equal(problemOf(await (await api()).analyze(uri)).kind, 'not-found');
    assert.equal(reportOf(await (await api()).analyze(other)).traces, 10);
  });
});
