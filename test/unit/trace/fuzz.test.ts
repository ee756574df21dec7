import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { referenceLines } from './reference.ts';
import { scan, withoutExceptions } from './scanning.ts';
import type { Feeding, Seen } from './scanning.ts';

const FIXTURES = new URL('../../fixtures/conformance/', import.meta.url);

/** Mulberry32: small, seeded, good enough to choose places. */
function randomInts(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

const TOKENS = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"',
  '\\',
  '0',
  '-',
  '.',
  'e',
  'null',
  'NaN',
  '\n',
  ' ',
  '"traces":[',
  '\u0000',
  'ü',
].map((token) => Buffer.from(token));

/** One to three small injuries. */
function mutate(bytes: Buffer, int: (below: number) => number): Buffer {
  let mutant = bytes;
  for (let n = 1 + int(3); n > 0; n--) {
    const at = int(mutant.length + 1);
    const length = 1 + int(int(4) === 0 ? 400 : 6);
    const before = mutant.subarray(0, at);
    switch (int(6)) {
      case 0: {
        mutant = Buffer.from(mutant);
        if (at < mutant.length) mutant[at] ^= 1 << int(8);
        break;
      }
      case 1:
        mutant = before;
        break;
      case 2:
        mutant = Buffer.concat([before, mutant.subarray(at + length)]);
        break;
      case 3:
        mutant = Buffer.concat([before, mutant.subarray(at, at + length), mutant.subarray(at)]);
        break;
      default:
        mutant = Buffer.concat([before, TOKENS[int(TOKENS.length)], mutant.subarray(at)]);
    }
  }
  return mutant;
}

/** What the scanner tolerates beyond JSON, made into JSON. */
function tolerated(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|-?(?:NaN|Infinity)/gs, (token) =>
    token.startsWith('"')
      ? token.replace(/[\u0000-\u001f]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
      : 'null',
  );
}

/** Whether the text is a sequence of JSON values, with what is tolerated. */
function isValid(text: string): boolean {
  let rest = tolerated(text.replace(/^\ufeff/, '')).trim();
  for (;;) {
    if (rest === '') return true;
    try {
      JSON.parse(rest);
      return true;
    } catch (error) {
      // The message tells where the first value ended and something else began.
      const at = /after JSON at position (\d+)/.exec(String(error))?.[1];
      if (at === undefined || at === '0') return false;
      try {
        JSON.parse(rest.slice(0, Number(at)));
      } catch {
        return false; // Not even the first value is whole.
      }
      rest = rest.slice(Number(at)).trim();
    }
  }
}

const FEEDING: readonly Feeding[] = [{}, { bufferSize: 900 }, { bufferSize: 64, chunk: 17 }];
const LANE_FEEDING: readonly Feeding[] = [{ lane: true }, { lane: true, bufferSize: 900, chunk: 333 }];

/** Scans the bytes in every way, of which all must find the same, and returns it. */
function scanAlike(bytes: Uint8Array, lanes: readonly Feeding[]): Seen {
  const [first, ...others] = FEEDING.map((feeding) => scan(bytes, feeding));
  for (const other of others) assert.deepEqual(other, first);
  const { places: _, rows: __, ...expected } = { ...first, records: withoutExceptions(first.records) };
  for (const feeding of lanes) {
    const { places: _, rows, ...seen } = scan(bytes, feeding);
    assert.deepEqual(seen, expected);
    rowsSeen += rows;
  }
  return first;
}

let rowsSeen = 0;

/** The fast lane sets up more than the scanner does: it has every fourth of the mutants, fed in one way or the other. */
const lanesFor = (mutant: number): readonly Feeding[] =>
  mutant % 4 === 0 ? [LANE_FEEDING[(mutant / 4) % LANE_FEEDING.length]] : [];

function sample(file: string, records: number): Buffer {
  const lines = readFileSync(new URL(file, FIXTURES), 'utf8');
  if (file.endsWith('.ndjson')) return Buffer.from(lines.split('\n').slice(0, records).join('\n') + '\n');
  const parsed = JSON.parse(lines) as unknown[] | { traces: unknown[] };
  if (Array.isArray(parsed)) return Buffer.from(JSON.stringify(parsed.slice(0, records)));
  return Buffer.from(JSON.stringify({ ...parsed, traces: parsed.traces.slice(0, records) }, null, 2));
}

describe('damaged files', () => {
  for (const [file, inputs] of [
    ['web_service.array.json', 1500],
    ['decorated.run_output.json', 1000],
    ['unicode_escapes.json', 1500],
    ['lag_mid.json', 500],
    ['missing_keys.json', 1500],
    ['ndjson.ndjson', 1500],
  ] as const) {
    it(`never pass silently, nor stop the scanner: ${String(inputs)} mutants of ${file}`, () => {
      const original = sample(file, 6);
      const int = randomInts(inputs);
      for (let i = 0; i < inputs; i++) {
        const mutant = mutate(original, int);
        const first = scanAlike(mutant, lanesFor(i));
        const { damage, skipped, found } = first.result;
        if (damage === null && skipped === 0 && !/UTF|empty|space/.test(found)) {
          assert.ok(isValid(mutant.toString()), `passed silently: ${mutant.toString()}`);
        }
      }
    });
  }

  it('are read by the fast lane as far as it goes: mutants of similar records', () => {
    const record = (i: number): string => {
      const note = i % 5 === 0 ? ',"note":{"a":[1,"}{",null],"b":-1.5e-3}' : '';
      return `{"name":"f${String(i % 2)}","module":"m \\u00fc","duration":0.0${String(i)}1234567890123456,"memory":${String(i * 4096)},"error":false,"branch_tag":null${note},"timestamp":1700000000.${String(i)}}`;
    };
    const records = Array.from({ length: 14 }, (_, i) => record(i + 1));
    const shapes = [`[${records.join(',\n ')}]`, `${records.join('\n')}\n`, `{"traces":[${records.join()}],"x":1}`];
    const int = randomInts(5);
    rowsSeen = 0;
    for (let i = 0; i < 1500; i++) {
      scanAlike(mutate(Buffer.from(shapes[i % shapes.length]), int), [LANE_FEEDING[i % LANE_FEEDING.length]]);
    }
    assert.ok(rowsSeen > 3750, String(rowsSeen));
  });

  it('read as NDJSON, line by line, as a simple reader does', () => {
    const original = sample('ndjson.ndjson', 6);
    const first = Buffer.from('{"duration":0.25}\n');
    const int = randomInts(77);
    for (let i = 0; i < 2500; i++) {
      const mutant = Buffer.concat([first, mutate(original, int)]);
      const expected = referenceLines(mutant.toString().split('\n').map(tolerated).join('\n'));
      // The simple reader knows neither NaN nor a wrapper that breaks after some of its traces.
      if (/NaN|"traces"/.test(mutant.toString())) continue;
      const seen = scanAlike(mutant, lanesFor(i));
      assert.deepEqual(seen.records, expected.records);
      assert.equal(seen.result.skipped, expected.skipped);
      assert.equal(seen.result.damage !== null, expected.broken > 0, mutant.toString());
    }
  });
});
