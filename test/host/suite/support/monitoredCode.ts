/** Text of monitored code and traces of its functions. */

/** First line of a Python file that uses the runtime. */
export const IMPORT = 'from pypss.instrumentation import monitor_function, monitor_block, monitor_async\n';

export interface Trace {
  readonly name: string | null;
  readonly lineno?: number;
  readonly filename?: string;
  readonly [key: string]: unknown;
}

/** So many calls of each, half of them twice as long. */
export function traces(kinds: readonly Trace[], calls = 40): string {
  const records = kinds.flatMap((kind) =>
    Array.from({ length: calls }, (_, i) => ({ duration: i % 2 === 0 ? 0.01 : 0.02, timestamp: 1.7e9 + i, ...kind })),
  );
  return JSON.stringify(records);
}
