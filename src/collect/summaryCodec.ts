/** Summaries as bytes: independent of the version of Node, and safe to read from anywhere. */
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { PlainPart } from '../analysis/part.ts';

const VERSION = 1;
/** Longest summary that is read, unpacked. */
const MOST_BYTES = 256 * 2 ** 20;

const ARRAYS = { Float64Array, Float32Array, Int32Array, Uint32Array, Uint8Array, Uint16Array } as const;
type ArrayName = keyof typeof ARRAYS;

/** What one collector has received, fit to be merged with that of others. */
export interface CollectorSummary {
  part: PlainPart;
  /** Bytes received. */
  bytes: number;
  scored: number;
  skipped: number;
  /** Entries that another reader has scored too. */
  repeated: number;
  /** Entries skipped without a look, because they were too long or empty; not among `skipped`. */
  unread: number;
}

/** Packs a summary. */
export async function encodeSummary(summary: CollectorSummary): Promise<Buffer> {
  return promisify(gzip)(JSON.stringify({ version: VERSION, summary }, pack), { level: 1 });
}

/** @throws Error when these bytes are no summary */
export async function decodeSummary(bytes: Uint8Array): Promise<CollectorSummary> {
  const text = (await promisify(gunzip)(bytes, { maxOutputLength: MOST_BYTES })).toString('utf8');
  const value = JSON.parse(text, unpack) as { version?: unknown; summary?: CollectorSummary };
  if (value.version !== VERSION || typeof value.summary?.part !== 'object') {
    throw new Error(`it is of version ${String(value.version)}, and ${VERSION} is read here`);
  }
  return value.summary;
}

function pack(_key: string, value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : { $number: String(value) };
  if (value instanceof Map) return { $map: [...(value as Map<unknown, unknown>)] };
  if (value instanceof Set) return { $set: [...(value as Set<unknown>)] };
  if (ArrayBuffer.isView(value)) {
    return {
      $array: value.constructor.name,
      data: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64'),
    };
  }
  return value;
}

function unpack(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  if (Object.hasOwn(value, '$number')) return Number((value as { $number: string }).$number);
  if (Object.hasOwn(value, '$map')) return new Map((value as { $map: [unknown, unknown][] }).$map);
  if (Object.hasOwn(value, '$set')) return new Set((value as { $set: unknown[] }).$set);
  if (!Object.hasOwn(value, '$array')) return value;
  const { $array: name, data } = value as { $array: ArrayName; data: string };
  if (!Object.hasOwn(ARRAYS, name)) throw new Error(`it holds an array of an unknown kind`);
  const bytes = Uint8Array.from(Buffer.from(data, 'base64'));
  return new ARRAYS[name](bytes.buffer);
}
