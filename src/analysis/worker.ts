/** Entry of the analysis thread: reads one file after another as the client asks, and reports what it finds. */
import { parentPort } from 'node:worker_threads';
import type { FromAnalysisWorker, Progress, ToAnalysisWorker } from '../protocol/analysis.ts';
import type { Report } from '../protocol/report.ts';
import { analyzeFile } from './analyze.ts';

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

async function analyze({ id, request, cancel }: ToAnalysisWorker): Promise<void> {
  const cancelled = new Int32Array(cancel);
  const progressDue = pacer(PROGRESS_INTERVAL);
  const outcome = await analyzeFile(request, {
    onProgress(progress: Progress) {
      if (progressDue()) send({ type: 'progress', id, progress });
    },
    onPartial(report: Report, progress: Progress) {
      send({ type: 'partial', id, report, progress });
    },
    isCancelled: () => Atomics.load(cancelled, 0) !== 0,
  });
  send(outcome.ok ? { type: 'done', id, report: outcome.report } : { type: 'failed', id, problem: outcome.problem });
}

port.on('message', (message: ToAnalysisWorker) => {
  analyze(message).catch((error: unknown) => {
    // A defect of ours, not of the file: end the thread, so that the client reports a crash and starts a fresh one.
    setImmediate(() => {
      throw error;
    });
  });
});
