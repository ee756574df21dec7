import type { CallColumns } from '../stats/traceSummary.ts';

/** Rows of a batch: large enough that a function finds dozens of its calls in one, small enough for the cache. */
export const BATCH = 16_384;

/** Calls as columns, see `CallColumns`. */
export class Columns implements CallColumns {
  readonly duration = new Float64Array(BATCH);
  readonly memory = new Float64Array(BATCH);
  readonly wait = new Float64Array(BATCH);
  readonly cpu = new Float64Array(BATCH);
  readonly tag = new Int32Array(BATCH);
  readonly failed = new Uint8Array(BATCH);
}

/** A batch of calls in file order, with what tells where each belongs. */
export class Batch extends Columns {
  /** Epoch seconds, NaN without. */
  readonly time = new Float64Array(BATCH);
  readonly cell = new Int32Array(BATCH);
  n = 0;
}

/** The rows of a batch put together by group, each group in file order (a counting sort). */
export class Grouping {
  readonly columns = new Columns();
  private starts = new Int32Array(1024);

  /**
   * Groups the rows of `batch` by `keys`, which are numbers below `groups`; rows with a negative key are left out.
   * Then calls `visit` for every group that has rows.
   */
  forEach(
    batch: Batch,
    keys: Int32Array,
    groups: number,
    visit: (columns: Columns, key: number, from: number, to: number) => void,
  ): void {
    const n = batch.n;
    if (this.starts.length <= groups) this.starts = new Int32Array(2 * groups);
    const starts = this.starts;
    starts.fill(0, 0, groups + 1);
    for (let i = 0; i < n; i++) if (keys[i] >= 0) starts[keys[i] + 1]++;
    for (let g = 0; g < groups; g++) starts[g + 1] += starts[g];
    this.gather(batch, keys, starts);
    // Gathering has moved each start to its group's end, which is the start of the next.
    for (let g = 0, from = 0; g < groups; g++) {
      const to = starts[g];
      if (to > from) visit(this.columns, g, from, to);
      from = to;
    }
  }

  private gather(batch: Batch, keys: Int32Array, starts: Int32Array): void {
    const { duration, memory, wait, cpu, tag, failed } = this.columns;
    for (let i = 0; i < batch.n; i++) {
      const key = keys[i];
      if (key < 0) continue;
      const at = starts[key];
      starts[key] = at + 1;
      duration[at] = batch.duration[i]!;
      memory[at] = batch.memory[i]!;
      wait[at] = batch.wait[i]!;
      cpu[at] = batch.cpu[i]!;
      tag[at] = batch.tag[i]!;
      failed[at] = batch.failed[i]!;
    }
  }
}
