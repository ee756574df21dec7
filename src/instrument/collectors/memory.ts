import type { TraceRecord } from '../record.ts';
import type { Collector } from './collector.ts';

/** Keeps the newest traces, in the order in which the calls ended; `dropped` counts the others. */
export class MemoryCollector implements Collector {
  readonly #most: number;
  #traces: TraceRecord[] = [];
  #received = 0;

  /** @throws RangeError when `maxTraces` is below 1 */
  constructor(maxTraces: number = 10_000) {
    if (!(maxTraces >= 1)) throw new RangeError('maxTraces must be at least 1');
    this.#most = maxTraces;
  }

  /** Traces that newer ones have pushed out. */
  get dropped(): number {
    return Math.max(0, this.#received - this.#most);
  }

  collect(trace: TraceRecord): void {
    this.#received++;
    this.#traces.push(trace);
    // Not one by one: moving all for each would cost more than the call.
    if (this.#traces.length >= 2 * this.#most) this.#traces = this.#traces.slice(-this.#most);
  }

  getTraces(): TraceRecord[] {
    return this.#traces.slice(-this.#most);
  }

  clear(): void {
    this.#traces = [];
    this.#received = 0;
  }
}
