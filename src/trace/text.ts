import { BACKSLASH } from './characters.ts';
import { LONGEST_VALUE } from './fields.ts';

// A byte order mark inside a string is a character like any other.
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|(["\\/bfnrt])|)/g;
const LONE_SURROGATE = /\p{Surrogate}/gu;
const CONTROL: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/**
 * Decodes the inside of a JSON string, `bytes[from..to)`. Invalid UTF-8 and lone surrogates become U+FFFD, control
 * characters stay.
 * @returns null if it holds an escape that JSON does not know.
 */
export function decodeText(bytes: Uint8Array, from: number, to: number): string | null {
  const raw = utf8.decode(bytes.subarray(from, to));
  if (!raw.includes('\\')) return raw;
  let valid = true;
  const text = raw.replace(ESCAPE, (_, code?: string, simple?: string) => {
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
    if (simple !== undefined) return CONTROL[simple] ?? simple;
    valid = false;
    return '';
  });
  return valid ? text.replace(LONE_SURROGATE, '\ufffd') : null;
}

/**
 * Where to cut a string that starts at `from` and ends at `to` so that at most 64 KiB of it are kept and neither a
 * character nor an escape is torn.
 */
export function cutText(bytes: Uint8Array, from: number, to: number): number {
  const most = from + LONGEST_VALUE;
  if (to <= most) return to;
  let safe = from;
  for (let p = from; p <= most;) {
    safe = p;
    if (bytes[p] === BACKSLASH) p += bytes[p + 1] === 0x75 ? 6 : 2;
    else {
      p++;
      while ((bytes[p] & 0xc0) === 0x80 && p <= most) p++;
    }
  }
  return safe;
}
