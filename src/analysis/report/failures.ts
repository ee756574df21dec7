import type { ExceptionReport, FunctionReport, TraceRef } from '../../protocol/report.ts';
import type { FailureKind } from '../../score/scopes.ts';
import type { TraceAccumulator } from '../accumulator.ts';
import { UNNAMED, type ExceptionKind } from '../exceptionTable.ts';
import type { KeptTrace } from '../slowest.ts';

const MOST_EXCEPTIONS = 50;
const MOST_PER_FUNCTION = 5;

function instant(time: number): number | null {
  return Number.isFinite(time) ? time : null;
}

function typeName(type: string): string {
  return type === '' ? UNNAMED : type;
}

/** The most frequent kinds of failure of the file. */
export function exceptionsOf(accumulator: TraceAccumulator): ExceptionReport[] {
  const { cells } = accumulator.table;
  return [...accumulator.exceptions.kinds.values()]
    .sort((a, b) => b.count - a.count)
    .slice(0, MOST_EXCEPTIONS)
    .map((kind) => {
      const [most] = [...kind.cells].sort((a, b) => b[1] - a[1]);
      return {
        type: typeName(kind.type),
        message: kind.message,
        example: kind.example,
        count: kind.count,
        function: most === undefined ? -1 : cells[most[0]].function,
        first: instant(kind.first),
        last: instant(kind.last),
      };
    });
}

/** The kinds of failure of each function, most frequent first. */
export function failuresByFunction(accumulator: TraceAccumulator): Map<number, FailureKind[]> {
  const { cells } = accumulator.table;
  const byFunction = new Map<number, Map<ExceptionKind, number>>();
  for (const kind of accumulator.exceptions.kinds.values()) {
    for (const [cell, count] of kind.cells) {
      const fn = cells[cell].function;
      let kinds = byFunction.get(fn);
      if (kinds === undefined) byFunction.set(fn, (kinds = new Map<ExceptionKind, number>()));
      kinds.set(kind, (kinds.get(kind) ?? 0) + count);
    }
  }
  return new Map(
    [...byFunction].map(([fn, kinds]) => [
      fn,
      [...kinds]
        .sort((a, b) => b[1] - a[1])
        .slice(0, MOST_PER_FUNCTION)
        .map(([kind, count]) => ({
          type: typeName(kind.type),
          message: kind.message,
          example: kind.example,
          count,
          first: instant(kind.first),
          last: instant(kind.last),
        })),
    ]),
  );
}

/** Exception types of one function with their counts. */
export function exceptionTypes(kinds: readonly FailureKind[]): FunctionReport['exceptions'] {
  const types = new Map<string, number>();
  for (const { type, count } of kinds) types.set(type, (types.get(type) ?? 0) + count);
  return [...types].map(([type, count]) => ({ type, count })).sort((a, b) => b.count - a.count);
}

/** A kept call as the report refers to it; `order` tells where each function stands in the report. */
export function traceRef(trace: KeptTrace, accumulator: TraceAccumulator, order: readonly number[]): TraceRef {
  const { cell, ...ref } = trace;
  return { ...ref, function: order[accumulator.table.cells[cell].function] ?? -1 };
}
