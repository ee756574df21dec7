import { COLON, COMMA, QUOTE, RIGHT_BRACE } from './characters';
import { end, UNREAD } from './state';
import { hashString, sameBytes } from './strings';
import { findText, learnText, UNKNOWN } from './texts';
import { skipSpace } from './values';

/** Keys by number: 0 stands for the beginning of a record, 1 for its end. */
export const BEGINNING: i32 = 0;
export const END: i32 = 1;
const MOST_KEYS: i32 = 256;
/** The kind of text that keys are; the others are slots of texts. */
const KEY: i32 = 15;

/** Bytes between one value and the next that are remembered, at most; and how many variants for each key. */
const LONGEST: i32 = 64;
const GUESSES: i32 = 4;

// A guess: its bytes, its length, its key.
const GUESS_SIZE: i32 = LONGEST + 16;
const guesses = memory.data(MOST_KEYS * GUESSES * GUESS_SIZE, 16);
const oldest = memory.data(MOST_KEYS, 16);

/** The key read last. */
export let key: i32 = 0;

/**
 * Reads what stands between the value of the key `previous` and the next value, whose position it returns. Records
 * repeat their keys in the same order and white space, so it is nearly always one of the few variants seen before.
 */
export function readKey(p: i32, previous: i32): i32 {
  let guess = <i32>guesses + previous * GUESSES * GUESS_SIZE;
  for (let i = 0; i < GUESSES; i++, guess += GUESS_SIZE) {
    const length = load<i32>(guess, LONGEST);
    if (length == 0) break;
    if (sameBytes(guess, p, length)) {
      key = load<i32>(guess, LONGEST + 4);
      return p + length;
    }
  }
  return readNewKey(p, previous);
}

function readNewKey(from: i32, previous: i32): i32 {
  let p = skipSpace(from);
  if (load<u8>(p) == RIGHT_BRACE) {
    key = END;
    p++;
  } else {
    if (previous != BEGINNING) {
      if (load<u8>(p) != COMMA) return UNREAD;
      p = skipSpace(p + 1);
    }
    if (load<u8>(p) != QUOTE) return UNREAD;
    const stop = hashString(p + 1);
    if (stop >= end) return UNREAD;
    key = findText(KEY, p + 1, stop);
    if (key == UNKNOWN) return UNREAD;
    p = skipSpace(stop + 1);
    if (load<u8>(p) != COLON) return UNREAD;
    p = skipSpace(p + 1);
  }
  if (p <= end && p - from <= LONGEST) learnGuess(previous, from, p - from);
  return p;
}

function learnGuess(previous: i32, from: i32, length: i32): void {
  const place = load<u8>(<usize>oldest + previous);
  store<u8>(<usize>oldest + previous, (place + 1) % GUESSES);
  const guess = <i32>guesses + (previous * GUESSES + place) * GUESS_SIZE;
  memory.copy(guess, from, length);
  store<i32>(guess, length, LONGEST);
  store<i32>(guess, key, LONGEST + 4);
}

/** What the value of a key is read as, see `fields.ts` of the scanner; and into what. */
const actions = memory.data(MOST_KEYS, 16);
const places = memory.data(MOST_KEYS, 16);

export function actionOf(key: i32): i32 {
  return load<u8>(<usize>actions + key);
}

export function placeOf(key: i32): i32 {
  return load<u8>(<usize>places + key);
}

/** The `length` bytes at `p` are the key of this number; what its value is read as, and into which place. */
export function learnKey(p: i32, length: i32, number: i32, action: i32, place: i32): void {
  if (number >= MOST_KEYS) return;
  store<u8>(<usize>actions + number, action);
  store<u8>(<usize>places + number, place);
  learnText(KEY, p, length, number);
}
