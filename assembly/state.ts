/** Where a reader stands when it gives up: the record is left to the careful reader. */
export const UNREAD: i32 = -1;

/** Behind the last byte; quotes follow there, so that no string goes on. */
export let end: i32 = 0;
/** NDJSON: a newline ends the record. */
export let lines: bool = false;

export function setEnd(position: i32): void {
  end = position;
}

export function setLines(value: bool): void {
  lines = value;
}
