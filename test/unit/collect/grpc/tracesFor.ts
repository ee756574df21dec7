/** Conformance traces that fit into a message: PyPSS's own fields, of their own types. */
import { payloads } from '../payload.ts';

const TEXTS = ['trace_id', 'name', 'filename', 'module', 'exception_type', 'exception_message', 'branch_tag'];
const NUMBERS = ['duration', 'cpu_time', 'wait_time', 'timestamp', 'lineno', 'memory', 'memory_diff'];
const INTEGERS = ['lineno', 'memory', 'memory_diff'];

export type Fields = Record<string, string | number | boolean | null>;

/** Up to `most` traces of each case, as records with nothing but what a message carries. */
export function messageTraces(most: number): Fields[] {
  return payloads().flatMap(({ items }) =>
    items.slice(0, most).flatMap((item) => {
      const record = recordOf(item);
      return record === null ? [] : [record];
    }),
  );
}

function recordOf(item: string): Fields | null {
  const value = parsed(item);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const given = value as Record<string, unknown>;
  if (typeof given['duration'] !== 'number') return null;
  const record: Fields = { error: given['error'] === true };
  for (const field of TEXTS)
    if (typeof given[field] === 'string' || given[field] === null) record[field] = given[field];
  for (const field of NUMBERS) {
    const number = given[field];
    if (typeof number !== 'number' || Math.abs(number) > 2 ** 53) continue;
    record[field] = INTEGERS.includes(field) ? Math.trunc(number) % 2 ** 31 : number;
  }
  return record;
}

function parsed(item: string): unknown {
  try {
    return JSON.parse(item);
  } catch (error) {
    // Malformed lines are part of some cases.
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
