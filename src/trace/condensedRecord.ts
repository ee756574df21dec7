import type { Condenser } from './condenser.ts';
import { METRIC, UNUSABLE } from './recordJudge.ts';
import type { RecordReader } from './recordReader.ts';
import { UNREAD } from './stringReader.ts';

export const BROKEN_JSON = 'not valid JSON';

/** Reads the copies that the condenser makes of records which do not lie whole in the buffer, or hold anything unusual. */
export class CondensedRecord {
  /** Why the record read last is UNUSABLE. */
  reason = '';
  private readonly reader: RecordReader;
  private readonly condenser: Condenser;
  /** Where the copies begin. */
  private readonly area: number;

  constructor(reader: RecordReader, condenser: Condenser, area: number) {
    this.reader = reader;
    this.condenser = condenser;
    this.area = area;
  }

  /**
   * Reads the copy; tells what the record is: TRACE, METRIC, NOTHING or UNUSABLE.
   * @param end of the bytes that the reader goes on with
   */
  read(end: number): number {
    const { reader, condenser } = this;
    if (condenser.overflown) {
      this.reason = 'the fields of it that we use are longer than 512 KiB';
      return UNUSABLE;
    }
    reader.setEnd(condenser.end);
    const after = reader.read(this.area, false);
    reader.setEnd(end);
    const what = after === UNREAD ? UNUSABLE : reader.kind();
    this.reason = after === UNREAD ? BROKEN_JSON : reader.reason();
    if (what !== METRIC || !condenser.metadataTooLong) return what;
    this.reason = 'its metadata are longer than 64 KiB';
    return UNUSABLE;
  }
}
