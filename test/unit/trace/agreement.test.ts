import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { referenceDocument, referenceLines } from './reference.ts';
import { FEEDINGS, LANE_FEEDINGS, scan, withoutExceptions } from './scanning.ts';
import type { Feeding } from './scanning.ts';

const FIXTURES = new URL('../../fixtures/conformance/', import.meta.url);
const KEYS = [
  ...['duration', 'cpu_time', 'wait_time', 'memory', 'timestamp', 'lineno', 'error', 'system_metric', 'metadata'],
  ...['module', 'name', 'filename', 'branch_tag', 'exception_type', 'exception_message', 'traces'],
  ...['trace_id', 'async_op', '', 'a"b\\c', '__proto__', 'größe', 'durations', 'Duration'],
];

const number = fc.oneof(
  fc.double({ noNaN: true }).map((value) => (Number.isFinite(value) ? JSON.stringify(value) : '1e999')),
  fc.integer().map(String),
  fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }).map(String),
  fc
    .tuple(
      fc.constantFrom('', '-'),
      fc.nat(999),
      fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 25 }),
      fc.constantFrom('', 'e', 'E-', 'e+'),
      fc.nat(330),
    )
    .map(
      ([sign, whole, fraction, e, exponent]) =>
        `${sign}${String(whole)}.${fraction}${e === '' ? '' : `${e}${String(exponent)}`}`,
    ),
);

const escaped = (text: string): string =>
  text.replace(/[^]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** A string as it may be written: some characters as escapes that need none. */
const string = fc
  .array(fc.tuple(fc.string({ unit: 'grapheme', maxLength: 8 }), fc.boolean()), { maxLength: 3 })
  .map(
    (parts) =>
      `"${parts.map(([text, escape]) => (escape ? escaped(text) : JSON.stringify(text).slice(1, -1))).join('')}"`,
  );

const numericText = fc
  .oneof(number, fc.constantFrom(' 5 ', '+1', '.5', '5.', '1_0', '0x1', 'nan', ''))
  .map((text) => JSON.stringify(text));
const instantText = fc
  .date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) })
  .map((date) => JSON.stringify(date.toISOString()));
const scalar = fc.oneof(number, string, numericText, instantText, fc.constantFrom('true', 'false', 'null'));
const space = fc.constantFrom('', '', '', ' ', '\n', '\t \r\n', '    ');

// Two lists under `traces` count together, which JSON.parse cannot show.
const freeKeys = KEYS.filter((text) => text !== 'traces');
const key = fc
  .tuple(
    fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...freeKeys) }, { weight: 1, arbitrary: fc.string() }),
    fc.nat(20),
  )
  .map(([text, n]) => (n > 0 ? JSON.stringify(text) : `"${escaped(text)}"`));

/** Text of any JSON value, with any white space. */
const { value, record } = fc.letrec<{ value: string; record: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc
      .array(fc.tuple(space, tie('value'), space), { maxLength: 4 })
      .map((items) => `[${items.map((parts) => parts.join('')).join()}]`),
    tie('record'),
  ),
  record: fc
    .tuple(fc.array(fc.tuple(space, key, space, space, tie('value'), space), { maxLength: 8 }), space)
    .map(([members, inner]) =>
      members.length === 0
        ? `{${inner}}`
        : `{${members.map(([before, name, a, b, held, after]) => `${before}${name}${a}:${b}${held}${after}`).join()}}`,
    ),
}));

/** Records of one shape, as programs write them, with an odd one now and then. */
const similar = fc
  .tuple(
    fc.uniqueArray(fc.constantFrom(...KEYS), { minLength: 1 }),
    space,
    fc.array(fc.tuple(fc.array(scalar, { minLength: 24, maxLength: 24 }), fc.option(record, { freq: 6 })), {
      maxLength: 6,
    }),
  )
  .map(([keys, gap, rows]) =>
    rows.map(
      ([values, odd]) =>
        odd ?? `{${keys.map((name, i) => `${gap}${JSON.stringify(name)}:${gap}${values[i]}`).join()}${gap}}`,
    ),
  );

function assertAgrees(text: string): void {
  const expected = referenceDocument(text);
  for (const feeding of FEEDINGS) assertSeen(text, feeding, expected);
  assertSeenByLane(text, expected);
}

/** As `assertSeen`, for what the fast lane hands on. */
function assertSeenByLane(text: string, expected: ReturnType<typeof referenceDocument>): void {
  for (const feeding of LANE_FEEDINGS) {
    const { records, skipped, result } = scan(text, feeding);
    assert.equal(result.damage, null);
    assert.deepEqual(records, withoutExceptions(expected.records));
    assert.equal(skipped.length, expected.skipped);
    assert.equal(result.traces, records.filter(({ kind }) => kind === 'trace').length);
  }
}

function assertSeen(text: string, feeding: Feeding, expected: ReturnType<typeof referenceDocument>): void {
  const { records, skipped, result, places } = scan(text, feeding);
  assert.equal(result.damage, null);
  assert.deepEqual(records, expected.records);
  assert.equal(skipped.length, expected.skipped);
  const bytes = Buffer.from(text);
  for (const { offset, length } of places) {
    const slice = bytes.subarray(offset, offset + length).toString();
    assert.ok(slice.startsWith('{') && slice.endsWith('}'));
    JSON.parse(slice);
  }
}

describe('agreement with JSON.parse', () => {
  const property = (name: string, arbitrary: fc.Arbitrary<string>, runs: number): void => {
    it(name, () => {
      fc.assert(fc.property(arbitrary, assertAgrees), { seed: 20, numRuns: runs });
    });
  };
  property(
    'on lists of any values',
    fc.array(value).map((items) => `[${items.join()}]`),
    150,
  );
  property(
    'on lists of similar records',
    similar.map((items) => `[${items.join(', ')}]`),
    150,
  );
  property(
    'on wrappers',
    fc
      .tuple(record, similar, value)
      .map(([before, items, after]) => `{"overall":${before},"traces" : [${items.join()}],"z":${after}}`),
    80,
  );

  it('on lines', () => {
    const wrapper = fc
      .tuple(fc.array(value), record)
      .map(([items, more]) => `{"traces":[${items.join()}],"x":${more}}`);
    const line = fc
      .oneof({ weight: 5, arbitrary: record }, { weight: 1, arbitrary: value }, { weight: 1, arbitrary: wrapper })
      .map((text) => text.replaceAll('\n', ' '));
    fc.assert(
      fc.property(fc.array(line), fc.constantFrom('\n', '\r\n', ' \n\n'), (lines, newline) => {
        const text = ['{"duration":0.5}', ...lines].join(newline);
        const expected = referenceLines(text);
        for (const feeding of FEEDINGS) assertSeen(text, feeding, expected);
        assertSeenByLane(text, expected);
      }),
      { seed: 21, numRuns: 120 },
    );
  });

  it('on more kinds of keys than are remembered', () => {
    const many = Array.from({ length: 5000 }, (_, i) => `"key${String(i)}":null`).join();
    // Behind the name, the same key without an id each time; before it, sometimes one that we use.
    const records = Array.from(
      { length: 40 },
      (_, i) => `{"x":1,${i % 3 === 0 ? '"duration"' : '"key4500"'}:${String(i)},"name":"n","module":"m","key4600":7}`,
    );
    assertAgrees(`[{${many}},${records.join()}]`);
  });

  for (const file of readdirSync(FIXTURES).filter((name) => name.endsWith('.json') && !name.endsWith('.expect.json'))) {
    const text = readFileSync(new URL(file, FIXTURES), 'utf8');
    let valid = true;
    try {
      JSON.parse(text);
    } catch {
      valid = false; // Damaged fixtures are the business of the conformance test.
    }
    // JSON.parse keeps only the last of two lists.
    if (!valid || file === 'duplicate_traces_key.json') continue;
    it(`on ${file}`, () => {
      const expected = referenceDocument(text);
      for (const feeding of [{}, { bufferSize: 1500 }]) assertSeen(text, feeding, expected);
      assertSeenByLane(text, expected);
    });
  }
});
