/** The traces of the conformance cases, as senders put them on the wire. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Report } from '../../../src/protocol/report.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'fixtures', 'conformance');
const EXPECT = '.expect.json';

/** A case without a configuration of its own whose file is read without damage. */
export interface Payload {
  name: string;
  /** JSON of its records, one each. */
  items: string[];
  traces: number;
  skipped: number;
  errors: number;
  pss: number;
  scores: Readonly<Record<'ts' | 'ms' | 'ev' | 'be' | 'cc', number>>;
}

interface Expected extends Omit<Payload, 'name' | 'items'> {
  exit: number;
  damaged: boolean;
}

/** All cases that JSON.parse can take apart. */
export function payloads(): Payload[] {
  const names = readdirSync(FOLDER);
  return names
    .filter((name) => name.endsWith(EXPECT) && !name.startsWith('cfg_'))
    .map((name) => name.slice(0, -EXPECT.length))
    .flatMap((name) => {
      const { exit, damaged, traces, skipped, errors, pss, scores } = JSON.parse(
        readFileSync(join(FOLDER, name + EXPECT), 'utf8'),
      ) as Expected;
      if (exit !== 0 || damaged) return [];
      const items = itemsOf(name, names);
      // Duplicate keys are gone after JSON.parse.
      if (items === null || items.length === 0 || items.length < traces + skipped) return [];
      return [{ name, items, traces, skipped, errors, pss, scores }];
    });
}

function itemsOf(name: string, names: readonly string[]): string[] | null {
  if (names.includes(`${name}.ndjson`)) {
    const text = readFileSync(join(FOLDER, `${name}.ndjson`), 'utf8');
    return text.split(/\r?\n/).filter((line) => line.trim() !== '');
  }
  try {
    const value = JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8').replace(/^\uFEFF/, '')) as
      unknown[] | { traces?: unknown[] };
    const records = Array.isArray(value) ? value : (value.traces ?? null);
    return records?.map(onTheWire) ?? null;
  } catch (error) {
    // Some cases hold what JSON does not have, such as NaN.
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Alone, an object is a trace only if it has a duration or is a measurement; in a list each one is. */
function onTheWire(record: unknown): string {
  const isObject = typeof record === 'object' && record !== null && !Array.isArray(record);
  const alone = !isObject || Object.hasOwn(record, 'duration') || Object.hasOwn(record, 'system_metric');
  return JSON.stringify(alone ? record : { traces: [record] });
}

/** Fails unless a report has the figures that the case expects. */
export function assertFigures(report: Report, expected: Payload): void {
  const { pss, traces, errors, skipped } = report;
  assert.deepEqual(
    { pss, traces, errors, skipped },
    { pss: expected.pss, traces: expected.traces, errors: expected.errors, skipped: expected.skipped },
    expected.name,
  );
  for (const key of ['ts', 'ms', 'ev', 'be', 'cc'] as const) {
    const off = Math.abs(report.scores[key] - expected.scores[key]);
    assert.ok(off <= 1e-9, `${expected.name}: ${key} is ${report.scores[key]}, not ${expected.scores[key]}`);
  }
}
