import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { findPython } from '../src/code/findPython.ts';
import { machineFacts, table, writeSection } from './results.ts';

const ROUNDS = 30;
const CALLS = 2000;
/** What the median call may cost beside an empty decorator, in microseconds. */
const ALLOWED = 5;

interface Measured {
  python: string;
  dropped: number;
  seconds: Record<string, { single: number; spaced: number; loop: number }>;
}

/** Measures what `monitor_function` adds to a call and writes it down. @throws Error where there is no Python */
export function measureRuntime(python = findPython()): void {
  if (python === null) throw new Error('there is no Python on PATH to measure the runtime with');
  const folder = mkdtempSync(join(tmpdir(), 'pypss-bench-'));
  try {
    const args = [join(import.meta.dirname, 'runtime.py'), join(folder, 'traces.ndjson'), `${ROUNDS}`, `${CALLS}`];
    const env = { ...process.env, PYTHONPATH: resolve(import.meta.dirname, '../python'), PYTHONDONTWRITEBYTECODE: '1' };
    tell(JSON.parse(execFileSync(python, args, { env, encoding: 'utf8' })) as Measured);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function tell({ python, dropped, seconds }: Measured): void {
  const base = seconds['empty decorator'];
  const figure = (value: number): string => (value * 1e6).toFixed(2);
  const rows = Object.entries(seconds).map(([name, { single, spaced, loop }]) => [
    name,
    figure(single),
    figure(single - base.single),
    figure(spaced - base.spaced),
    figure(loop),
  ]);
  const text = `${machineFacts()}, Python ${python}. \`node bench/run.ts --runtime\`, ${ROUNDS} rounds of ${CALLS} calls in turns.

${table(['function that returns its argument', 'one call, median µs', 'beside an empty decorator', 'the same, called every 50 µs', 'in a loop, µs a call'], rows)}

The median call may cost ${ALLOWED} µs beside an empty decorator. The system is asked for the CPU time of the thread every 20 µs
at most; calls further apart pay for the question each, which takes as long as the kernel takes to answer. In a loop the thread that writes the file competes for the
interpreter with the calls that it writes; ${dropped} of ${(ROUNDS * CALLS * 2).toLocaleString('en-US')} traces were dropped.`;
  process.stdout.write(`## Overhead of the Python runtime\n\n${text}\n`);
  writeSection('Overhead of the Python runtime', text);
}
