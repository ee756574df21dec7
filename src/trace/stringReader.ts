import { BACKSLASH, HEXADECIMAL, LF, QUOTE, SIMPLE_ESCAPE } from './characters.ts';

/** What stands at a place is not what was expected, or does not end before the bytes do. */
export const UNREAD = -1;

export interface StringReader {
  /**
   * Skips the string whose first byte is at `p`, checking its escapes.
   * @returns the position behind its closing quote (beyond the end if it does not end here), UNREAD if it is broken.
   */
  skip(p: number): number;
  /** Hashes the string whose first byte is at `p`, into `hash[0]`; returns the position of its closing quote. */
  hashAt(p: number): number;
  readonly hash: Int32Array;
  /** Where the bytes end; quotes must stand behind, so that no string goes on there. */
  setEnd(end: number): void;
  /** In NDJSON a newline inside a string breaks it. */
  setLines(lines: boolean): void;
}

/** Reads strings four bytes at a time, which is twice as fast as byte by byte or by a native search for each quote. */
export function createStringReader(bytes: Uint8Array): StringReader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const hash = new Int32Array(1);
  let end = 0;
  let lines = false;

  function skip(p: number): number {
    for (;;) {
      const word = view.getInt32(p, true);
      const quote = word ^ 0x22222222;
      const escape = word ^ 0x5c5c5c5c;
      // A byte is zero, or below 0x20, where subtracting borrows into its top bit. The lowest such byte is certain.
      const special =
        (((quote - 0x01010101) & ~quote) | ((escape - 0x01010101) & ~escape) | ((word - 0x20202020) & ~word)) &
        0x80808080;
      if (special === 0) {
        p += 4;
        continue;
      }
      p += (31 - Math.clz32(special & -special)) >> 3;
      const c = bytes[p];
      if (c === QUOTE) return p + 1;
      if (c === BACKSLASH) {
        if (SIMPLE_ESCAPE[bytes[p + 1]] === 1) p += 2;
        else if (bytes[p + 1] === 0x75 && isHexadecimal(p + 2)) p += 6;
        else return UNREAD;
        // An escape cut off by the end would jump over the quotes that guard it.
        if (p > end) return UNREAD;
      } else {
        if (c === LF && lines) return UNREAD;
        p++;
      }
    }
  }

  function isHexadecimal(p: number): boolean {
    return (
      HEXADECIMAL[bytes[p]] === 1 &&
      HEXADECIMAL[bytes[p + 1]] === 1 &&
      HEXADECIMAL[bytes[p + 2]] === 1 &&
      HEXADECIMAL[bytes[p + 3]] === 1
    );
  }

  function hashAt(p: number): number {
    let h = 0x1234567;
    for (;;) {
      const word = view.getInt32(p, true);
      const quote = word ^ 0x22222222;
      const escape = word ^ 0x5c5c5c5c;
      const special = (((quote - 0x01010101) & ~quote) | ((escape - 0x01010101) & ~escape)) & 0x80808080;
      if (special === 0) {
        h = Math.imul(h ^ word, 0x9e3779b1);
        h ^= h >>> 15;
        p += 4;
        continue;
      }
      const left = (31 - Math.clz32(special & -special)) >> 3;
      if (bytes[p + left] === QUOTE) {
        h = Math.imul(h ^ (word & ((1 << (left << 3)) - 1)), 0x9e3779b1);
        hash[0] = h ^ (h >>> 13);
        return p + left;
      }
      return hashEscapedString(p, h);
    }
  }

  function hashEscapedString(p: number, h: number): number {
    while (p < end && bytes[p] !== QUOTE) {
      h = Math.imul(h ^ bytes[p], 0x9e3779b1);
      if (bytes[p++] === BACKSLASH) h = Math.imul(h ^ bytes[p++], 0x9e3779b1);
    }
    hash[0] = h ^ (h >>> 13);
    return p;
  }

  return {
    skip,
    hashAt,
    hash,
    setEnd(position) {
      end = position;
    },
    setLines(value) {
      lines = value;
    },
  };
}
