/**
 * Writes how this process is, once a second a line of JSON. `node lines.cjs FILE` does it for a process that does
 * nothing else: how late that is tells how busy the machine is.
 */
const { appendFileSync } = require('node:fs');
const { performance } = require('node:perf_hooks');
const { setInterval, setTimeout } = require('node:timers');

/** Milliseconds between two looks at the event loop. */
const STEP = 10;

const workers = new Set();
process.on('worker', (worker) => {
  workers.add(worker);
  worker.once('exit', () => workers.delete(worker));
});

const tenth = (milliseconds) => Math.round(milliseconds * 10) / 10;

/** Of all worker threads together, bytes: what is used, and what they hold of the system for it and beside it. */
async function heapsOfWorkers() {
  const all = await Promise.all([...workers].map((worker) => worker.getHeapStatistics().catch(() => null)));
  const sum = (key) => all.reduce((total, heap) => total + (heap?.[key] ?? 0), 0);
  return {
    workers: sum('used_heap_size'),
    workersHold: sum('total_heap_size'),
    workersExternal: sum('external_memory'),
  };
}

exports.writeLines = (file) => {
  /** Milliseconds that the timer was late, and that this thread has computed since the look before. */
  let late = [];
  let busy = [];
  let due = performance.now() + STEP;
  let cpu = process.threadCpuUsage();
  const look = () => {
    const now = performance.now();
    const { user, system } = process.threadCpuUsage(cpu);
    late.push(tenth(Math.max(0, now - due)));
    busy.push(tenth((user + system) / 1000));
    cpu = process.threadCpuUsage();
    due = now + STEP;
    setTimeout(look, STEP);
  };
  setTimeout(look, STEP);
  setInterval(async () => {
    const { rss, heapUsed: heap, heapTotal: holds, external } = process.memoryUsage();
    const line = { time: Date.now(), rss, heap, holds, external, ...(await heapsOfWorkers()), late, busy };
    late = [];
    busy = [];
    appendFileSync(file, `${JSON.stringify(line)}\n`);
  }, 1000);
};

if (require.main === module) exports.writeLines(process.argv[2]);
