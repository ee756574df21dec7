import { FileSource, openFile } from './fileSource.ts';
import { SourceError } from './source.ts';

/** Longest record that is read back whole. */
const LONGEST_RECORD = 4 << 20;

/** Bytes of a record whose text is shown. */
const LONGEST_TEXT = 256 * 1024;

/** What the scanner tolerates and JSON.parse does not can stand in these: control characters in strings, and words. */
const TOLERATED = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/gs;

/**
 * Reads one record back, by its place in the (decompressed) input, for showing it.
 * @throws SourceError if there is no record at that place (any more), or it is longer than 4 MiB
 */
export async function readRecord(path: string, offset: number, length: number): Promise<Record<string, unknown>> {
  if (length > LONGEST_RECORD) {
    throw new SourceError('unreadable', `the record at byte ${String(offset)} is too long to be shown`, offset);
  }
  const record = parseTolerantly(decode(await readBytes(path, offset, length)));
  if (record === null) throw nothingThere(path, offset);
  return record;
}

/**
 * The text of one record as it stands in the (decompressed) input; of a long one its first 256 KiB.
 * @param isCancelled asked while a compressed file is read up to the record; true ends the reading
 * @throws SourceError if there is no record at that place (any more)
 */
export async function readRecordText(
  path: string,
  offset: number,
  length: number,
  isCancelled?: () => boolean,
): Promise<string> {
  const bytes = await readBytes(path, offset, Math.min(length, LONGEST_TEXT), isCancelled);
  const text = decode(bytes);
  const whole = bytes.length === length;
  const isRecord = whole ? parseTolerantly(text) !== null : text.startsWith('{') && bytes.length === LONGEST_TEXT;
  if (!isRecord) throw nothingThere(path, offset);
  // The last character of a cut record may be torn.
  return whole ? text : text.replace(/\ufffd$/, '');
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

function nothingThere(path: string, offset: number): SourceError {
  const message = `${path} has changed: there is no record at byte ${String(offset)} any more`;
  return new SourceError('changed', message, offset);
}

async function readBytes(
  path: string,
  offset: number,
  length: number,
  isCancelled?: () => boolean,
): Promise<Uint8Array> {
  const source = openFile(path);
  try {
    const bytes = new Uint8Array(length);
    const piece = new Uint8Array(256 * 1024);
    // Only a compressed file has to be read from its beginning.
    if (source instanceof FileSource) source.consumed = offset;
    let position = source.consumed;
    let filled = 0;
    while (filled < length && isCancelled?.() !== true) {
      const count = await source.read(piece);
      if (count === 0) break;
      const from = Math.max(0, offset - position);
      if (from < count) {
        const part = piece.subarray(from, Math.min(count, from + length - filled));
        bytes.set(part, filled);
        filled += part.length;
      }
      position += count;
    }
    return bytes.subarray(0, filled);
  } finally {
    source.close();
  }
}

function parseTolerantly(text: string): Record<string, unknown> | null {
  const strict = text.replace(TOLERATED, (token) => (token.startsWith('"') ? escapeControls(token) : `"${token}"`));
  try {
    const value: unknown = JSON.parse(strict);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function escapeControls(token: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are the point
  return token.replace(/[\u0000-\u001f]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
