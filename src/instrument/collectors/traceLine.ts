import type { TraceRecord } from '../record.ts';

/** A trace as one line of JSON, with its newline; numbers that JSON does not know become null, and foreign values text. */
export function lineOf(record: TraceRecord): string {
  try {
    return `${JSON.stringify(record)}\n`;
  } catch {
    // Own code may have put a bigint or a circle into a record; only such values become text.
    return `${JSON.stringify(Object.fromEntries(Object.entries(record).map(([key, value]) => [key, plain(value)])))}\n`;
  }
}

function plain(value: unknown): unknown {
  try {
    JSON.stringify(value);
    return value;
  } catch {
    return String(value);
  }
}
