import assert from 'node:assert/strict';
import fc from 'fast-check';
import { generateTraces } from '../../../bench/generator/traces.ts';
import { SHAPES } from '../../../bench/generator/shapes.ts';
import { referenceDocument, referenceLines } from './reference.ts';
import { FEEDINGS, LANE_FEEDINGS, scan, withoutExceptions } from './scanning.ts';

/** Numbers in all the ways that programs write them. */
const anyNumber = fc.oneof(
  fc.integer().map(String),
  fc.nat(9e9).map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
  fc.double({ min: 0, max: 10, noNaN: true }).map((value) => JSON.stringify(value)),
  fc.tuple(fc.bigInt({ min: 0n, max: 10n ** 20n }), fc.nat(25)).map(([digits, places]) => {
    const text = digits.toString().padStart(places + 1, '0');
    return places === 0 ? text : `${text.slice(0, -places)}.${text.slice(-places)}`;
  }),
  fc.tuple(fc.constantFrom('', '-'), fc.nat(99_999), fc.integer({ min: -30, max: 30 })).map(([sign, digits, e]) => {
    return `${sign}${String(digits)}${digits % 2 === 0 ? 'e' : '.5E'}${String(e)}`;
  }),
  fc.constantFrom('0', '-0', '0.0', '-0.0', '1e5', '9007199254740993', '18446744073709551615', '18446744073709551616'),
);
// The reference takes -0 for 0 in some fields.
const number = anyNumber.filter((written) => !Object.is(Number(written), -0));
const text = fc.constantFrom(
  '"a"',
  '"\\u0061"',
  '"größe"',
  '"prüfe"',
  '""',
  '"/srv/a/very/long/path/to/x.py"',
  'null',
  '"\\"q\\""',
);
const plain = fc.oneof(
  number,
  text,
  fc.constantFrom(
    'true',
    'false',
    'null',
    '[]',
    '{}',
    '[1,[2,{"a":{}}],"}"]',
    '{"b":"\\\\","c":[0.5,-1e-3]}',
    '"\\u0001"',
  ),
);
const space = fc.constantFrom('', '', ' ', '\n    ');

/** One way to write records: order of the keys, white space, and what stands for each. */
const layout = fc.record({
  keys: fc.uniqueArray(
    fc.constantFrom(
      'name',
      'module',
      'filename',
      'lineno',
      'duration',
      'cpu_time',
      'wait_time',
      'memory',
      'timestamp',
      'error',
      'branch_tag',
      'exception_type',
      'exception_message',
      'metadata',
      'trace_id',
      'größe',
    ),
    { minLength: 4 },
  ),
  before: space,
  between: space,
  behind: space,
});

/** Mostly this, now and then that. */
function mostly(usual: fc.Arbitrary<string>, odd: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.oneof({ weight: 40, arbitrary: usual }, { weight: 1, arbitrary: odd });
}

const usualNumber = fc
  .tuple(fc.nat(1e9), fc.constantFrom(-1e9, 1, 3, 1e3, 1e8 / 3))
  .map(([value, divisor]) => String(value === 0 ? 0 : value / divisor));

function valueOf(key: string): fc.Arbitrary<string> {
  switch (key) {
    case 'name':
    case 'module':
    case 'filename':
    case 'branch_tag':
    case 'exception_type':
      return mostly(fc.constantFrom('"a"', '"gr\\u00f6\\u00dfe"'), text);
    case 'lineno':
      return mostly(fc.constantFrom('0', '1'), number);
    case 'error':
      return mostly(fc.constantFrom('false', 'null', 'true'), fc.constantFrom('0', '1', '"x"', '[]'));
    case 'exception_message':
      return mostly(fc.constantFrom('"timed out"', '"gr\\u00f6\\"\\\\e"', '"größe"', '""', 'null'), plain);
    case 'timestamp':
      return mostly(
        fc.constantFrom('1700000000', '1700000000.5e3', '1700000000123456', '1700000000123456789', 'null'),
        fc.oneof(number, fc.constant('"2024-01-01T00:00:00Z"')),
      );
    case 'duration':
    case 'cpu_time':
    case 'wait_time':
    case 'memory':
      return mostly(usualNumber, fc.oneof(number, fc.constantFrom('null', '"5"', '"x"', 'true')));
    default:
      return mostly(text, plain);
  }
}

const records = layout.chain(({ keys, before, between, behind }) =>
  fc.array(
    fc
      .tuple(...keys.map((key) => valueOf(key)))
      .map(
        (values) =>
          `{${keys.map((key, i) => `${before}"${key}"${between}:${between}${values[i]}`).join(',')}${behind}}`,
      ),
    { minLength: 20, maxLength: 40 },
  ),
);

describe('the fast lane', () => {
  it('reads records as JSON.parse and the rulings do', () => {
    let rows = 0;
    let all = 0;
    fc.assert(
      fc.property(records, space, (items, gap) => {
        // The first ones teach the lane what the later ones hold.
        const document = `[${[...items, ...items, ...items].join(`${gap},${gap}`)}]`;
        const expected = referenceDocument(document);
        for (const feeding of LANE_FEEDINGS) {
          const seen = scan(document, feeding);
          assert.deepEqual(seen.records, withoutExceptions(expected.records));
          assert.equal(seen.skipped.length, expected.skipped);
          rows += feeding.bufferSize === undefined && feeding.chunk === undefined ? seen.rows : 0;
        }
        all += expected.records.length;
      }),
      { seed: 31, numRuns: 120 },
    );
    assert.ok(rows > all / 4, `${String(rows)} of ${String(all)} as rows`);
  });

  it('reads lines as JSON.parse and the rulings do', () => {
    let rows = 0;
    fc.assert(
      fc.property(records, fc.constantFrom('\n', '\r\n', ' \n \n'), (items, newline) => {
        const lines = ['{"duration":0.5}', ...items, ...items, ...items].map((item) => item.replaceAll('\n', ' '));
        const document = lines.join(newline);
        const expected = referenceLines(document);
        for (const feeding of LANE_FEEDINGS) {
          const seen = scan(document, feeding);
          assert.deepEqual(seen.records, withoutExceptions(expected.records));
          assert.equal(seen.skipped.length, expected.skipped);
          assert.equal(seen.result.format, 'ndjson');
          rows += seen.rows;
        }
      }),
      { seed: 32, numRuns: 80 },
    );
    assert.ok(rows > 1000, String(rows));
  });

  it('reads numbers to the last bit', () => {
    let rows = 0;
    fc.assert(
      fc.property(fc.array(anyNumber, { minLength: 200, maxLength: 400 }), (numbers) => {
        // Every other record is one that the lane takes, so that an odd number does not send it to rest for long.
        const items = numbers.map((item) => `{"wait_time":${item},"duration":1},{"wait_time":0,"duration":2}`);
        const seen = scan(`[{"duration":1,"wait_time":0},${items.join(',')}]`, { lane: true });
        const waits = numbers.filter((item) => Number.isFinite(Number(item))).map(Number);
        assert.deepEqual(
          seen.records
            .slice(1)
            .filter(({ duration }) => duration === 1)
            .map(({ wait_time }) => wait_time),
          waits,
        );
        rows += seen.rows;
      }),
      { seed: 33, numRuns: 200 },
    );
    assert.ok(rows > 60_000, String(rows));
  });

  for (const shape of SHAPES) {
    it(`takes nearly all of ${shape}, and finds what the record reader finds`, () => {
      const blocks: Buffer[] = [];
      generateTraces({ shape, bytes: 3e6, seed: 7, modules: 12, functions: 60, span: 600 }, (block) => {
        blocks.push(Buffer.from(block));
      });
      const bytes = Buffer.concat(blocks);
      const { places: _, rows: __, ...expected } = scan(bytes);
      for (const feeding of [{ lane: true }, { lane: true, bufferSize: 10_000, chunk: 3333 }]) {
        const { places: _, rows, ...seen } = scan(bytes, feeding);
        assert.deepEqual(seen, { ...expected, records: withoutExceptions(expected.records) });
        assert.ok(rows > 0.7 * expected.records.length, `${String(rows)} of ${String(expected.records.length)}`);
      }
    });
  }

  it('leaves to the record reader what is deep, long or many', () => {
    const deep = `${'['.repeat(80)}${']'.repeat(80)}`;
    const long = JSON.stringify('x'.repeat(70_000));
    const plainOne = '{"name":"f","duration":1,"x":0}';
    const odd = [
      `{"name":"f","duration":2,"x":${deep}}`,
      `{"name":${long},"duration":3}`,
      '{"duration":4,"lineno":1e10}',
    ];
    const names = Array.from({ length: 9000 }, (_, i) => `{"name":"n${String(i)}","duration":${String(i)}}`);
    const keys = Array.from({ length: 300 }, (_, i) => `{"name":"f","duration":1,"k${String(i)}":${String(i)}}`);
    const document = `[${[plainOne, plainOne, ...odd, ...names, ...names, ...keys, ...keys, plainOne, plainOne].join()}]`;
    const expected = referenceDocument(document);
    for (const feeding of [...FEEDINGS.slice(0, 2), ...LANE_FEEDINGS.slice(0, 2)]) {
      const seen = scan(document, feeding);
      assert.deepEqual(withoutExceptions(seen.records), withoutExceptions(expected.records));
    }
  });

  it('stops at the limit, where the second reader begins', () => {
    const items = Array.from({ length: 400 }, (_, i) => `{"name":"f","duration":${String(i)}}`);
    const document = `[${items.join(', ')}]`;
    const cut = document.indexOf('{"name":"f","duration":300}');
    const first = scan(document, { lane: true, limit: cut });
    assert.deepEqual(first.result.stopped, { offset: cut, context: 'array' });
    assert.equal(first.records.length, 300);
    const second = scan(document.slice(cut), { lane: true, start: { offset: cut, context: 'array' } });
    assert.equal(second.records.length, 100);
    assert.equal(second.result.damage, null);
    assert.ok(first.rows > 250 && second.rows > 50);
  });
});
