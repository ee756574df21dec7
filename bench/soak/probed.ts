import { readFileSync } from 'node:fs';

/** A line that bench/soak/probe writes of a process once a second. */
interface Line {
  /** Milliseconds since 1970. */
  time: number;
  rss: number;
  heap: number;
  /** What the system has given for the heap, bytes; garbage and free pages are part of it. */
  holds: number;
  external: number;
  /** The same of all worker threads, bytes. */
  workers: number;
  workersHold: number;
  workersExternal: number;
  late: number[];
  busy: number[];
}

/** How a process was in a stretch of time. */
export interface Probed {
  rss: number;
  external: number;
  /** What the heaps hold of the system, bytes. */
  holds: number;
  workersHold: number;
  workersExternal: number;
  /** What is left after the last collections of garbage, bytes. */
  heap: number;
  workers: number;
  /** Milliseconds that timers of 10 ms were late. */
  late: readonly number[];
  /** Milliseconds that the main thread computed between two of them. */
  busy: readonly number[];
}

/** @param since milliseconds since 1970 @throws Error when nothing was written since */
export function probedSince(file: string, since: number): Probed {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  const looks = lines.map((line) => JSON.parse(line) as Line).filter(({ time }) => time >= since);
  const last = looks.at(-1);
  if (last === undefined) throw new Error(`the process that writes ${file} is silent`);
  return {
    rss: last.rss,
    external: last.external,
    holds: last.holds,
    workersHold: last.workersHold,
    workersExternal: last.workersExternal,
    heap: Math.min(...looks.map(({ heap }) => heap)),
    workers: Math.min(...looks.map(({ workers }) => workers)),
    late: looks.flatMap(({ late }) => late),
    busy: looks.flatMap(({ busy }) => busy),
  };
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}
