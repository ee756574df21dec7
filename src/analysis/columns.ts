import { PLAIN_KERNEL, type BlockKernel } from '../stats/blockKernel.ts';
import type { CallColumns } from '../stats/traceSummary.ts';
import { ROWS, type FastLane, type LaneColumns } from '../trace/fastLane.ts';

/** Rows of a batch: large enough that a function finds dozens of its calls in one, small enough for the cache. */
export const BATCH = ROWS;

/** Calls as columns, see `CallColumns`. */
class Columns implements CallColumns {
  readonly duration: Float64Array;
  readonly memory: Float64Array;
  readonly wait: Float64Array;
  readonly cpu: Float64Array;
  readonly tag: Int32Array;
  readonly failed: Uint8Array;
  readonly kernel: BlockKernel;

  /** @param columns of the lane, which works on them faster */
  constructor(lane: FastLane | null, columns: LaneColumns | undefined) {
    this.duration = columns?.duration ?? new Float64Array(BATCH);
    this.memory = columns?.memory ?? new Float64Array(BATCH);
    this.wait = columns?.wait ?? new Float64Array(BATCH);
    this.cpu = columns?.cpu ?? new Float64Array(BATCH);
    this.tag = columns?.tag ?? new Int32Array(BATCH);
    this.failed = columns?.failed ?? new Uint8Array(BATCH);
    this.kernel = lane ?? PLAIN_KERNEL;
  }
}

/** A batch of calls in file order, with what tells where each belongs. */
export class Batch extends Columns {
  /** Epoch seconds, NaN without. */
  readonly time: Float64Array;
  readonly cell: Int32Array;
  /** What rows may be put together by besides cells. */
  readonly keys: Int32Array;
  n = 0;

  /** @param lane that the scanner reads calls with, which writes to the columns, if it has one */
  constructor(lane: FastLane | null) {
    super(lane, lane?.batch);
    this.time = lane?.batch.time ?? new Float64Array(BATCH);
    this.cell = lane?.batch.cell ?? new Int32Array(BATCH);
    this.keys = lane?.keys ?? new Int32Array(BATCH);
  }
}

/** The rows of a batch put together by group, each group in file order (a counting sort). */
export class Grouping {
  private readonly lane: FastLane | null;
  private readonly columns: Columns;
  /** Where each row of the batch goes, -1 nowhere. */
  private order = new Int32Array(0);
  private starts = new Int32Array(1024);

  /** @param lane of the batch */
  constructor(lane: FastLane | null) {
    this.lane = lane;
    this.columns = new Columns(lane, lane?.grouped);
  }

  /**
   * Groups the rows of `batch` by `keys` (one of its columns), which are numbers below `groups`; rows with a negative
   * key are left out. Then calls `visit` for every group that has rows.
   */
  forEach(
    batch: Batch,
    keys: Int32Array,
    groups: number,
    visit: (columns: CallColumns, key: number, from: number, to: number) => void,
  ): void {
    const starts = this.lane?.group(keys, batch.n, groups) ?? this.group(batch, keys, groups);
    // Each start has moved to its group's end, which is the start of the next.
    for (let g = 0, from = 0; g < groups; g++) {
      const to = starts[g];
      if (to > from) visit(this.columns, g, from, to);
      from = to;
    }
  }

  private group(batch: Batch, keys: Int32Array, groups: number): Int32Array {
    const { n } = batch;
    if (this.order.length === 0) this.order = new Int32Array(BATCH);
    const { order } = this;
    if (this.starts.length <= groups) this.starts = new Int32Array(2 * groups);
    const starts = this.starts;
    starts.fill(0, 0, groups + 1);
    for (let i = 0; i < n; i++) if (keys[i] >= 0) starts[keys[i] + 1]++;
    for (let g = 0; g < groups; g++) starts[g + 1] += starts[g];
    for (let i = 0; i < n; i++) order[i] = keys[i] < 0 ? -1 : starts[keys[i]]++;
    this.gather(batch);
    return starts;
  }

  private gather(batch: Batch): void {
    const { duration, memory, wait, cpu, tag, failed } = this.columns;
    for (let i = 0; i < batch.n; i++) {
      const at = this.order[i];
      if (at < 0) continue;
      duration[at] = batch.duration[i]!;
      memory[at] = batch.memory[i]!;
      wait[at] = batch.wait[i]!;
      cpu[at] = batch.cpu[i]!;
      tag[at] = batch.tag[i]!;
      failed[at] = batch.failed[i]!;
    }
  }
}
