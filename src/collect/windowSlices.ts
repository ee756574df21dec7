import type { AccumulatorOptions, TraceAccumulator } from '../analysis/accumulator.ts';
import { plainPart, type PlainPart } from '../analysis/part.ts';
import { mergedAccumulator } from './mergeSummaries.ts';

/** Seconds that a slice lasts: a window of up to `FINE` seconds is right to so much. */
const SLICE = 10;
/** Seconds after which slices are merged into blocks, which take less memory and are merged faster. */
const FINE = 60;
/** Seconds that a block lasts: a longer window is right to so much. */
const BLOCK = 30;
/** The longest window in seconds. */
export const LONGEST_WINDOW = 300;

/** What came from `begin` until before `end`, in epoch seconds. */
interface Slice {
  readonly begin: number;
  readonly end: number;
  readonly part: PlainPart;
}

/** The last minutes in slices by arrival, so that a window can slide: summaries merge, but nothing can be taken out. */
export class WindowSlices {
  readonly #create: () => TraceAccumulator;
  readonly #merging: AccumulatorOptions;
  #closed: Slice[] = [];
  #current: TraceAccumulator;
  #begin: number | null = null;
  /** The closed slices of the window last asked for, in one: they change much less often than reports are made. */
  #merged: { readonly slices: readonly Slice[]; readonly part: PlainPart } | null = null;

  /** @param merging how accumulators are made that slices are merged in */
  constructor(create: () => TraceAccumulator, merging: AccumulatorOptions) {
    this.#create = create;
    this.#merging = merging;
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
      this.#closed.push({ begin: this.#begin, end: this.#begin + SLICE, part: plainPart(this.#current) });
      this.#current = this.#create();
    }
    this.#begin = now;
    this.#closed = this.#closed.filter(({ begin, end }) => begin <= now && end > now - LONGEST_WINDOW);
    this.#mergeOld(now);
    this.#merged = null;
  }

  /** The parts that reach into the last `seconds`, oldest first. */
  within(seconds: number, now: number): PlainPart[] {
    this.turn(now);
    const recent = this.#closed.filter(({ end }) => end > now - seconds);
    return [...this.#inOne(recent), plainPart(this.#current)];
  }

  #inOne(slices: readonly Slice[]): PlainPart[] {
    if (slices.length < 2) return slices.map(({ part }) => part);
    const known = this.#merged?.slices;
    if (known?.length !== slices.length || known[0] !== slices[0]) {
      this.#merged = { slices, part: this.#merge(slices) };
    }
    return [this.#merged!.part];
  }

  #mergeOld(now: number): void {
    const slices: Slice[] = [];
    for (const slice of this.#closed) {
      const before = slices.at(-1);
      const together =
        before !== undefined &&
        slice.end <= now - FINE &&
        blockOf(before) === blockOf(slice) &&
        before.end <= slice.end;
      if (!together) slices.push(slice);
      else slices[slices.length - 1] = { ...slice, begin: before.begin, part: this.#merge([before, slice]) };
    }
    this.#closed = slices;
  }

  #merge(slices: readonly Slice[]): PlainPart {
    return plainPart(
      mergedAccumulator(
        slices.map(({ part }) => part),
        this.#merging,
      ),
    );
  }
}

const blockOf = ({ begin }: Slice): number => Math.floor(begin / BLOCK);
