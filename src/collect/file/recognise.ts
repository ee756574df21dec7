import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { compressionOf } from '../../trace/compression.ts';
import { toSourceError } from '../../trace/source.ts';

/** What stands at a path, as far as following it goes. */
export type FileKind =
  | 'missing'
  | 'empty'
  | 'pipe'
  /** NDJSON: grows at its end. */
  | 'lines'
  /** One JSON document, replaced as a whole. */
  | 'document'
  | 'compressed';

const LOOKED_AT = 64 * 1024;

/**
 * Tells from the first bytes how a file grows.
 * @throws SourceError when it is there and cannot be read
 */
export function recogniseFile(path: string): FileKind {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return 'missing';
  if (found.isFIFO()) return 'pipe';
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch (error) {
    const cause = toSourceError(error, path);
    if (cause.kind === 'not-found') return 'missing';
    throw cause;
  }
  try {
    const head = Buffer.alloc(Math.min(LOOKED_AT, fstatSync(fd).size));
    const count = readSync(fd, head, 0, head.length, 0);
    return kindOf(head.subarray(0, count));
  } catch (error) {
    throw toSourceError(error, path);
  } finally {
    closeSync(fd);
  }
}

function kindOf(head: Buffer): FileKind {
  if (compressionOf(head) !== null) return 'compressed';
  const text = head
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart();
  if (text === '') return 'empty';
  if (text.startsWith('[')) return 'document';
  if (!text.startsWith('{')) return 'lines';
  const newline = text.indexOf('\n');
  const first = (newline < 0 ? text : text.slice(0, newline)).trimEnd();
  // A list of traces that stands alone may be a document that is replaced; one with more after it is a line of several.
  const alone = newline < 0 || text.slice(newline).trim() === '';
  if (alone && /^\{[^[]*"traces"\s*:\s*\[\s*[^\]\s]/.test(first)) return 'document';
  return newline < 0 || first.endsWith('}') ? 'lines' : 'document';
}
