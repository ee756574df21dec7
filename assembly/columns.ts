import { findCell, UNKNOWN } from './cells';
import {
  BRANCH_TAG,
  CPU_TIME,
  DURATION,
  failed,
  FILENAME,
  LINENO,
  MEMORY,
  MODULE,
  NAME,
  numberAt,
  textAt,
  TIMESTAMP,
  WAIT_TIME,
} from './record';

/** Rows of the columns. */
export const ROWS: i32 = 16384;

// A set of columns, one behind the other: duration, memory, wait, cpu, tag, failed.
const WIDE: i32 = ROWS * 8;
const NARROW: i32 = ROWS * 4;
const SET: i32 = 4 * WIDE + NARROW + ROWS;
const MEMORIES: i32 = WIDE;
const WAITS: i32 = 2 * WIDE;
const CPUS: i32 = 3 * WIDE;
const TAGS: i32 = 4 * WIDE;
const FAILED: i32 = TAGS + NARROW;

/** Calls in file order, and the same put together by group. */
const batch = memory.data(SET, 16);
const grouped = memory.data(SET, 16);
const times = memory.data(WIDE, 16);
const cells = memory.data(NARROW, 16);
/** The row of each call among those put together by group, -1 for none. */
const order = memory.data(NARROW, 16);

/** The next row. */
export let row: i32 = 0;

export function setRow(number: i32): void {
  row = number;
}

/** Puts the record read last into the next row; false if it lasted too long or its function is not known. */
export function takeRow(longest: f64): bool {
  const duration = numberAt(DURATION);
  const line = numberAt(LINENO);
  if (duration > longest || !(line >= 0 && line <= <f64>i32.MAX_VALUE)) return false;
  const lineno = <i32>line;
  if (<f64>lineno != line) return false;
  const cell = findCell(textAt(MODULE), textAt(NAME), textAt(FILENAME), lineno);
  if (cell == UNKNOWN) return false;
  const wide = batch + (row << 3);
  store<f64>(wide, duration);
  store<f64>(wide + MEMORIES, numberAt(MEMORY));
  store<f64>(wide + WAITS, numberAt(WAIT_TIME));
  store<f64>(wide + CPUS, numberAt(CPU_TIME));
  store<f64>(times + (row << 3), numberAt(TIMESTAMP));
  store<i32>(cells + (row << 2), cell);
  store<i32>(batch + TAGS + (row << 2), textAt(BRANCH_TAG));
  store<u8>(batch + FAILED + row, u8(failed));
  row++;
  return true;
}

/** Puts the first `count` calls together by group, each into the row that `order` has for it. */
export function gather(count: i32): void {
  for (let i = 0; i < count; i++) {
    const at = load<i32>(order + (i << 2));
    if (at < 0) continue;
    const from = batch + (i << 3);
    const to = grouped + (at << 3);
    store<f64>(to, load<f64>(from));
    store<f64>(to + MEMORIES, load<f64>(from + MEMORIES));
    store<f64>(to + WAITS, load<f64>(from + WAITS));
    store<f64>(to + CPUS, load<f64>(from + CPUS));
    store<i32>(grouped + TAGS + (at << 2), load<i32>(batch + TAGS + (i << 2)));
    store<u8>(grouped + FAILED + at, load<u8>(batch + FAILED + i));
  }
}

export function failedAt(row: i32): bool {
  return load<u8>(batch + FAILED + row) == 1;
}

/** Address of the place in `order` of a row. */
export function ordered(row: i32): usize {
  return order + (row << 2);
}

export function batchColumns(): usize {
  return batch;
}

export function groupedColumns(): usize {
  return grouped;
}

export function timeColumn(): usize {
  return times;
}

export function cellColumn(): usize {
  return cells;
}
