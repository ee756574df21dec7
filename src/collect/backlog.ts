import type { TraceBatch } from './collector.ts';

interface Waiting {
  readonly batch: TraceBatch;
  /** `performance.now()` of its arrival. */
  readonly since: number;
}

/** Batches received and not yet looked at: bounded, first in, first out. */
export class Backlog {
  readonly #limit: number;
  #waiting: Waiting[] = [];
  #first = 0;
  #bytes = 0;
  #items = 0;

  /** @param limit bytes that may wait */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get items(): number {
    return this.#items;
  }

  get empty(): boolean {
    return this.#items === 0;
  }

  /** Less than half full. */
  get roomy(): boolean {
    return this.#bytes * 2 < this.#limit;
  }

  /** Seconds that the oldest has waited. */
  lag(now: number): number {
    const oldest = this.#waiting[this.#first];
    return oldest === undefined ? 0 : (now - oldest.since) / 1000;
  }

  /** @returns false when there is no room */
  push(batch: TraceBatch, now: number): boolean {
    if (this.#bytes > 0 && this.#bytes + batch.ndjson.length > this.#limit) return false;
    this.#waiting.push({ batch, since: now });
    this.#bytes += batch.ndjson.length;
    this.#items += batch.items;
    return true;
  }

  shift(): TraceBatch | null {
    const next = this.#waiting[this.#first];
    if (next === undefined) return null;
    this.#first++;
    if (this.#first === this.#waiting.length || this.#first > 1000) {
      this.#waiting = this.#waiting.slice(this.#first);
      this.#first = 0;
    }
    this.#bytes -= next.batch.ndjson.length;
    this.#items -= next.batch.items;
    return next.batch;
  }
}
