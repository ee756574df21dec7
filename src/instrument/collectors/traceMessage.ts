/** `pypss.TraceMessage` (docs/pypss.proto) as protobuf writes it, so that sending needs no other package. */
import type { TraceRecord } from '../record.ts';

const TEXTS = [
  [1, 'trace_id'],
  [2, 'name'],
  [3, 'filename'],
  [5, 'module'],
  [12, 'exception_type'],
  [13, 'exception_message'],
  [14, 'branch_tag'],
] as const;
const INTEGERS = [
  [4, 'lineno'],
  [9, 'memory'],
  [10, 'memory_diff'],
] as const;
const DOUBLES = [
  [6, 'duration'],
  [7, 'cpu_time'],
  [8, 'wait_time'],
  [15, 'timestamp'],
] as const;
const ERROR = 11;

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;

/** The record as a serialized message (proto3: values that are zero or empty are left out). */
export function messageOf(record: TraceRecord): Buffer {
  const parts: Buffer[] = [];
  for (const [field, key] of TEXTS) {
    const text = Buffer.from(record[key] ?? '');
    if (text.length > 0) parts.push(varint((field << 3) | BYTES), varint(text.length), text);
  }
  for (const [field, key] of INTEGERS) {
    if (record[key] !== 0) parts.push(varint((field << 3) | VARINT), varint(record[key]));
  }
  for (const [field, key] of DOUBLES) {
    if (record[key] === 0) continue;
    const number = Buffer.alloc(8);
    number.writeDoubleLE(record[key]);
    parts.push(varint((field << 3) | FIXED64), number);
  }
  if (record.error) parts.push(varint((ERROR << 3) | VARINT), varint(1));
  return Buffer.concat(parts);
}

/** Whether a serialized `pypss.TraceResponse` says success (field 1). */
export function isAccepted(response: Buffer): boolean {
  return response[0] === 8 && response[1] === 1;
}

function varint(value: number): Buffer {
  let rest = BigInt.asUintN(64, BigInt(Math.trunc(value)));
  const bytes: number[] = [];
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}
