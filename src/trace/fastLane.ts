import { UNUSED, type Field } from './fields.ts';
import { instantiateLane, type LaneExports } from './laneModule.ts';
import {
  CPU_TIME,
  DURATION,
  EXCEPTION_TYPE,
  FILENAME,
  LENGTH,
  LINENO,
  MODULE,
  NAME,
  OFFSET,
  TIMESTAMP,
  WAIT_TIME,
  type TraceRecord,
} from './record.ts';

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

/** Calls in file order. */
export interface LaneBatch extends LaneColumns {
  /** Epoch seconds, NaN without. */
  readonly time: Float64Array;
  /** What `learnCell` has been told for the function. */
  readonly cell: Int32Array;
}

const PAGE = 65_536;
/** Numbers that `measure` finds. */
const MEASURES = 5;

// As in `assembly/groups.ts`.
const MOST_GROUPS = 16_384;
const MOST_CELLS = 8192;
const MOST_MODULES = 1024;
const MOST_PLACES = 256;
/** Numbers that `runs` finds for each module. */
export const RUN_NUMBERS = 5;
// As in `assembly/failures.ts`.
const MOST_FAILURES = 256;
const FAILURE_NUMBERS = 6;
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
  /** Rows of the batch put together by group, see `group`. */
  readonly grouped: LaneColumns;
  /** A key for each row of the batch, to put them together by. */
  readonly keys: Int32Array;
  /** The module of each cell, for as many cells as there is room. */
  readonly modules: Int32Array<ArrayBuffer>;
  private readonly starts: Int32Array;
  private readonly numbers: Float64Array;
  private readonly runTable: Int32Array;
  private readonly failureTable: Int32Array;
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
    this.keys = new Int32Array(buffer, module.keyColumn(), ROWS);
    this.modules = new Int32Array(buffer, module.moduleTable(), MOST_CELLS);
    this.starts = new Int32Array(buffer, module.groupStarts(), MOST_GROUPS + 1);
    this.numbers = new Float64Array(buffer, module.placeNumbers(), MOST_PLACES);
    this.runTable = new Int32Array(buffer, module.runTable(), MOST_MODULES * RUN_NUMBERS);
    this.failureTable = new Int32Array(buffer, module.failureTable(), MOST_FAILURES * FAILURE_NUMBERS);
    this.measured = new Float64Array(buffer, module.measuredNumbers(), MEASURES);
    this.found = new Int32Array(buffer, module.foundBins(), ROWS);
  }

  /**
   * Reads calls from the `{` at `p` on into rows from `row` on, until one is unusual, lasted longer than `longest`
   * seconds or begins at or behind `stop`, or until the rows are full or too many have failed.
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

  /** How many of the calls that `readRun` has read last failed. */
  get failures(): number {
    return this.module.failures.value;
  }

  /**
   * Puts what is kept of a failed call into `record`: its times, its exception's type, its place in `bytes`.
   * @param message told where in `bytes` the exception's message begins and ends, -1 without
   * @returns the call's row
   */
  recallFailure(i: number, { numbers, texts }: TraceRecord, message: (from: number, to: number) => void): number {
    const { base, batch, failureTable } = this;
    const at = i * FAILURE_NUMBERS;
    const row = failureTable[at];
    const from = failureTable[at + 2];
    const start = failureTable[at + 4];
    numbers[DURATION] = batch.duration[row];
    numbers[CPU_TIME] = batch.cpu[row];
    numbers[WAIT_TIME] = batch.wait[row];
    numbers[TIMESTAMP] = batch.time[row];
    numbers[OFFSET] = start - base;
    numbers[LENGTH] = failureTable[at + 5] - start;
    texts[EXCEPTION_TYPE] = failureTable[at + 1];
    message(from < 0 ? -1 : from - base, failureTable[at + 3] - base);
    return row;
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

  /**
   * Puts the first `count` rows of the batch into `grouped`, together by `keys` (a column of this lane), which are below
   * `groups`; rows with a negative key are left out.
   * @returns where each group ends; null where there are too many groups
   */
  group(keys: Int32Array, count: number, groups: number): Int32Array | null {
    if (groups > MOST_GROUPS) return null;
    this.module.group(keys.byteOffset, count, groups);
    return this.starts;
  }

  /**
   * As `TimeBins.assign` needs it: the different bin numbers of the first `count` rows; `keys` tells each row's place
   * among them, -1 without a time.
   * @returns null where there are too many
   */
  places(count: number, ticksPerSecond: number, ticks: number): number[] | null {
    const found = this.module.findPlaces(count, ticksPerSecond, ticks);
    return found < 0 ? null : Array.from(this.numbers.subarray(0, found));
  }

  /** Makes the `keys` of the first `rows` rows tell the first `modules` modules apart too; later modules get none. */
  splitByModule(rows: number, modules: number): void {
    this.module.splitByModule(rows, modules);
  }

  /**
   * How the failures among the first `rows` rows follow each other in each module: calls, failures, failures at the
   * start, at the end, in the longest run.
   * @returns null where there are too many modules
   */
  runs(rows: number, modules: number): Int32Array | null {
    if (modules > MOST_MODULES) return null;
    this.module.findRuns(rows, modules);
    return this.runTable;
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
