import { type AccumulatorOptions, TraceAccumulator } from '../analysis/accumulator.ts';
import { mergePart, type PlainPart } from '../analysis/part.ts';
import { TEXT_SLOTS } from '../trace/record.ts';

/** An accumulator that has seen what all these parts have, in their order. The parts stay as they are. */
export function mergedAccumulator(parts: Iterable<PlainPart>, options: AccumulatorOptions): TraceAccumulator {
  const texts = Array.from({ length: TEXT_SLOTS }, (): string[] => []);
  const accumulator = new TraceAccumulator(texts, options);
  // Merging takes a part over and changes it.
  for (const part of parts) mergePart(accumulator, structuredClone(part));
  return accumulator;
}
