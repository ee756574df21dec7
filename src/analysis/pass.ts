import type { TraceSink } from '../trace/record.ts';
import { createScanner, type ScanOptions, type TraceScanner } from '../trace/scanner.ts';
import { TraceAccumulator, type AccumulatorOptions } from './accumulator.ts';

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
  };
  const scanner = create(sink, scan);
  const accumulator = new TraceAccumulator(scanner.texts, options);
  return { scanner, accumulator };
}
