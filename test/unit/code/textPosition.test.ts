import assert from 'node:assert/strict';
import fc from 'fast-check';
import { PositionCounter } from '../../../src/code/textPosition.ts';

function positionAfter(text: string, chunk = Infinity) {
  const bytes = new TextEncoder().encode(text);
  const counter = new PositionCounter();
  for (let at = 0; at < bytes.length; at += chunk) counter.add(bytes.subarray(at, at + chunk));
  return counter.position;
}

describe('text position', () => {
  it('starts at the first character', () => {
    assert.deepEqual(positionAfter(''), { line: 0, column: 0 });
  });

  it('counts LF, CRLF and CR as one line end each', () => {
    assert.deepEqual(positionAfter('a\nb\r\nc\rde'), { line: 3, column: 2 });
  });

  it('counts UTF-16 units, not bytes', () => {
    assert.deepEqual(positionAfter('{"é€😀'), { line: 0, column: 6 });
  });

  it('passes over a byte order mark', () => {
    assert.deepEqual(positionAfter('\ufeff[{'), { line: 0, column: 2 });
  });

  it('agrees with splitting the text, at any chunk size', () => {
    const texts = fc.string({ unit: fc.constantFrom('a', '\n', '\r\n', 'é', '€', '😀', ' '), maxLength: 60 });
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 7 }), (text, chunk) => {
        const lines = text.split(/\r\n|\n/);
        const expected = { line: lines.length - 1, column: (lines.at(-1) ?? '').length };
        assert.deepEqual(positionAfter(text, chunk), expected);
      }),
      { seed: 11, numRuns: 500 },
    );
  });
});
