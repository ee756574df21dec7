import { readFileSync } from 'node:fs';

export type Trace = Record<string, unknown> & { name: string; module: string; trace_id: string; error: boolean };

/** The traces of an NDJSON file; every line must be whole. */
export function traceLines(path: string): Trace[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Trace);
}

/** Calls by name. */
export function callsByName(traces: readonly Trace[]): Record<string, number> {
  const calls: Record<string, number> = {};
  for (const { name } of traces) calls[name] = (calls[name] ?? 0) + 1;
  return calls;
}
