/** The one collector that takes the traces of this process. */
import type { TraceRecord } from '../record.ts';
import { reasonOf, warn } from '../warning.ts';
import type { Collector } from './collector.ts';
import { DefaultFileCollector } from './defaultFile.ts';

let collector: Collector | null = null;
let failed: Collector | null = null;
let collecting = false;

/** The collector in use; the one for `default.trace_file` unless another was set. */
export function getGlobalCollector(): Collector {
  collector ??= new DefaultFileCollector();
  return collector;
}

/** Sends all traces to `next` from now on and returns the collector used so far. Null: back to the default. */
export function setGlobalCollector(next: Collector | null): Collector | null {
  const previous = collector;
  collector = next;
  return previous;
}

/** Hands a trace on. The monitored program goes on when that fails; the first failure of a collector is told. */
export function submit(trace: TraceRecord): void {
  // A collector that calls monitored code would never come to an end.
  if (collecting) return;
  collecting = true;
  try {
    getGlobalCollector().collect(trace);
  } catch (error) {
    if (failed === null || failed !== collector) {
      const name = collector?.constructor.name ?? 'the trace file';
      warn(`${name} lost a trace; further losses are not told: ${reasonOf(error)}`);
    }
    failed = collector;
  } finally {
    collecting = false;
  }
}
