import { readFile, stat } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { LENGTH, OFFSET, type TraceRecord } from '../../trace/record.ts';
import { createScanner } from '../../trace/scanner.ts';
import { toSourceError } from '../../trace/source.ts';
import { BatchBuilder } from '../batch.ts';
import type { CollectorSink } from '../collector.ts';
import type { KnownTraces } from '../knownTraces.ts';
import { RecordIds } from './recordIds.ts';

/** Longest document that is followed: it is read whole at every change. */
export const MOST_DOCUMENT_BYTES = 256 * 2 ** 20;

/** Traces of a document at most: each is remembered, because all come again at every change. */
export const MOST_DOCUMENT_TRACES = 500_000;

/** How a document was read. */
export interface DocumentReading {
  /** Why its end is missing; null when it is whole. It may still be being written. */
  incomplete: string | null;
}

/**
 * Brings the traces of a document that are new since it was last read.
 * @throws SourceError when it cannot be read, Error when it is too long
 */
export async function readDocument(path: string, known: KnownTraces, sink: CollectorSink): Promise<DocumentReading> {
  let bytes: Buffer;
  try {
    const { size } = await stat(path);
    if (size > MOST_DOCUMENT_BYTES) {
      throw new Error(tooMuch(path, `${Math.round(size / 2 ** 20)} MB`));
    }
    bytes = await readFile(path);
  } catch (error) {
    if (error instanceof Error && !('code' in error)) throw error;
    throw toSourceError(error, path);
  }
  const places: [offset: number, length: number][] = [];
  let skips = 0;
  const note = ({ numbers }: TraceRecord): void => void places.push([numbers[OFFSET], numbers[LENGTH]]);
  const scanner = createScanner({
    trace: note,
    systemMetric: note,
    skipped: (_offset, reason) => sink.count(known.meet(`skip ${skips++}`) ? 'repeated' : 'skipped', 1, reason),
  });
  for (let from = 0; from < bytes.length && !scanner.done;) {
    const space = scanner.space();
    const count = Math.min(space.length, bytes.length - from);
    space.set(bytes.subarray(from, from + count));
    scanner.advance(count);
    from += count;
  }
  const { damage } = scanner.finish();
  if (places.length > MOST_DOCUMENT_TRACES) throw new Error(tooMuch(path, `${places.length} traces`));
  await bring(bytes, places, known, sink);
  return { incomplete: damage === null ? null : `${damage.reason} (byte ${damage.offset})` };
}

function tooMuch(path: string, size: string): string {
  return (
    `${path} has ${size}, and as one JSON document it would be read whole at every change. ` +
    'Write NDJSON (one trace a line), or analyze it.'
  );
}

async function bring(
  bytes: Buffer,
  places: readonly [number, number][],
  known: KnownTraces,
  sink: CollectorSink,
): Promise<void> {
  const ids = new RecordIds();
  const batch = new BatchBuilder(sink);
  let repeated = 0;
  let looked = 0;
  const offer = async (): Promise<void> => {
    const gathered = batch.take();
    if (gathered === null) return;
    await sink.room();
    sink.offer(gathered);
  };
  for (const [offset, length] of places) {
    const record = bytes.subarray(offset, offset + length);
    if (++looked % TURN === 0) await setImmediate();
    if (known.meet(ids.of(record))) repeated++;
    // In a list every object is a trace; on a line only one that looks like it.
    else batch.add(record.includes('"duration"') ? record : Buffer.concat([WRAP, record, UNWRAP]));
    if (batch.full) await offer();
  }
  await offer();
  sink.count('repeated', repeated);
}

/** Records after which the event loop gets a turn: telling known ones from new ones takes a while. */
const TURN = 2000;
const WRAP = Buffer.from('{"traces":[');
const UNWRAP = Buffer.from(']}');
