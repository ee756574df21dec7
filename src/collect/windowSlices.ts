import type { TraceAccumulator } from '../analysis/accumulator.ts';
import { plainPart, type PlainPart } from '../analysis/part.ts';

/** Seconds that a slice lasts: a window is right to so much. */
const SLICE = 10;
/** The longest window in seconds. */
export const LONGEST_WINDOW = 300;

interface Slice {
  readonly begin: number;
  readonly part: PlainPart;
}

/** The last minutes in slices by arrival, so that a window can slide: summaries merge, but nothing can be taken out. */
export class WindowSlices {
  readonly #create: () => TraceAccumulator;
  #closed: Slice[] = [];
  #current: TraceAccumulator;
  #begin: number | null = null;

  constructor(create: () => TraceAccumulator) {
    this.#create = create;
    this.#current = create();
  }

  /** Where what comes now belongs. */
  get current(): TraceAccumulator {
    return this.#current;
  }

  /** Begins a new slice when it is time. @param now epoch seconds */
  turn(now: number): void {
    this.#begin ??= now;
    // A clock that was set back must not keep a slice open for ever.
    if (now - this.#begin < SLICE && now >= this.#begin) return;
    if (this.#current.traces > 0 || this.#current.skippedRecords > 0 || this.#current.systemMetrics > 0) {
      this.#closed.push({ begin: this.#begin, part: plainPart(this.#current) });
      this.#current = this.#create();
    }
    this.#begin = now;
    this.#closed = this.#closed.filter(({ begin }) => begin <= now && begin > now - LONGEST_WINDOW - SLICE);
  }

  /** The slices that reach into the last `seconds`, oldest first. */
  within(seconds: number, now: number): PlainPart[] {
    this.turn(now);
    const recent = this.#closed.filter(({ begin }) => begin + SLICE > now - seconds);
    return [...recent.map(({ part }) => part), plainPart(this.#current)];
  }
}
