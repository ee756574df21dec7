import type { Damage } from '../protocol/report.ts';
import { LENGTH, OFFSET } from './record.ts';
import type { TraceSink } from './record.ts';
import { METRIC, NOTHING, TRACE, UNUSABLE } from './recordJudge.ts';
import type { RecordReader } from './recordReader.ts';

export const NO_TRACE = 'neither a trace nor an object with a list of traces';

/** Hands on what has been read, and counts it. */
export class Tally {
  traces = 0;
  metrics = 0;
  skipped = 0;
  /** The first damage met. */
  damage: Damage | null = null;
  /** Why the record handed on next is UNUSABLE. */
  reason = '';

  private readonly sink: TraceSink;
  private readonly reader: RecordReader;

  constructor(sink: TraceSink, reader: RecordReader) {
    this.sink = sink;
    this.reader = reader;
  }

  /** Hands on what the reader has read last, which stands at `offset`; `what` is TRACE, METRIC, NOTHING or UNUSABLE. */
  take(what: number, offset: number, length: number): void {
    const { record } = this.reader;
    if (what === TRACE) {
      record.numbers[OFFSET] = offset;
      record.numbers[LENGTH] = length;
      this.traces++;
      this.sink.trace(record);
    } else if (what === METRIC) {
      record.numbers[OFFSET] = offset;
      record.numbers[LENGTH] = length;
      this.metrics++;
      this.sink.systemMetric(record);
    } else if (what === UNUSABLE) this.skip(offset, this.reason);
    else if (what === NOTHING) this.skip(offset, NO_TRACE);
  }

  skip(offset: number, reason: string): void {
    this.skipped++;
    this.sink.skipped(offset, reason);
  }

  noteDamage(offset: number, reason: string): void {
    this.damage ??= { offset, reason };
  }
}
