import {
  ALSE,
  COLON,
  COMMA,
  CR,
  LEFT_BRACE,
  LEFT_BRACKET,
  LF,
  MINUS,
  NULL,
  QUOTE,
  RIGHT_BRACE,
  RIGHT_BRACKET,
  SPACE,
  TAB,
  TRUE,
  ZERO,
} from './characters';
import { readNumber } from './numbers';
import { lines, UNREAD } from './state';
import { skipString } from './strings';

/** Position of the first byte at or after `p` that is no white space; in NDJSON a newline is none. */
export function skipSpace(p: i32): i32 {
  let c: u32 = load<u8>(p);
  while (c <= SPACE && (c == SPACE || (c == LF && !lines) || c == TAB || c == CR)) c = load<u8>(++p);
  return p;
}

export function isNull(p: i32): bool {
  return load<u32>(p) == NULL;
}

export function isTrue(p: i32): bool {
  return load<u32>(p) == TRUE;
}

export function isFalse(p: i32): bool {
  return load<u8>(p) == 0x66 && load<u32>(p + 1) == ALSE;
}

/** Skips any value, checking it; UNREAD if it is broken. */
export function skipValue(p: i32): i32 {
  const c: u32 = load<u8>(p);
  if (c == QUOTE) return skipString(p + 1);
  if (c == LEFT_BRACE || c == LEFT_BRACKET) return skipNested(p);
  if (c - ZERO <= 9 || c == MINUS) return readNumber(p);
  if (isNull(p) || isTrue(p)) return p + 4;
  return isFalse(p) ? p + 5 : UNREAD;
}

const DEEPEST: i32 = 64;

/** Skips an object or a list; what is in it is told by one bit a level, the innermost lowest: 1 for an object. */
function skipNested(p: i32): i32 {
  let kinds: u64 = 0;
  let depth = 0;
  while (true) {
    const c: u32 = load<u8>(p);
    if (c == LEFT_BRACE || c == LEFT_BRACKET) {
      if (depth == DEEPEST) return UNREAD;
      depth++;
      kinds = (kinds << 1) | u64(c == LEFT_BRACE);
      p = skipSpace(p + 1);
      if (load<u8>(p) == (c == LEFT_BRACE ? RIGHT_BRACE : RIGHT_BRACKET)) {
        p++;
        depth--;
        kinds >>= 1;
      } else {
        if (c == LEFT_BRACE) p = skipKey(p);
        if (p < 0) return UNREAD;
        continue;
      }
    } else {
      p = skipValue(p);
      if (p < 0) return UNREAD;
    }
    while (true) {
      if (depth == 0) return p;
      p = skipSpace(p);
      const inObject = (kinds & 1) == 1;
      const next: u32 = load<u8>(p);
      if (next == COMMA) {
        p = skipSpace(p + 1);
        if (inObject) p = skipKey(p);
        if (p < 0) return UNREAD;
        break;
      }
      if (next != (inObject ? RIGHT_BRACE : RIGHT_BRACKET)) return UNREAD;
      p++;
      depth--;
      kinds >>= 1;
    }
  }
}

/** Skips the key at `p` and the colon behind it; returns the position of its value. */
function skipKey(p: i32): i32 {
  if (load<u8>(p) != QUOTE) return UNREAD;
  p = skipString(p + 1);
  if (p < 0) return UNREAD;
  p = skipSpace(p);
  return load<u8>(p) == COLON ? skipSpace(p + 1) : UNREAD;
}
