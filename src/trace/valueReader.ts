import { CR, LEFT_BRACE, LEFT_BRACKET, LF, MINUS, NINE, QUOTE, SPACE, TAB, ZERO } from './characters.ts';
import { LONGEST_VALUE } from './fields.ts';
import { createNumberReader } from './numberReader.ts';
import { parseNumericText } from './numericText.ts';
import { createStringReader, UNREAD } from './stringReader.ts';
import { decodeText } from './text.ts';
import { epochSeconds, parseIsoInstant } from './timestamp.ts';
import { DONE, ValueWalker } from './valueWalker.ts';

// Words as the four bytes that begin them.
const NULL = 0x6c6c756e;
const TRUE = 0x65757274;
const FALS = 0x736c6166;
const LETTER_E = 0x65;

/** Bytes behind the last one that a reader may look at; `setEnd` fills them with quotes. */
export const GUARD = 320;

export interface ValueReader {
  /** Position of the first byte at or after `p` that is no white space; in NDJSON a newline is none. */
  skipSpace(p: number): number;
  /** As those of the string reader. */
  skipString(p: number): number;
  hashString(p: number): number;
  readonly hash: Int32Array;
  /** Reads a JSON number into `number[0]`; -1 if there is none. */
  readNumber(p: number): number;
  readonly number: Float64Array;
  /** Whether the word `false` stands at `p`. */
  isFalse(p: number): boolean;
  /** Skips any value, checking it; UNREAD if it is broken or does not end here. */
  skipValue(p: number): number;
  /** Reads what stands for a number other than a plain one into `number[0]`: NaN if it is none, `absent` for null. */
  readOddNumber(p: number, absent: number): number;
  /** Reads what stands for an instant other than a plain number into `number[0]`, in epoch seconds: NaN if it is none. */
  readOddInstant(p: number): number;
  /** Skips a value and tells (in `truth[0]`) whether Python takes it for true. */
  readTruth(p: number): number;
  readonly truth: Uint8Array;
  setEnd(end: number): void;
  setLines(lines: boolean): void;
}

/** Reads single values by the rulings for numbers, instants and truth. */
export function createValueReader(bytes: Uint8Array): ValueReader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { read: readNumber, value: number } = createNumberReader(bytes);
  const strings = createStringReader(bytes);
  const { skip: skipString, hashAt: hashString, hash } = strings;
  const walker = new ValueWalker(bytes);
  const truth = new Uint8Array(1);
  let end = 0;
  let lines = false;

  function skipSpace(p: number): number {
    let c = bytes[p];
    while (c === SPACE || (c === LF && !lines) || c === TAB || c === CR) c = bytes[++p];
    return p;
  }

  function isFalse(p: number): boolean {
    return view.getInt32(p, true) === FALS && bytes[p + 4] === LETTER_E;
  }

  function skipValue(p: number): number {
    const c = bytes[p];
    if (c === MINUS || (c >= ZERO && c <= NINE)) {
      const stop = readNumber(p);
      if (stop >= 0) return stop;
    }
    const word = view.getInt32(p, true);
    if (word === NULL || word === TRUE) return p + 4;
    if (isFalse(p)) return p + 5;
    if (c === QUOTE) return skipString(p + 1);
    return walkValue(p);
  }

  function walkValue(p: number): number {
    walker.begin();
    const stop = walker.walk(p, end);
    return walker.status === DONE ? stop : UNREAD;
  }

  function readOddNumber(p: number, absent: number): number {
    const word = view.getInt32(p, true);
    if (word === NULL) {
      number[0] = absent;
      return p + 4;
    }
    if (word === TRUE) {
      number[0] = 1;
      return p + 4;
    }
    if (isFalse(p)) {
      number[0] = 0;
      return p + 5;
    }
    if (bytes[p] !== QUOTE) {
      const stop = walkValue(p);
      number[0] = Number.NaN;
      return stop;
    }
    // Most numeric text is a number in quotes.
    const stop = readNumber(p + 1);
    if (stop > 0 && stop < end && bytes[stop] === QUOTE) return stop + 1;
    const after = skipString(p + 1);
    if (after < 0 || after > end) return UNREAD;
    const text = after - p - 2 > LONGEST_VALUE ? null : decodeText(bytes, p + 1, after - 1);
    number[0] = text === null ? Number.NaN : parseNumericText(text);
    return after;
  }

  function readOddInstant(p: number): number {
    if (bytes[p] !== QUOTE) {
      p = readOddNumber(p, Number.NaN);
      number[0] = epochSeconds(number[0]);
      return p;
    }
    const after = skipString(p + 1);
    if (after < 0 || after > end) return UNREAD;
    const text = after - p - 2 > LONGEST_VALUE ? null : decodeText(bytes, p + 1, after - 1);
    const value = text === null ? Number.NaN : parseNumericText(text);
    number[0] = text === null || !Number.isNaN(value) ? epochSeconds(value) : parseIsoInstant(text);
    return after;
  }

  function readTruth(p: number): number {
    const c = bytes[p];
    if (c === QUOTE) {
      truth[0] = bytes[p + 1] === QUOTE ? 0 : 1;
      return skipString(p + 1);
    }
    if (c === MINUS || (c >= ZERO && c <= NINE)) {
      const stop = readNumber(p);
      truth[0] = number[0] === 0 ? 0 : 1;
      if (stop >= 0) return stop;
    }
    const word = view.getInt32(p, true);
    truth[0] = 1;
    if (word === TRUE) return p + 4;
    const stop = walkValue(p);
    if (c === LEFT_BRACE || c === LEFT_BRACKET) truth[0] = walker.filled ? 1 : 0;
    else if (word === NULL || c === 0x66) truth[0] = 0;
    return stop;
  }

  return {
    skipSpace,
    skipString,
    hashString,
    hash,
    readNumber,
    number,
    isFalse,
    skipValue,
    readOddNumber,
    readOddInstant,
    readTruth,
    truth,
    setEnd(position) {
      end = position;
      strings.setEnd(position);
      bytes.fill(QUOTE, end, end + GUARD);
    },
    setLines(value) {
      lines = walker.lines = value;
      strings.setLines(value);
    },
  };
}
