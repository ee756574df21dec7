import { BACKSLASH, LF, QUOTE } from './characters';
import { lines, UNREAD } from './state';

/** 16 bytes of ones, then 16 of zeros: read from the middle backwards it masks the first bytes of a block. */
const MASKS = memory.data<u8>([
  255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0,
]);

/** Ones in the first `count` bytes of a block. */
export function maskOf(count: i32): v128 {
  return v128.load(MASKS + 16 - count);
}

/** Bits of the bytes at `p` that are a quote or a backslash. */
function stops(block: v128): i32 {
  return i8x16.bitmask(v128.or(i8x16.eq(block, i8x16.splat(0x22)), i8x16.eq(block, i8x16.splat(0x5c))));
}

/**
 * Skips the string whose first byte is at `p`, checking its escapes.
 * @returns the position behind its closing quote, UNREAD if it is broken
 */
export function skipString(p: i32): i32 {
  while (true) {
    const block = v128.load(p);
    const special = stops(block) | i8x16.bitmask(i8x16.lt_u(block, i8x16.splat(0x20)));
    if (special == 0) {
      p += 16;
      continue;
    }
    p += ctz(special);
    const c: u32 = load<u8>(p);
    if (c == QUOTE) return p + 1;
    if (c == BACKSLASH) {
      const length = escapeLength(p);
      if (length == 0) return UNREAD;
      p += length;
    } else {
      if (c == LF && lines) return UNREAD;
      p++;
    }
  }
}

/** Length of the escape whose backslash is at `p`, 0 if it is none. */
function escapeLength(p: i32): i32 {
  switch (load<u8>(p + 1)) {
    case 0x22: // "
    case 0x5c: // \
    case 0x2f: // /
    case 0x62: // b
    case 0x66: // f
    case 0x6e: // n
    case 0x72: // r
    case 0x74: // t
      return 2;
    case 0x75: // u
      return isHexadecimal(p + 2) && isHexadecimal(p + 3) && isHexadecimal(p + 4) && isHexadecimal(p + 5) ? 6 : 0;
    default:
      return 0;
  }
}

function isHexadecimal(p: i32): bool {
  const c: u32 = load<u8>(p);
  return c - 0x30 <= 9 || (c | 0x20) - 0x61 <= 5;
}

/** What `hashString` found: a hash of the bytes between the quotes. */
export let hash: u32 = 0;

function mix(h: u64, block: v128): u64 {
  h = (h ^ i64x2.extract_lane(block, 0)) * 0x9e3779b97f4a7c15;
  h = (h ^ (h >> 32) ^ i64x2.extract_lane(block, 1)) * 0xc2b2ae3d27d4eb4f;
  return h ^ (h >> 29);
}

/** Hashes the string whose first byte is at `p`; returns the position of its closing quote. */
export function hashString(p: i32): i32 {
  let h: u64 = 0;
  while (true) {
    const block = v128.load(p);
    const special = stops(block);
    if (special == 0) {
      h = mix(h, block);
      p += 16;
      continue;
    }
    const left = ctz(special);
    h = mix(h, v128.and(block, maskOf(left)));
    p += left;
    const c: u32 = load<u8>(p);
    if (c == QUOTE) {
      hash = <u32>(h ^ (h >> 32));
      return p;
    }
    // The backslash and what it escapes.
    h = mix(h, i64x2.splat(<i64>load<u16>(p)));
    p += 2;
  }
}

/** Whether `length` bytes at `a` and `b` are the same; both may be read to the end of a block of 16. */
export function sameBytes(a: i32, b: i32, length: i32): bool {
  while (length >= 16) {
    if (v128.any_true(v128.xor(v128.load(a), v128.load(b)))) return false;
    a += 16;
    b += 16;
    length -= 16;
  }
  return !v128.any_true(v128.and(v128.xor(v128.load(a), v128.load(b)), maskOf(length)));
}
