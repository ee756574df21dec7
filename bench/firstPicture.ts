/**
 * How soon a trace file shows something, and how free the thread that shows it stays: `node bench/firstPicture.ts FILE…`.
 * Reads each file as the extension does, in its worker thread, and prints the seconds to the first progress, to the
 * first partial report and to the last, how many partial reports came, and how late timers of 5 ms were here meanwhile.
 * Needs `npm run build` before.
 */
import { dirname, join, resolve } from 'node:path';
import { AnalysisClient, startAnalysisWorker } from '../src/analysis/client.ts';
import { percentile } from './soak/probed.ts';

const WORKER = join(import.meta.dirname, '..', 'dist', 'analysisWorker.cjs');
/** Milliseconds between two looks at the event loop. */
const STEP = 5;

const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(2)} s`;

async function measure(file: string): Promise<void> {
  const client = new AnalysisClient(() => startAnalysisWorker(WORKER));
  const late: number[] = [];
  let due = performance.now() + STEP;
  const timer = setInterval(() => {
    const now = performance.now();
    late.push(Math.max(0, now - due));
    due = now + STEP;
  }, STEP);
  const start = performance.now();
  let progress: number | null = null;
  const partials: number[] = [];
  const { outcome } = client.analyze(
    { path: resolve(file), root: dirname(resolve(file)) },
    {
      onProgress: () => (progress ??= performance.now() - start),
      onPartial: () => partials.push(performance.now() - start),
    },
  );
  const done = await outcome;
  const whole = performance.now() - start;
  clearInterval(timer);
  await client.dispose();
  if (!done.ok) throw new Error(done.problem.message);
  const first = partials.length === 0 ? 'none before the end' : seconds(partials[0]);
  const began = progress === null ? 'none' : seconds(progress);
  console.log(
    `${file}: first progress ${began}, first partial report ${first}, last report ${seconds(whole)}; ` +
      `${partials.length} partial reports; timers late by ${percentile(late, 0.99).toFixed(0)} ms (p99), ` +
      `${Math.max(...late).toFixed(0)} ms at most`,
  );
}

for (const file of process.argv.slice(2)) await measure(file);
