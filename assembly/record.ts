import { QUOTE, SPACE } from './characters';
import { actionOf, BEGINNING, END, key, placeOf, readKey } from './keys';
import { readNumber, value } from './numbers';
import { end, UNREAD } from './state';
import { hashString, skipString } from './strings';
import { findText, UNKNOWN } from './texts';
import { isFalse, isNull, isTrue, skipSpace, skipValue } from './values';

// What the value of a key is read as, and into which place: as in `src/trace/fields.ts` and `record.ts`.
const UNUSED: i32 = 0;
const NUMBER: i32 = 1;
const INSTANT: i32 = 2;
const TEXT: i32 = 3;
const FLAG: i32 = 4;
const MESSAGE: i32 = 5;
const METADATA: i32 = 6;

export const DURATION: i32 = 0;
export const CPU_TIME: i32 = 1;
export const WAIT_TIME: i32 = 2;
export const MEMORY: i32 = 3;
export const TIMESTAMP: i32 = 4;
export const LINENO: i32 = 5;
const NUMBERS: i32 = 6;

export const MODULE: i32 = 0;
export const NAME: i32 = 1;
export const FILENAME: i32 = 2;
export const BRANCH_TAG: i32 = 3;
export const EXCEPTION_TYPE: i32 = 4;
const TEXTS: i32 = 5;

const ERROR: i32 = 0;

/** No calendar reaches further, in seconds. */
const FARTHEST: f64 = 8.64e12;

/** No text. */
const ABSENT: i32 = -1;

const numbers = memory.data(NUMBERS * 8, 16);
const texts = memory.data(TEXTS * 4, 16);

export function numberAt(place: i32): f64 {
  return load<f64>(<usize>numbers + (place << 3));
}

export function textAt(place: i32): i32 {
  return load<i32>(<usize>texts + (place << 2));
}

function setNumber(place: i32, number: f64): void {
  store<f64>(<usize>numbers + (place << 3), number);
}

function setText(place: i32, id: i32): void {
  store<i32>(<usize>texts + (place << 2), id);
}

/** Whether the record read last has a duration. */
export let hasDuration: bool = false;

/** Whether it failed, and where the exception's message begins and ends, -1 without. */
export let failed: bool = false;
export let messageFrom: i32 = -1;
export let messageTo: i32 = -1;

/**
 * Reads the record whose `{` is at `p`, of which nothing may be unusual: it measures no event loop, its texts and keys
 * are known, its numbers and flags are plain.
 * @returns the position behind its `}`, UNREAD if it is not so
 */
export function readRecord(p: i32): i32 {
  setNumber(DURATION, 0);
  setNumber(CPU_TIME, 0);
  setNumber(WAIT_TIME, 0);
  setNumber(MEMORY, 0);
  setNumber(LINENO, 0);
  setNumber(TIMESTAMP, NaN);
  setText(MODULE, ABSENT);
  setText(NAME, ABSENT);
  setText(FILENAME, ABSENT);
  setText(BRANCH_TAG, ABSENT);
  setText(EXCEPTION_TYPE, ABSENT);
  hasDuration = false;
  failed = false;
  messageFrom = -1;
  let previous = BEGINNING;
  p++;
  while (true) {
    p = readKey(p, previous);
    if (p < 0) return UNREAD;
    if (key == END) return p <= end ? p : UNREAD;
    previous = key;
    if (load<u8>(p) <= SPACE) p = skipSpace(p);
    const place = placeOf(previous);
    switch (actionOf(previous)) {
      case UNUSED:
      case METADATA:
        p = skipValue(p);
        break;
      case MESSAGE:
        p = readMessage(p);
        break;
      case NUMBER:
        p = readNumberField(p, place, 0);
        if (place == DURATION) hasDuration = true;
        break;
      case INSTANT:
        p = readNumberField(p, place, NaN);
        if (p >= 0 && !toSeconds()) return UNREAD;
        break;
      case TEXT:
        p = readTextField(p, place);
        break;
      case FLAG:
        p = readFlag(p, place);
        break;
      default:
        return UNREAD;
    }
    if (p < 0) return UNREAD;
  }
}

function readNumberField(p: i32, place: i32, absent: f64): i32 {
  const after = readNumber(p);
  if (after >= 0) {
    setNumber(place, value);
    return after;
  }
  if (!isNull(p)) return UNREAD;
  setNumber(place, absent);
  return p + 4;
}

function readMessage(p: i32): i32 {
  messageFrom = -1;
  if (load<u8>(p) != QUOTE) return skipValue(p);
  const after = skipString(p + 1);
  if (after < 0) return UNREAD;
  messageFrom = p + 1;
  messageTo = after - 1;
  return after;
}

function readFlag(p: i32, place: i32): i32 {
  const set = isTrue(p);
  if (set && place != ERROR) return UNREAD;
  if (place == ERROR) failed = set;
  if (set || isNull(p)) return p + 4;
  return isFalse(p) ? p + 5 : UNREAD;
}

function readTextField(p: i32, place: i32): i32 {
  let id = ABSENT;
  if (load<u8>(p) == QUOTE) {
    const stop = hashString(p + 1);
    if (stop >= end) return UNREAD;
    if (stop > p + 1) id = findText(place, p + 1, stop);
    if (id == UNKNOWN) return UNREAD;
    p = stop + 1;
  } else if (isNull(p)) p += 4;
  else return UNREAD;
  setText(place, id);
  return p;
}

/** Instants count seconds below 1e11, milliseconds below 1e14, microseconds below 1e17, else nanoseconds. */
function toSeconds(): bool {
  const instant = numberAt(TIMESTAMP);
  const size = abs(instant);
  if (!(size >= 1e11)) return true;
  const seconds = size < 1e14 ? instant / 1e3 : size < 1e17 ? instant / 1e6 : instant / 1e9;
  setNumber(TIMESTAMP, seconds);
  return abs(seconds) <= FARTHEST;
}
