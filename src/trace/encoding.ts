/** Bytes of the UTF-8 byte order mark. */
export const MARK_LENGTH = 3;

/** Bytes needed to tell an encoding. */
export const ENCODING_SAMPLE = 4;

/**
 * Tells the encoding of a JSON text from its first bytes, by a byte order mark or by where the zeros stand
 * (a JSON text begins with two ASCII characters, or one).
 * @returns 'utf-8', 'utf-8 with mark', or what to call text that we do not read.
 */
export function recogniseEncoding(bytes: Uint8Array, end: number): string {
  const [a, b, c, d] = Array.from({ length: ENCODING_SAMPLE }, (_, i) => (i < end ? bytes[i] : -1));
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8 with mark';
  if ((a === 0xff && b === 0xfe && c === 0 && d === 0) || (a === 0 && b === 0 && c === 0xfe && d === 0xff)) {
    return 'UTF-32 text';
  }
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) return 'UTF-16 text';
  if ((a === 0 && b === 0 && c === 0 && d > 0) || (a > 0 && b === 0 && c === 0 && d === 0)) return 'UTF-32 text';
  if ((a === 0 && b > 0) || (a > 0 && b === 0)) return 'UTF-16 text';
  return 'utf-8';
}
