import { createHash } from 'node:crypto';

/** What tells the records of one document apart: their trace_id, else their text and how often it stood before. */
export class RecordIds {
  readonly #same = new Map<string, number>();

  of(record: Uint8Array): string {
    const id = traceId(record);
    if (id !== null) return `id ${id}`;
    const text = createHash('sha1').update(record).digest('base64');
    const before = this.#same.get(text) ?? 0;
    this.#same.set(text, before + 1);
    return `text ${text} ${before}`;
  }
}

function traceId(record: Uint8Array): string | null {
  const text = Buffer.from(record.buffer, record.byteOffset, record.byteLength).toString('utf8');
  if (!text.includes('trace_id')) return null;
  try {
    const value = JSON.parse(text) as { trace_id?: unknown };
    return typeof value.trace_id === 'string' && value.trace_id !== '' ? value.trace_id.slice(0, 1000) : null;
  } catch {
    // The scanner reads more than JSON.parse does; such a record is told by its text.
    return null;
  }
}
