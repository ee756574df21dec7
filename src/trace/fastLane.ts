import { UNUSED, type Field } from './fields.ts';
import { instantiateLane, type LaneExports } from './laneModule.ts';
import { FILENAME, LINENO, MODULE, NAME, type TraceRecord } from './record.ts';

/** Rows of the columns, as in `assembly/columns.ts`. */
export const ROWS = 16_384;

/** Figures of calls, a row each. */
export interface LaneColumns {
  /** Seconds. */
  readonly duration: Float64Array;
  /** Bytes. */
  readonly memory: Float64Array;
  /** Seconds. */
  readonly wait: Float64Array;
  /** Seconds. */
  readonly cpu: Float64Array;
  /** Id of the branch tag, `ABSENT` without. */
  readonly tag: Int32Array;
  /** 1 for a failed call. */
  readonly failed: Uint8Array;
}

/** Calls in file order: those that the lane reads did not fail. */
export interface LaneBatch extends LaneColumns {
  /** Epoch seconds, NaN without. */
  readonly time: Float64Array;
  /** What `learnCell` has been told for the function. */
  readonly cell: Int32Array;
}

const PAGE = 65_536;
/** Numbers that `measure` finds. */
const MEASURES = 5;
/** After unusual records in a row the lane rests for some, each time longer, at most for so many. */
const LONGEST_REST = 255;

/**
 * Reads traces by a WebAssembly module, three times as fast as the record reader, which is always there too: it reads
 * whatever is unusual, judges it by the rulings, and teaches the lane the keys, texts and functions it has met. So the
 * lane need not know a ruling: it reads what it has seen before, or nothing.
 */
export class FastLane {
  /** Where the scanner puts its bytes; positions are places in it. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly batch: LaneBatch;
  /** Rows of the batch put together by group, see `gather`. */
  readonly grouped: LaneColumns;
  /** For each row of the batch its row in `grouped`, -1 for none. */
  readonly order: Int32Array;
  private readonly module: LaneExports;
  private readonly measured: Float64Array;
  private readonly found: Int32Array;
  /** Address of `bytes`. */
  private readonly base: number;
  private nextRest = 0;
  private resting = 0;

  /** @returns null where the host cannot run the module */
  static create(size: number): FastLane | null {
    const module = instantiateLane();
    return module === null ? null : new FastLane(module, size);
  }

  private constructor(module: LaneExports, size: number) {
    const { memory } = module;
    this.module = module;
    this.base = memory.grow(Math.ceil(size / PAGE)) * PAGE;
    const { buffer } = memory;
    this.bytes = new Uint8Array(buffer, this.base, size);
    this.batch = {
      ...columnsAt(buffer, module.batchColumns()),
      time: new Float64Array(buffer, module.timeColumn(), ROWS),
      cell: new Int32Array(buffer, module.cellColumn(), ROWS),
    };
    this.grouped = columnsAt(buffer, module.groupedColumns());
    this.order = new Int32Array(buffer, module.orderColumn(), ROWS);
    this.measured = new Float64Array(buffer, module.measuredNumbers(), MEASURES);
    this.found = new Int32Array(buffer, module.foundBins(), ROWS);
  }

  /**
   * Reads calls from the `{` at `p` on into rows from `row` on, until one is unusual, failed, lasted longer than
   * `longest` seconds or begins at or behind `stop`, or until the rows are full.
   * @returns the position behind the last one read and the comma or newline after it; `p` if none was read
   */
  readRun(p: number, stop: number, end: number, row: number, longest: number): number {
    if (this.resting > 0) {
      this.resting--;
      return p;
    }
    const { base } = this;
    const after = this.module.readRun(p + base, stop + base, end + base, row, longest) - base;
    if (after > p) this.nextRest = 0;
    else {
      this.resting = this.nextRest;
      this.nextRest = Math.min(2 * this.nextRest + 1, LONGEST_REST);
    }
    return after;
  }

  /** The row after the last one that `readRun` has filled. */
  get row(): number {
    return this.module.row.value;
  }

  /** Whether a comma ended what `readRun` has read, so that an item must follow. */
  get itemExpected(): boolean {
    return this.module.itemExpected.value !== 0;
  }

  /** Each line is a record from here on. */
  setLines(): void {
    this.module.setLines(true);
  }

  /** The key written at `p` has this number (below 2^31, 0 and 1 are not for keys) and means this field, if any. */
  learnKey(key: number, p: number, length: number, field: Field | undefined): void {
    this.module.learnKey(p + this.base, length, key, field?.action ?? UNUSED, field?.slot ?? 0);
  }

  /** The text written at `p` has this id in the table of its slot. */
  learnText(slot: number, p: number, length: number, id: number): void {
    this.module.learnText(slot, p + this.base, length, id);
  }

  /** Calls of the function that `record` belongs to are told by `cell` (0 or more). */
  learnCell({ texts, numbers }: TraceRecord, cell: number): void {
    const line = numbers[LINENO];
    if (line === (line | 0)) this.module.learnCell(texts[MODULE], texts[NAME], texts[FILENAME], line, cell);
  }

  // --- what can be done with the columns ---

  /** Puts the first `count` rows of the batch into `grouped`, each into the row that `order` has for it. */
  gather(count: number): void {
    this.module.gather(count);
  }

  /** As `BlockKernel.measure`, for a column of this lane. */
  measure(column: Float64Array, from: number, to: number): Float64Array {
    this.module.measure(column.byteOffset, from, to);
    return this.measured;
  }

  /** As `BlockKernel.bins`, for a column of this lane. */
  bins(column: Float64Array, from: number, to: number, shift: number): Int32Array {
    this.module.bins(column.byteOffset, from, to, shift);
    return this.found;
  }
}

/** The columns that lie one behind the other from `address` on, as in `assembly/columns.ts`. */
function columnsAt(buffer: ArrayBuffer, address: number): LaneColumns {
  const wide = (place: number) => new Float64Array(buffer, address + place * ROWS * 8, ROWS);
  const tags = address + 4 * ROWS * 8;
  return {
    duration: wide(0),
    memory: wide(1),
    wait: wide(2),
    cpu: wide(3),
    tag: new Int32Array(buffer, tags, ROWS),
    failed: new Uint8Array(buffer, tags + ROWS * 4, ROWS),
  };
}
