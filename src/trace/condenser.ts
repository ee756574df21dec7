import { COLON, COMMA, CR, LEFT_BRACE, LEFT_BRACKET, LF, QUOTE, RIGHT_BRACE, SPACE, TAB } from './characters.ts';
import { FIELDS, LONGEST_KEY, LONGEST_VALUE, MESSAGE, METADATA, TEXT, TRACE_LIST, UNUSED } from './fields.ts';
import type { Field } from './fields.ts';
import { cutText, decodeText } from './text.ts';
import { BROKEN, DONE, MORE, ValueWalker } from './valueWalker.ts';

export { BROKEN, DONE, MORE };
/** The object is a wrapper, and the list of its traces begins: the `[` has been taken. */
export const LIST = 3;

// What comes next.
const KEY_OR_END = 0;
const KEY = 1;
const IN_KEY = 2;
const AFTER_KEY = 3;
const VALUE = 4;
const IN_VALUE = 5;
const AFTER_VALUE = 6;

const EXPECTED: readonly string[] = [
  "a key in quotes or '}'",
  'a key in quotes',
  'a key',
  "':' after a key",
  'a value',
  'a value',
  "',' or '}' after a value",
];

/** Room for the used members of a record, in bytes. */
export const CONDENSED_SIZE = 512 * 1024;
/** Keys remembered for saying what an object holds. */
const NAMED_KEYS = 8;
const LONGEST_QUOTED_KEY = LONGEST_KEY + 2;
const LONGEST_NAMED_KEY = 40;

const KEY_BYTES: ReadonlyMap<string, Uint8Array> = new Map(
  [...FIELDS.keys()].map((key) => [key, new TextEncoder().encode(`"${key}":`)]),
);
const EMPTY_LIST = new TextEncoder().encode('[]');
const FILLED_LIST = new TextEncoder().encode('[0]');
const NOT_A_NUMBER = new TextEncoder().encode('NaN');

/**
 * Reads one object of any size, piece by piece, checking all of its syntax, and keeps a condensed copy: the members
 * whose keys we use, long texts cut, nested values reduced to whether they hold anything. The record reader then reads
 * the copy, so that every ruling about values is written once.
 *
 * The copy lies in the scanner's own buffer, from `area` on. The slow way in: about 150 MB/s.
 */
export class Condenser {
  status = MORE;
  /** Where the copy ends; it starts at `area`. */
  end = 0;
  /** The used members have no room. */
  overflown = false;
  /** `metadata` is larger than we keep. */
  metadataTooLong = false;
  /** The object holds a list under `traces`. */
  isWrapper = false;
  /** The object has `duration` or `system_metric`. */
  isTrace = false;
  /** The first keys, for saying what the object holds. */
  readonly keys: string[] = [];
  /** There are more keys than those. */
  moreKeys = false;

  private readonly bytes: Uint8Array;
  private readonly area: number;
  private readonly walker: ValueWalker;
  private readonly key = new Uint8Array(LONGEST_QUOTED_KEY);
  private keyLength = 0;
  private state = KEY_OR_END;
  /** Whether a list under `traces` makes a wrapper: only at the top of a document. */
  private top = false;
  private field: Field = { action: UNUSED, slot: 0 };
  /** Where the current value starts in the copy, -1 if it is not kept. */
  private valueStart = -1;
  /** Where the copy goes back to if the value turns out too long. */
  private valueLength = 0;
  private opening = 0;

  constructor(bytes: Uint8Array, area: number, walker = new ValueWalker(bytes)) {
    this.bytes = bytes;
    this.area = area;
    this.walker = walker;
  }

  set lines(lines: boolean) {
    this.walker.lines = lines;
  }

  get lines(): boolean {
    return this.walker.lines;
  }

  /** Begins an object, behind its `{`. */
  begin(top: boolean): void {
    this.status = MORE;
    this.state = KEY_OR_END;
    this.top = top;
    this.overflown = this.metadataTooLong = this.isWrapper = this.isTrace = this.moreKeys = false;
    this.keys.length = 0;
    this.end = this.area;
    this.bytes[this.end++] = LEFT_BRACE;
  }

  /** Goes on in a wrapper, behind the `]` of its list. */
  resume(): void {
    this.status = MORE;
    this.state = AFTER_VALUE;
    this.top = this.isWrapper = true;
  }

  /** What was expected where the object broke. */
  get problem(): string {
    return this.state === IN_VALUE || this.state === IN_KEY ? this.walker.problem : EXPECTED[this.state];
  }

  /**
   * Reads on over `bytes[p..end)` until the object is complete, broken, a list of traces begins or the bytes are used
   * up, and sets `status`.
   * @returns the position reached: behind the object, at the byte that breaks it, behind the list's `[`, or `end`.
   */
  read(p: number, end: number): number {
    const { bytes } = this;
    while (p < end) {
      if (this.state === IN_KEY) p = this.readKey(p, end);
      else if (this.state === IN_VALUE) p = this.readValue(p, end);
      else {
        const c = bytes[p];
        if (c === SPACE || c === TAB || c === CR || (c === LF && !this.walker.lines)) {
          p++;
          continue;
        }
        if (this.state === VALUE) {
          if (this.field.action === TRACE_LIST && this.top && c === LEFT_BRACKET) {
            this.isWrapper = true;
            this.status = LIST;
            return p + 1;
          }
          this.startValue(c);
        } else if (!this.takeSign(c)) {
          this.status = BROKEN;
        } else if (this.state !== IN_KEY) p++;
      }
      if (this.status !== MORE) return p;
    }
    return p;
  }

  private takeSign(c: number): boolean {
    switch (this.state) {
      case AFTER_KEY:
        if (c !== COLON) return false;
        this.state = VALUE;
        return true;
      case AFTER_VALUE:
        if (c === COMMA) {
          this.state = KEY;
          return true;
        }
        return c === RIGHT_BRACE && this.close();
      default: // KEY, KEY_OR_END
        if (c === RIGHT_BRACE && this.state === KEY_OR_END) return this.close();
        if (c !== QUOTE) return false;
        this.state = IN_KEY;
        this.keyLength = 0;
        this.walker.begin();
        return true;
    }
  }

  private close(): boolean {
    this.bytes[this.end++] = RIGHT_BRACE;
    this.status = DONE;
    return true;
  }

  private readKey(p: number, end: number): number {
    const stop = this.walker.walk(p, end);
    for (let i = p; i < stop && this.keyLength <= LONGEST_QUOTED_KEY; i++) this.key[this.keyLength++] = this.bytes[i];
    if (this.walker.status === BROKEN) this.status = BROKEN;
    else if (this.walker.status === DONE) this.endKey();
    return stop;
  }

  private endKey(): void {
    this.state = AFTER_KEY;
    const known = this.keyLength <= LONGEST_QUOTED_KEY;
    const text = decodeText(this.key, 1, known ? this.keyLength - 1 : LONGEST_NAMED_KEY) ?? '';
    const field = known ? FIELDS.get(text) : undefined;
    this.field = field ?? { action: UNUSED, slot: 0 };
    if (this.keys.length >= NAMED_KEYS) this.moreKeys = true;
    else {
      this.keys.push(text.length > LONGEST_NAMED_KEY ? `${text.slice(0, LONGEST_NAMED_KEY)}…` : text);
    }
    if (text === 'duration' || text === 'system_metric') this.isTrace = true;
    this.valueStart = -1;
    if (field === undefined || field.action === TRACE_LIST || this.isWrapper) return;
    const key = KEY_BYTES.get(text) as Uint8Array;
    if (this.end > this.area + 1) this.append(COMMA_BYTES);
    this.append(key);
    this.valueStart = this.end;
  }

  private startValue(c: number): void {
    this.state = IN_VALUE;
    this.valueLength = 0;
    this.opening = c;
    this.walker.begin();
  }

  private readValue(p: number, end: number): number {
    const stop = this.walker.walk(p, end);
    if (this.valueStart >= 0) this.keep(p, stop);
    if (this.walker.status === BROKEN) this.status = BROKEN;
    else if (this.walker.status === DONE) {
      this.state = AFTER_VALUE;
      if (this.valueStart >= 0) this.endValue();
    }
    return stop;
  }

  /** Copies what was read of a used value, up to a little over what we keep. */
  private keep(from: number, to: number): void {
    const room = Math.min(LONGEST_VALUE + 8 - this.valueLength, this.area + CONDENSED_SIZE - this.end);
    const length = Math.min(to - from, Math.max(room, 0));
    this.bytes.copyWithin(this.end, from, from + length);
    this.end += length;
    this.valueLength += to - from;
  }

  /** Brings a used value into the form in which it is read. */
  private endValue(): void {
    const { valueStart, field, opening } = this;
    const tooLong = this.valueLength > LONGEST_VALUE + 2;
    if (field.action === METADATA) {
      this.metadataTooLong = opening === LEFT_BRACE && tooLong;
      if (opening !== LEFT_BRACE || tooLong) this.replace(EMPTY_LIST);
    } else if (opening === LEFT_BRACE || opening === LEFT_BRACKET) {
      this.replace(this.walker.filled ? FILLED_LIST : EMPTY_LIST);
    } else if (tooLong) {
      if (opening !== QUOTE) this.replace(NOT_A_NUMBER);
      else if (field.action === TEXT || field.action === MESSAGE) {
        this.end = cutText(this.bytes, valueStart + 1, this.end);
        this.append(QUOTE_BYTES);
      } else this.replace(FILLED_LIST);
    }
    if (this.end >= this.area + CONDENSED_SIZE - 1) this.overflown = true;
  }

  private replace(value: Uint8Array): void {
    this.end = this.valueStart;
    this.append(value);
  }

  private append(value: Uint8Array): void {
    if (this.end + value.length >= this.area + CONDENSED_SIZE - 1) this.overflown = true;
    else {
      this.bytes.set(value, this.end);
      this.end += value.length;
    }
  }
}

const COMMA_BYTES = new Uint8Array([COMMA]);
const QUOTE_BYTES = new Uint8Array([QUOTE]);
