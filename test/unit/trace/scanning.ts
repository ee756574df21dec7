import assert from 'node:assert/strict';
import * as slots from '../../../src/trace/record.ts';
import type { TraceRecord, TraceSink, TraceTexts } from '../../../src/trace/record.ts';
import { createScanner } from '../../../src/trace/scanner.ts';
import type { ScanOptions, ScanResult, TraceScanner } from '../../../src/trace/scan.ts';

/** A record as plain data, to be compared. */
export interface SeenRecord {
  kind: 'trace' | 'metric';
  duration: number;
  cpu_time: number;
  wait_time: number;
  memory: number;
  /** null where the record holds none. */
  timestamp: number | null;
  lineno: number;
  lag: number | null;
  module: string | null;
  name: string | null;
  filename: string | null;
  branch_tag: string | null;
  exception_type: string | null;
  exception_message: string | null;
  error: boolean;
}

export interface Place {
  offset: number;
  length: number;
}

export interface Seen {
  records: SeenRecord[];
  places: Place[];
  /** Places of the calls that failed. */
  failures: Place[];
  skipped: { offset: number; reason: string }[];
  result: ScanResult;
  /** Records that came as rows of the fast lane: `places` does not have them. */
  rows: number;
}

/** A sink that copies what it is given. */
export function recorder(texts: () => TraceTexts): {
  sink: TraceSink;
  records: SeenRecord[];
  places: Place[];
  failures: Place[];
  skipped: Seen['skipped'];
} {
  const records: SeenRecord[] = [];
  const places: Place[] = [];
  const failures: Place[] = [];
  const skipped: Seen['skipped'] = [];
  const text = (record: TraceRecord, slot: number): string | null => {
    const id = record.texts[slot];
    return id === slots.ABSENT ? null : id === slots.OVERFLOW ? '(overflow)' : texts()[slot][id];
  };
  const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value);
  const copy = (kind: SeenRecord['kind'], record: TraceRecord): void => {
    const { numbers } = record;
    records.push({
      kind,
      duration: numbers[slots.DURATION],
      cpu_time: numbers[slots.CPU_TIME],
      wait_time: numbers[slots.WAIT_TIME],
      memory: numbers[slots.MEMORY],
      timestamp: orNull(numbers[slots.TIMESTAMP]),
      lineno: numbers[slots.LINENO],
      lag: orNull(numbers[slots.LAG]),
      module: text(record, slots.MODULE),
      name: text(record, slots.NAME),
      filename: text(record, slots.FILENAME),
      branch_tag: text(record, slots.BRANCH_TAG),
      exception_type: text(record, slots.EXCEPTION_TYPE),
      exception_message: record.exceptionMessage(),
      error: record.error,
    });
    places.push(placeOf(record));
    if (kind === 'trace' && record.error) failures.push(placeOf(record));
  };
  const sink: TraceSink = {
    trace: (record) => {
      copy('trace', record);
    },
    systemMetric: (record) => {
      copy('metric', record);
    },
    skipped: (offset, reason) => skipped.push({ offset, reason }),
  };
  return { sink, records, places, failures, skipped };
}

function placeOf({ numbers }: TraceRecord): Place {
  return { offset: numbers[slots.OFFSET], length: numbers[slots.LENGTH] };
}

/** A sink that copies what it is given, and takes what it can as rows. */
function rowRecorder(scanner: () => TraceScanner): ReturnType<typeof recorder> & { rows: () => number } {
  const { sink, records, ...seen } = recorder(() => scanner().texts);
  const functions: Pick<SeenRecord, 'module' | 'name' | 'filename' | 'lineno'>[] = [];
  let taken = 0;
  const failed = new Map<number, Pick<SeenRecord, 'exception_type' | 'exception_message'>>();
  const fail = (row: number, record: TraceRecord): void => {
    const { numbers, texts } = record;
    const { batch } = scanner().lane!;
    const type = texts[slots.EXCEPTION_TYPE];
    failed.set(row, {
      exception_type: type === slots.ABSENT ? null : scanner().texts[slots.EXCEPTION_TYPE][type],
      exception_message: record.exceptionMessage(),
    });
    seen.failures.push(placeOf(record));
    assert.deepEqual(
      [slots.DURATION, slots.CPU_TIME, slots.WAIT_TIME, slots.TIMESTAMP].map((slot) => numbers[slot]),
      [batch.duration, batch.cpu, batch.wait, batch.time].map((column) => column[row]),
    );
  };
  const filled = (rows: number): void => {
    const columns = scanner().lane!.batch;
    const tags = scanner().texts[slots.BRANCH_TAG];
    for (let i = 0; i < rows; i++) {
      records.push({
        kind: 'trace',
        duration: columns.duration[i],
        cpu_time: columns.cpu[i],
        wait_time: columns.wait[i],
        memory: columns.memory[i],
        timestamp: Number.isNaN(columns.time[i]) ? null : columns.time[i],
        lag: null,
        ...functions[columns.cell[i]],
        branch_tag: columns.tag[i] === slots.ABSENT ? null : tags[columns.tag[i]],
        exception_type: null,
        exception_message: null,
        ...failed.get(i),
        error: columns.failed[i] === 1,
      });
    }
    failed.clear();
    taken += rows;
  };
  const trace = (record: TraceRecord): void => {
    sink.trace(record);
    const { module, name, filename, lineno } = records.at(-1)!;
    scanner().lane!.learnCell(record, functions.push({ module, name, filename, lineno }) - 1);
  };
  return {
    ...seen,
    records,
    rows: () => taken,
    sink: { ...sink, trace, rowSink: { row: 0, longest: Infinity, failed: fail, filled } },
  };
}

/** What a scan with the fast lane would have told of these: rows of calls that did not fail hold no exception. */
export function withoutExceptions(records: readonly SeenRecord[]): SeenRecord[] {
  return records.map((record) =>
    record.error || record.kind === 'metric' ? record : { ...record, exception_type: null, exception_message: null },
  );
}

export interface Feeding extends ScanOptions {
  /** Take records as rows of the fast lane. */
  lane?: boolean;
  /** Bytes pushed at a time; default all that the scanner has room for. */
  chunk?: number;
}

/** Scans a text or bytes and copies everything found. */
export function scan(input: string | Uint8Array, { chunk = Infinity, lane = false, ...options }: Feeding = {}): Seen {
  const bytes = typeof input === 'string' ? new TextEncoder().encode(input) : input;
  if (lane) {
    const { sink, rows, ...seen } = rowRecorder(() => scanner);
    const scanner = createScanner(sink, options);
    assert.notEqual(scanner.lane, null, 'dist/traceLane.wasm is missing: run npm run build');
    push(scanner, bytes, chunk);
    const result = scanner.finish();
    return { ...seen, records: withoutExceptions(seen.records), result, rows: rows() };
  }
  const { sink, ...seen } = recorder(() => scanner.texts);
  const scanner = createScanner(sink, options);
  push(scanner, bytes, chunk);
  return { ...seen, result: scanner.finish(), rows: 0 };
}

export function push(scanner: TraceScanner, bytes: Uint8Array, chunk = Infinity): void {
  for (let from = 0; from < bytes.length;) {
    const space = scanner.space();
    const count = Math.min(space.length, chunk, bytes.length - from);
    space.set(bytes.subarray(from, from + count));
    scanner.advance(count);
    from += count;
  }
}

/** Ways to cut the same input into pieces: every record quickly, some slowly, all slowly, byte by byte. */
export const FEEDINGS: readonly Feeding[] = [
  {},
  { bufferSize: 1500 },
  { bufferSize: 16 },
  { bufferSize: 700, chunk: 61 },
  { chunk: 1 },
];

/** The same with the fast lane. */
export const LANE_FEEDINGS: readonly Feeding[] = FEEDINGS.map((feeding) => ({ ...feeding, lane: true }));
