/**
 * The fast lane of the scanner, see `src/trace/fastLane.ts`: reads runs of calls of which nothing is unusual straight
 * into columns. It decides nothing: what it does not know or is not sure of it leaves to the record reader. And works on
 * those columns: puts rows together by group, takes sums, finds bins.
 */
import { COMMA, LEFT_BRACE, LF } from './characters';
import { row, ROWS, setRow, takeRow } from './columns';
import { forgetFailures, noteFailure, roomForFailure } from './failures';
import { failed, hasDuration, readRecord } from './record';
import { end, lines, setEnd, UNREAD } from './state';
import { skipSpace } from './values';

export { learnCell } from './cells';
export { bins, foundBins, measure, measuredNumbers } from './blocks';
export { batchColumns, cellColumn, groupedColumns, row, timeColumn } from './columns';
export { failures, failureTable } from './failures';
export {
  findPlaces,
  findRuns,
  group,
  groupStarts,
  keyColumn,
  moduleTable,
  placeNumbers,
  runTable,
  splitByModule,
} from './groups';
export { learnKey } from './keys';
export { setLines } from './state';
export { learnText } from './texts';

/** A comma ended the run read last, so that an item must follow. */
export let itemExpected: bool = false;

/** As `FastLane.readRun`. */
export function readRun(p: i32, stop: i32, last: i32, firstRow: i32, longest: f64): i32 {
  setEnd(last);
  setRow(firstRow);
  itemExpected = true;
  forgetFailures();
  while (p < stop && row < ROWS && roomForFailure() && load<u8>(p) == LEFT_BRACE) {
    const after = readRecord(p);
    if (after < 0) break;
    const next = lines ? nextLine(after) : after;
    if (next < 0 || !takeRow(longest)) break;
    if (failed) noteFailure(row - 1, p, after);
    p = next;
    if (!lines) {
      p = skipSpace(after);
      if (p >= end || load<u8>(p) != COMMA) {
        itemExpected = false;
        break;
      }
      p = skipSpace(p + 1);
    }
  }
  return p;
}

/** Position behind the newline that ends the record before `p`; UNREAD if something else stands there, or it is no call. */
function nextLine(p: i32): i32 {
  p = skipSpace(p);
  return load<u8>(p) == LF && p < end && hasDuration ? p + 1 : UNREAD;
}
