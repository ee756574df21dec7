import type { SeenRecord } from './scanning.ts';

/** A slow reader that is easy to check by eye: JSON.parse, then the rulings one after another. */

const NUMERIC = /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/;
const ISO = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?$/;

type Members = Readonly<Record<string, unknown>>;

function member(record: Members, key: string): unknown {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** A number, 0 when absent; NaN for anything else. */
function numberOf(value: unknown): number {
  if (value === undefined || value === null) return 0;
  if (typeof value === 'number') return Number.isFinite(value) ? value : Number.NaN;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value !== 'string' || !NUMERIC.test(value.trim())) return Number.NaN;
  const number = Number(value.trim());
  return Number.isFinite(number) ? number : Number.NaN;
}

/** Text, cut to 64 KiB (of ASCII: longer texts of other kinds are tested by themselves). */
function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value.slice(0, 65_536).toWellFormed() : null;
}

function isTrue(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return Boolean(value);
}

function instantOf(value: unknown): number | null {
  if (value === undefined || value === null) return null;
  const number = numberOf(value);
  if (Number.isNaN(number)) {
    if (typeof value !== 'string' || !ISO.test(value)) return null;
    const zoned = /(Z|[+-]\d\d:\d\d)$/.test(value) ? value : value.length > 10 ? `${value}Z` : value;
    const parsed = Date.parse(zoned.replace(' ', 'T'));
    return Number.isNaN(parsed) ? null : parsed / 1000;
  }
  const size = Math.abs(number);
  const seconds = number / (size < 1e11 ? 1 : size < 1e14 ? 1e3 : size < 1e17 ? 1e6 : 1e9);
  return Math.abs(seconds) <= 8.64e12 ? seconds : null;
}

/** The record that the rulings make of a parsed object, null if it has to be skipped. */
export function referenceRecord(object: Members): SeenRecord | null {
  const duration = numberOf(member(object, 'duration'));
  const memory = numberOf(member(object, 'memory'));
  const wait = numberOf(member(object, 'wait_time'));
  if ([duration, memory, wait].some(Number.isNaN)) return null;
  const lineno = numberOf(member(object, 'lineno'));
  const isMetric = isTrue(member(object, 'system_metric'));
  const metadata = member(object, 'metadata');
  const lag =
    isMetric && typeof metadata === 'object' && metadata !== null && !Array.isArray(metadata)
      ? member(metadata as Members, 'lag')
      : undefined;
  const lagNumber = lag === undefined || lag === null ? Number.NaN : numberOf(lag);
  return {
    kind: isMetric ? 'metric' : 'trace',
    duration,
    cpu_time: numberOf(member(object, 'cpu_time')) || 0,
    wait_time: wait,
    memory,
    timestamp: instantOf(member(object, 'timestamp')),
    lineno: Number.isSafeInteger(lineno) && lineno > 0 ? lineno : 0,
    lag: Number.isNaN(lagNumber) ? null : lagNumber,
    module: textOf(member(object, 'module')),
    name: textOf(member(object, 'name')),
    filename: textOf(member(object, 'filename')),
    branch_tag: textOf(member(object, 'branch_tag')),
    exception_type: textOf(member(object, 'exception_type')),
    exception_message: textOf(member(object, 'exception_message')),
    error: isTrue(member(object, 'error')),
  };
}

export interface ReferenceReading {
  records: SeenRecord[];
  skipped: number;
}

function readItems(items: readonly unknown[], into: ReferenceReading): void {
  for (const item of items) {
    const record = isObject(item) ? referenceRecord(item) : null;
    if (record === null) into.skipped++;
    else into.records.push(record);
  }
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads a parsed value that stands by itself; returns whether it is of any use. */
function readTop(value: unknown, into: ReferenceReading): boolean {
  if (!isObject(value)) return false;
  const list = member(value, 'traces');
  if (Array.isArray(list)) readItems(list, into);
  else if (Object.hasOwn(value, 'duration') || Object.hasOwn(value, 'system_metric')) readItems([value], into);
  else return false;
  return true;
}

/** What a document of one valid JSON value holds. */
export function referenceDocument(text: string): ReferenceReading {
  const reading: ReferenceReading = { records: [], skipped: 0 };
  const value: unknown = JSON.parse(text);
  if (Array.isArray(value)) readItems(value, reading);
  else readTop(value, reading);
  return reading;
}

/** What NDJSON holds, line by line; `broken` counts the lines that are no JSON. */
export function referenceLines(text: string): ReferenceReading & { broken: number } {
  const reading = { records: [] as SeenRecord[], skipped: 0, broken: 0 };
  for (const line of text.split('\n')) {
    if (/^[ \t\r]*$/.test(line)) continue;
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      reading.broken++;
      reading.skipped++;
      continue;
    }
    if (!readTop(value, reading)) reading.skipped++;
  }
  return reading;
}
