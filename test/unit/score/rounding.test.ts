import assert from 'node:assert/strict';
import fc from 'fast-check';
import { clampShare, roundHalfEven, roundTwoDecimals } from '../../../src/score/rounding.ts';
import { python } from '../python.ts';
import { FIXED } from '../stats/arbitraries.ts';

/** Shares of all kinds: every tie, what lies next to it, and thousands from anywhere. */
function shares(): number[] {
  const list = [0, 1, 5e-324, 1 - 2 ** -53];
  for (let i = 0; i <= 200; i++) {
    const x = i / 200;
    const near = [x - 2 ** -54, x + 2 ** -53, x * (1 - 2 ** -52), x * (1 + 2 ** -52)];
    list.push(x, ...near.filter((y) => y >= 0 && y <= 1));
  }
  for (let i = 0; i <= 64; i++) list.push(i / 64);
  return [...list, ...fc.sample(fc.double({ min: 0, max: 1, noNaN: true }), { seed: FIXED.seed, numRuns: 2000 })];
}

describe('rounding', () => {
  it("to two decimals is Python's", () => {
    const list = shares();
    const expected = python('import json, sys\nprint(json.dumps([round(x, 2) for x in json.load(sys.stdin)]))', list);
    assert.deepEqual(list.map(roundTwoDecimals), expected);
  });

  it("to whole points is Python's", () => {
    const list = shares().flatMap((x) => [100 * x, Math.floor(100 * x) + 0.5]);
    const expected = python('import json, sys\nprint(json.dumps([round(x) for x in json.load(sys.stdin)]))', list);
    assert.deepEqual(list.map(roundHalfEven), expected);
  });

  it('takes ties to the even number', () => {
    assert.deepEqual([0.5, 1.5, 62.5, 63.5, 99.5].map(roundHalfEven), [0, 2, 62, 64, 100]);
  });

  it('limits to 0..1, and takes what is no number for 0', () => {
    assert.deepEqual([-1, 0, 0.3, 1, 8.84, Infinity, -Infinity, NaN].map(clampShare), [0, 0, 0.3, 1, 1, 1, 0, 0]);
  });
});
