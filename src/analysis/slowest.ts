import type { TraceRef } from '../protocol/report.ts';

/** A call as it is kept: like `TraceRef`, with the cell instead of the function's place in the report. */
export type KeptTrace = Omit<TraceRef, 'function'> & { cell: number };

/** The `limit` slowest calls, as a heap with the fastest of them on top. */
export class Slowest {
  private readonly heap: KeptTrace[] = [];
  private readonly limit: number;
  /** A call must last longer than this (seconds) to be kept. */
  threshold = -Infinity;

  constructor(limit: number) {
    this.limit = limit;
  }

  offer(trace: KeptTrace): void {
    const heap = this.heap;
    if (heap.length < this.limit) {
      heap.push(trace);
      this.up(heap.length - 1);
    } else if (trace.duration > this.threshold) {
      heap[0] = trace;
      this.down(0);
    }
    if (heap.length === this.limit) this.threshold = heap[0].duration;
  }

  /** Slowest first; equals in file order. */
  list(): KeptTrace[] {
    return [...this.heap].sort((a, b) => b.duration - a.duration || a.offset - b.offset);
  }

  private up(i: number): void {
    const heap = this.heap;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (heap[parent].duration <= heap[i].duration) return;
      [heap[parent], heap[i]] = [heap[i], heap[parent]];
      i = parent;
    }
  }

  private down(i: number): void {
    const heap = this.heap;
    for (;;) {
      let least = i;
      for (const child of [2 * i + 1, 2 * i + 2]) {
        if (child < heap.length && heap[child].duration < heap[least].duration) least = child;
      }
      if (least === i) return;
      [heap[least], heap[i]] = [heap[i], heap[least]];
      i = least;
    }
  }
}
