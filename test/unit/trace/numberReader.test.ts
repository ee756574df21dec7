import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createNumberReader } from '../../../src/trace/numberReader.ts';

const bytes = new Uint8Array(400);
const { read, value } = createNumberReader(bytes);

/** Reads the number that a text begins with; `[value, length]`, or null if it begins with none. */
function readText(text: string): [number, number] | null {
  const { written } = new TextEncoder().encodeInto(text, bytes);
  bytes.fill(0x22, written);
  const end = read(0);
  return end < 0 ? null : [value[0], end];
}

function assertExact(text: string): void {
  const [number, length] = readText(text) ?? [];
  assert.ok(Object.is(number, Number(text)), `${text}: ${String(number)}`);
  assert.equal(length, text.length);
}

describe('number reader', () => {
  it('gives the double that Number() gives, for any double', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        assertExact(String(number).replace('+', ''));
        assertExact(number.toExponential());
        assertExact(number.toPrecision(17).toLowerCase());
      }),
      { seed: 1, numRuns: 20_000 },
    );
  });

  it('gives it for any digits', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 26 });
    fc.assert(
      fc.property(digits, digits, fc.option(fc.integer({ min: -345, max: 330 })), (whole, fraction, exponent) => {
        const integer = String(BigInt(whole));
        const tail = exponent === null ? '' : `e${String(exponent)}`;
        assertExact(integer + tail);
        assertExact(`-${integer}.${fraction}${tail}`);
        assertExact(`0.${fraction}${tail}`);
      }),
      { seed: 2, numRuns: 20_000 },
    );
  });

  it('rounds ties and near ties as Number() does', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 2n ** 52n, max: 2n ** 53n - 1n }),
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: -2, max: 2 }),
        (mantissa, scale, off) => {
          // Halfway between two doubles, and a little beside it.
          const half = (2n * mantissa + 1n) * 5n ** BigInt(scale) * 10n ** 3n + BigInt(off);
          const text = String(half);
          assertExact(text);
          assertExact(`${text.slice(0, 4)}.${text.slice(4)}`);
          assertExact(`${text}e-${String(scale + 3)}`);
        },
      ),
      { seed: 3, numRuns: 20_000 },
    );
  });

  it('refuses what is no JSON number', () => {
    for (const text of [
      '',
      '-',
      '+1',
      '.5',
      '01',
      '-01',
      '00',
      '1.',
      '1.e5',
      '1e',
      '1e+',
      '-.5',
      'NaN',
      'Infinity',
      '-Infinity',
      'e5',
    ]) {
      assert.equal(readText(text), null, text);
    }
  });

  it('stops where the number ends', () => {
    for (const [text, length] of [
      ['0,', 1],
      ['12]', 2],
      ['1.5}', 3],
      ['1e5 ', 3],
      ['-0\n', 2],
      ['1-2', 1],
      ['1.2.3', 3],
      ['12345678901234567890x', 20],
    ] as const) {
      assert.equal(readText(text)?.[1], length, text);
    }
  });
});
