import { EXCEPTION_TYPE, messageFrom, messageTo, textAt } from './record';

/** Failed calls that are told of after one run. */
const MOST_FAILURES: i32 = 256;

/** Of each: its row, the id of its exception type, where its message and where its record begins and ends. */
const FIELDS: i32 = 6;

const table = memory.data(MOST_FAILURES * FIELDS * 4, 16);

/** Failed calls noted since the run began. */
export let failures: i32 = 0;

export function forgetFailures(): void {
  failures = 0;
}

export function roomForFailure(): bool {
  return failures < MOST_FAILURES;
}

/** Notes the record read last, which stands between `start` and `stop` and went into that row. */
export function noteFailure(row: i32, start: i32, stop: i32): void {
  const at = table + failures * FIELDS * 4;
  store<i32>(at, row);
  store<i32>(at, textAt(EXCEPTION_TYPE), 4);
  store<i32>(at, messageFrom, 8);
  store<i32>(at, messageTo, 12);
  store<i32>(at, start, 16);
  store<i32>(at, stop, 20);
  failures++;
}

export function failureTable(): usize {
  return table;
}
