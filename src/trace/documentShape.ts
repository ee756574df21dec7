import type { SourceFormat } from '../protocol/report.ts';
import { describeObject } from './found.ts';

const EMPTY = 'an empty file';

/**
 * What the values at the top of a document, which is read in pieces, tell about its shape: one list or object, lines of
 * NDJSON, or several documents one after another.
 */
export class DocumentShape {
  /** Values begun at the top. */
  values = 0;
  /** NDJSON: a value is a line. */
  lines = false;
  /** What the first value makes of the document. */
  firstFormat: SourceFormat | null = null;
  /** The first value may be the first line of NDJSON, if a newline follows. */
  firstMayBeLine = false;
  /** What the first value is. */
  firstFound = EMPTY;
  /** A list of traces was there, even if it was empty. */
  sawTraceList = false;
  /** The first value is no object or holds a newline, so the document is not NDJSON. */
  private newlineInFirst = false;
  /** The first value is of no use: skipped, if another follows. */
  private firstIsNothing = false;

  /** The scan begins inside of a list. */
  beginInList(format: SourceFormat): void {
    this.newlineInFirst = true;
    this.values = 1;
    this.firstFormat = format;
  }

  /** The scan begins at a line of NDJSON. */
  beginAtLine(): void {
    this.newlineInFirst = true;
    this.values = 2;
  }

  /** Notes that a value begins; true if the one before was of no use, and has to be skipped because it is not the only one. */
  beginValue(): boolean {
    this.values++;
    if (!this.firstIsNothing) return false;
    this.firstIsNothing = false;
    return true;
  }

  /** Says what the value that has just begun is, if it is the first. */
  describe(found: string): void {
    if (this.values === 1) this.firstFound = found;
  }

  /** The value that has just begun is a list. */
  beginList(): void {
    this.firstFormat ??= 'array';
    this.newlineInFirst = true;
  }

  /** The first value has ended, and nothing in it can be used. */
  firstWasNothing(): void {
    this.firstIsNothing = true;
  }

  /** The first value, an object, has ended; `record`: it can be used; `keys` are its first ones. */
  endFirstObject(record: boolean, keys: readonly string[], moreKeys: boolean): void {
    this.firstMayBeLine = !this.newlineInFirst;
    if (record) this.firstFormat ??= 'single';
    else this.firstFound = describeObject(keys, moreKeys);
  }

  /** Looks for a newline in the first value, as far as it lies in `buffer[from..to)`, while it matters. */
  noteNewline(buffer: Buffer, newline: number, from: number, to: number): void {
    if (this.newlineInFirst || this.values !== 1) return;
    const place = buffer.indexOf(newline, from);
    this.newlineInFirst = place >= 0 && place < to;
  }

  get format(): SourceFormat | null {
    if (this.values > 1) return this.lines ? 'ndjson' : 'sequence';
    return this.firstFormat;
  }

  /** What the document holds, e.g. "an object with the keys name, version". */
  get found(): string {
    return this.values > 1 ? `${String(this.values)} values, the first of them ${this.firstFound}` : this.firstFound;
  }
}
