/** A single call as lists show it. */
import type { TraceRow } from '../src/protocol/question.ts';
import type { Report, TraceRef } from '../src/protocol/report.ts';

export type Call = Pick<
  TraceRow,
  | 'offset'
  | 'length'
  | 'name'
  | 'module'
  | 'filename'
  | 'lineno'
  | 'timestamp'
  | 'duration'
  | 'failed'
  | 'exceptionType'
  | 'exceptionMessage'
> & { cpu: number | null; wait: number | null };

/** A call that the report keeps, with what the report knows of its function. */
export function callOf(ref: TraceRef, report: Report): Call {
  const fn = report.functions[ref.function];
  return {
    offset: ref.offset,
    length: ref.length,
    name: fn?.name ?? '(other)',
    module: fn?.module ?? '',
    filename: fn?.filename ?? null,
    lineno: fn?.lineno ?? null,
    timestamp: ref.timestamp,
    duration: ref.duration,
    cpu: ref.cpu ?? null,
    wait: ref.wait ?? null,
    failed: ref.exceptionType !== null || ref.exceptionMessage !== null,
    exceptionType: ref.exceptionType,
    exceptionMessage: ref.exceptionMessage,
  };
}
