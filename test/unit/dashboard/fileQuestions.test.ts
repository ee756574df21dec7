import assert from 'node:assert/strict';
import { mkdtemp, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AnalysisClient, startAnalysisWorker } from '../../../src/analysis/client.ts';
import { TraceReading } from '../../../src/dashboard/traceReading.ts';
import type { FileQuestion } from '../../../src/dashboard/fileQuestions.ts';
import type { Answer } from '../../../src/protocol/question.ts';
import type { AnalysisProblem } from '../../../src/protocol/analysis.ts';

const WORKER = new URL('../../../src/analysis/worker.ts', import.meta.url);

function traces(count: number): string {
  const records = Array.from({ length: count }, (_, index) => ({
    name: `f${index % 3}`,
    module: 'm',
    duration: (1 + (index % 9)) / 100,
    error: index % 5 === 0,
    timestamp: 1_700_000_000 + index,
  }));
  return JSON.stringify(records);
}

function problemOf(answer: Answer): AnalysisProblem {
  assert.ok(answer.answer === 'refused', answer.answer);
  return answer.problem;
}

describe('questions about a trace file', () => {
  let folder: string;
  let path: string;
  let client: AnalysisClient;
  let reading: TraceReading;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pypss-questions-'));
    path = join(folder, 'traces.json');
    await writeFile(path, traces(100));
    client = new AnalysisClient(() => startAnalysisWorker(WORKER));
    reading = new TraceReading(client, { path, root: folder }, () => undefined);
  });

  afterEach(async () => {
    reading.dispose();
    await client.dispose();
    await rm(folder, { recursive: true });
  });

  const ask = (question: FileQuestion, signal = new AbortController().signal): Promise<Answer> =>
    reading.ask(question, signal);
  const failures: FileQuestion = { ask: 'traces', filter: { failed: true }, cursor: null, limit: 12 };

  it('are answered with pages, records and reports', async () => {
    await reading.start();
    const first = await ask(failures);
    assert.ok(first.answer === 'traces');
    assert.equal(first.page.rows.length, 12);
    const second = await ask({ ...failures, cursor: first.page.next });
    assert.ok(second.answer === 'traces');
    assert.equal(second.page.rows.length, 8);
    assert.equal(second.page.next, null);
    const [{ offset, length }] = second.page.rows;
    const record = await ask({ ask: 'record', offset, length });
    assert.ok(record.answer === 'record');
    assert.equal((JSON.parse(record.text) as { timestamp: number }).timestamp, 1_700_000_060);
    assert.equal(record.bytes, length);
    const report = await ask({ ask: 'report', filter: { from: 1_700_000_010, to: 1_700_000_020 } });
    assert.ok(report.answer === 'report');
    assert.equal(report.report.traces, 10);
  });

  it('are answered with timelines in the windows asked for, each scored as a report of that stretch is', async () => {
    await reading.start();
    const answer = await ask({ ask: 'timeline', filter: { module: 'm' }, window: 10 });
    assert.ok(answer.answer === 'timeline' && answer.timeline !== null);
    const { timeline } = answer;
    assert.equal(timeline.width, 10);
    assert.deepEqual(timeline.traces, Array<number>(10).fill(10));
    const [from] = timeline.start;
    const part = await ask({ ask: 'report', filter: { from, to: from + 10 } });
    assert.ok(part.answer === 'report');
    assert.deepEqual([timeline.pss[0], timeline.p99[0]], [part.report.pss, part.report.latency.p99]);
    const none = await ask({ ask: 'timeline', filter: { module: 'no such' }, window: 10 });
    assert.deepEqual(none, { answer: 'timeline', timeline: null });
  });

  it('have timelines with wider windows where there would be too many, and say so', async () => {
    const spread = Array.from({ length: 3000 }, (_, i) => ({ name: 'f', duration: 1, timestamp: 1.7e9 + i * 60 }));
    await writeFile(path, JSON.stringify(spread));
    await reading.start();
    const answer = await ask({ ask: 'timeline', filter: {}, window: 10 });
    assert.ok(answer.answer === 'timeline' && answer.timeline !== null);
    assert.equal(answer.timeline.width, 300);
    assert.ok(answer.timeline.traces.slice(1, -1).every((count) => count === 5));
  });

  it('have the same answer again without reading, until the file is read again', async () => {
    await reading.start();
    const question: FileQuestion = { ask: 'report', filter: { failed: true } };
    const first = await ask(question);
    assert.equal(await ask(question), first);
    await reading.start();
    const again = await ask(question);
    assert.notEqual(again, first);
    assert.deepEqual(again, first);
  });

  it('are refused once the file has changed or is gone', async () => {
    await reading.start();
    await writeFile(path, traces(120));
    assert.equal(problemOf(await ask(failures)).kind, 'changed');
    await reading.start();
    await unlink(path);
    const gone = problemOf(await ask(failures));
    assert.equal(gone.kind, 'not-found');
    assert.match(gone.message, /not there any more/);
  });

  it('end when they are no longer wanted', async () => {
    await reading.start();
    const controller = new AbortController();
    controller.abort();
    assert.equal(problemOf(await ask(failures, controller.signal)).kind, 'cancelled');
    // And nothing of it is kept.
    assert.equal((await ask(failures)).answer, 'traces');
  });

  it('are refused for records without a place, and where nothing could be read', async () => {
    await writeFile(path, JSON.stringify({ run: JSON.parse(traces(10)) as unknown }));
    await reading.start();
    assert.equal(problemOf(await ask(failures)).kind, 'no-traces');
    await reading.start('$.run');
    const page = await ask(failures);
    assert.ok(page.answer === 'traces' && page.page.rows.length === 2);
    assert.match(problemOf(await ask({ ask: 'record', offset: 0, length: 10 })).message, /\$\.run/);
  });
});
