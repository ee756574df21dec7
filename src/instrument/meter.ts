/** What a call is measured with: clocks and resident memory. */

/** Milliseconds between two readings of memory from the system: reading it takes longer than a short call. */
const MEMORY_INTERVAL = 10;

/** Milliseconds by which the system's clock may be off the steady one before it counts as set anew, or as resumed. */
const CLOCK_TOLERANCE = 5;

/**
 * How exact CPU times are, in milliseconds. Asking for them takes a few microseconds, so the difference of two answers says
 * nothing about shorter calls, and most calls of most programs are that short: they count as not waiting. For as long an
 * answer also serves the calls that start after it.
 */
const SHORT = 0.02;

let resident = 0;
let nextReading = -1;
let epoch = performance.timeOrigin;

/** Resident memory of the process in bytes; `now` as `monotonic` has just told it. */
export function memory(now: number): number {
  if (now >= nextReading) {
    nextReading = now + MEMORY_INTERVAL;
    resident = process.memoryUsage.rss();
  }
  return resident;
}

/** Milliseconds on a clock that never steps back; differences are durations. */
export function monotonic(): number {
  return performance.now();
}

/** The epoch time in milliseconds of a reading of `monotonic` just taken, finer than `Date.now` tells it. */
export function epochOf(now: number): number {
  const wall = Date.now();
  // A suspended machine stops the steady clock, and people set the other one.
  if (Math.abs(wall - (epoch + now)) > CLOCK_TOLERANCE) epoch = wall - now;
  return epoch + now;
}

// Node before 23.9 knows the CPU time of the whole process only.
const usage = process.threadCpuUsage?.bind(process) ?? process.cpuUsage.bind(process);

let asked = -1;
let answer = 0;

function ask(): number {
  const { user, system } = usage();
  answer = (user + system) / 1000;
  asked = performance.now();
  return answer;
}

/** CPU milliseconds used by this thread when something starts now; for `cpuSince`. */
export function cpuAtStart(): number {
  const since = performance.now() - asked;
  return since < SHORT ? answer + since : ask();
}

/** CPU milliseconds used by this thread since a start, `duration` milliseconds ago: never more than that. */
export function cpuSince(start: number, duration: number): number {
  return duration < SHORT ? duration : Math.min(duration, Math.max(0, ask() - start));
}
