/** Entry of the analysis thread: reads one file after another as the client asks, and reports what it finds. */
import { parentPort } from 'node:worker_threads';
import type { FromAnalysisWorker, Progress, ToAnalysisWorker } from '../protocol/analysis.ts';
import type { Report } from '../protocol/report.ts';
import { readRecordText } from '../trace/readRecord.ts';
import { SourceError } from '../trace/source.ts';
import { analyzeFile } from './analyze.ts';
import { problemOfSource } from './problems.ts';
import { readPage } from './tracePage.ts';

/** Shortest time between two progress messages, in milliseconds: enough for the eye, cheap for the host. */
const PROGRESS_INTERVAL = 100;

if (parentPort === null) throw new Error('The analysis worker runs in a worker thread only.');
const port = parentPort;

function send(message: FromAnalysisWorker): void {
  port.postMessage(message);
}

/** Lets one call through per `interval` milliseconds. */
function pacer(interval: number): () => boolean {
  let last = -Infinity;
  return () => {
    const now = performance.now();
    if (now - last < interval) return false;
    last = now;
    return true;
  };
}

type Job<T extends ToAnalysisWorker['type']> = Extract<ToAnalysisWorker, { type: T }>;

async function analyze({ id, request }: Job<'analyze'>, isCancelled: () => boolean): Promise<void> {
  const progressDue = pacer(PROGRESS_INTERVAL);
  const outcome = await analyzeFile(request, {
    onProgress(progress: Progress) {
      if (progressDue()) send({ type: 'progress', id, progress });
    },
    onPartial(report: Report, progress: Progress) {
      send({ type: 'partial', id, report, progress });
    },
    isCancelled,
  });
  send(outcome.ok ? { type: 'done', id, report: outcome.report } : { type: 'failed', id, problem: outcome.problem });
}

async function page({ id, page }: Job<'page'>, isCancelled: () => boolean): Promise<void> {
  const outcome = await readPage(page, isCancelled);
  send(outcome.ok ? { type: 'page', id, page: outcome.page } : { type: 'failed', id, problem: outcome.problem });
}

async function readText({ id, record }: Job<'record'>, isCancelled: () => boolean): Promise<void> {
  try {
    const text = await readRecordText(record.path, record.offset, record.length, isCancelled);
    send({ type: 'record', id, text, bytes: record.length });
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    send({ type: 'failed', id, problem: problemOfSource(error) });
  }
}

function perform(message: ToAnalysisWorker): Promise<void> {
  const cancelled = new Int32Array(message.cancel);
  const isCancelled = (): boolean => Atomics.load(cancelled, 0) !== 0;
  switch (message.type) {
    case 'analyze':
      return analyze(message, isCancelled);
    case 'page':
      return page(message, isCancelled);
    case 'record':
      return readText(message, isCancelled);
  }
}

port.on('message', (message: ToAnalysisWorker) => {
  perform(message).catch((error: unknown) => {
    // A defect of ours, not of the file: end the thread, so that the client reports a crash and starts a fresh one.
    setImmediate(() => {
      throw error;
    });
  });
});
