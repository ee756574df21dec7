import { COMMA, QUOTE } from './characters.ts';
import { LONGEST_VALUE, SYSTEM_METRIC } from './fields.ts';
import { CPU_TIME, DURATION, LAG, LINENO, MEMORY, WAIT_TIME } from './record.ts';
import { decodeText } from './text.ts';
import type { ValueReader } from './valueReader.ts';

// What a record turned out to be.
export const TRACE = 0;
export const METRIC = 1;
/** A top-level object that has neither `duration` nor `system_metric`. */
export const NOTHING = 2;
/** A record that cannot be used. */
export const UNUSABLE = 3;

const STRICT_FIELDS: readonly (readonly [number, string])[] = [
  [DURATION, 'duration'],
  [MEMORY, 'memory'],
  [WAIT_TIME, 'wait_time'],
];

/** Decides what a record is, once all its members have been read, and puts right what a ruling mends. */
export class RecordJudge {
  /** What the record judged last is: TRACE, METRIC, NOTHING or UNUSABLE. */
  kind = TRACE;
  /** Why it is UNUSABLE. */
  reason = '';
  private readonly bytes: Uint8Array;
  private readonly values: ValueReader;
  private readonly numbers: Float64Array;
  private readonly flags: Uint8Array;

  /** @param numbers and flags of the record that is read */
  constructor(bytes: Uint8Array, values: ValueReader, numbers: Float64Array, flags: Uint8Array) {
    this.bytes = bytes;
    this.values = values;
    this.numbers = numbers;
    this.flags = flags;
  }

  /**
   * @param isTrace it stands in a list, or has what makes it a record
   * @param metadataFrom where its metadata, an object, begin; negative without
   */
  decide(isTrace: boolean, metadataFrom: number, metadataTo: number): void {
    const { numbers } = this;
    this.kind = TRACE;
    const lineno = numbers[LINENO];
    // One test for the three at once: a sum is finite only if its terms are.
    if (!Number.isFinite(numbers[DURATION] + numbers[MEMORY] + numbers[WAIT_TIME])) {
      for (const [slot, name] of STRICT_FIELDS) {
        if (!Number.isFinite(numbers[slot])) this.refuse(`its ${name} is not a finite number`);
      }
    }
    if (!Number.isFinite(numbers[CPU_TIME])) numbers[CPU_TIME] = 0;
    if (lineno !== 0 && !(Number.isSafeInteger(lineno) && lineno > 0)) numbers[LINENO] = 0;
    if (this.flags[SYSTEM_METRIC] === 1 && this.kind === TRACE) this.decideMetric(metadataFrom, metadataTo);
    else if (!isTrace) this.kind = NOTHING;
  }

  private refuse(reason: string): void {
    this.kind = UNUSABLE;
    this.reason = reason;
  }

  private decideMetric(metadataFrom: number, metadataTo: number): void {
    this.kind = METRIC;
    if (metadataFrom < 0) return;
    if (metadataTo - metadataFrom > LONGEST_VALUE + 2) this.refuse('its metadata are longer than 64 KiB');
    else this.numbers[LAG] = this.readLag(metadataFrom);
  }

  /** The member `lag` of the (valid) object at `p`: a number or numeric text, else NaN. */
  private readLag(p: number): number {
    const { bytes } = this;
    const { skipSpace, skipString, skipValue, hashString, readNumber, readOddNumber, number } = this.values;
    let lag = Number.NaN;
    p = skipSpace(p + 1);
    while (bytes[p] === QUOTE) {
      const start = p + 1;
      const stop = hashString(start);
      const name = stop - start <= 6 * 'lag'.length ? decodeText(bytes, start, stop) : '';
      p = skipSpace(skipSpace(stop + 1) + 1);
      if (name === 'lag') {
        const stop = readNumber(p);
        p = stop >= 0 ? stop : readOddNumber(p, Number.NaN);
        lag = Number.isFinite(number[0]) ? number[0] : Number.NaN;
      } else p = bytes[p] === QUOTE ? skipString(p + 1) : skipValue(p);
      p = skipSpace(p);
      if (bytes[p] === COMMA) p = skipSpace(p + 1);
    }
    return lag;
  }
}
