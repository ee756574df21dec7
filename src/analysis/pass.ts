import type { TraceSink } from '../trace/record.ts';
import type { ScanOptions, TraceScanner } from '../trace/scan.ts';
import { createScanner } from '../trace/scanner.ts';
import { TraceAccumulator, type AccumulatorOptions } from './accumulator.ts';
import { TraceMatcher } from './traceMatcher.ts';

/** One pass over bytes: a scanner and what gathers its records. */
export interface Pass {
  scanner: TraceScanner;
  accumulator: TraceAccumulator;
}

/** @param create makes another scanner than the one that finds traces by the document's shape */
export function createPass(
  options: AccumulatorOptions,
  scan: ScanOptions = {},
  create: (sink: TraceSink, scan: ScanOptions) => TraceScanner = createScanner,
): Pass {
  // The accumulator needs the scanner's text tables, which are there before the first record comes.
  const sink: TraceSink = {
    trace: (record) => accumulator.trace(record),
    systemMetric: (record) => accumulator.systemMetric(record),
    skipped: (offset, reason) => accumulator.skipped(offset, reason),
    rowSink: {
      get row() {
        return accumulator.row;
      },
      get longest() {
        return accumulator.longest;
      },
      failed: (row, record) => accumulator.failed(row, record),
      filled: (row) => accumulator.filled(row),
    },
  };
  const { filter, root, unknownModule } = options;
  let matcher: TraceMatcher | null = null;
  const scanner = create(filter === undefined ? sink : onlyMatching(sink, () => matcher), scan);
  const accumulator = new TraceAccumulator(scanner.texts, options, scanner.lane);
  if (filter !== undefined) matcher = new TraceMatcher(scanner.texts, filter, root, unknownModule);
  return { scanner, accumulator };
}

/** Hands on what matches. Records that could not be read match nothing. */
function onlyMatching(sink: TraceSink, matcher: () => TraceMatcher | null): TraceSink {
  return {
    trace(record) {
      if (matcher()?.matches(record) === true) sink.trace(record);
    },
    systemMetric(record) {
      if (matcher()?.matchesMetric(record) === true) sink.systemMetric(record);
    },
    skipped: () => undefined,
  };
}
