import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ErrorRuns } from '../../../src/stats/errorRuns.ts';
import { FIXED, inParts } from './arbitraries.ts';

function of(failed: readonly boolean[]): ErrorRuns {
  const runs = new ErrorRuns();
  for (const one of failed) runs.add(one);
  return runs;
}

function appended(...parts: readonly ErrorRuns[]): ErrorRuns {
  const all = new ErrorRuns();
  for (const part of parts) all.merge(part);
  return all;
}

/** As text: split at successes, the longest piece is the longest run. */
function longest(failed: readonly boolean[]): number {
  const pieces = failed
    .map((one) => (one ? 'x' : '.'))
    .join('')
    .split('.');
  return Math.max(...pieces.map((piece) => piece.length));
}

const failures = fc.oneof(fc.boolean(), fc.constant(true));

describe('ErrorRuns', () => {
  it('finds the longest run', () => {
    fc.assert(
      fc.property(fc.array(failures), (failed) => {
        const runs = of(failed);
        assert.equal(runs.longest, longest(failed));
        assert.equal(runs.errors, failed.filter(Boolean).length);
        assert.equal(runs.n, failed.length);
      }),
      FIXED,
    );
  });

  it('merges parts into the whole, exactly', () => {
    fc.assert(
      fc.property(inParts(failures, 60), ({ all, parts }) => {
        assert.deepEqual(appended(...parts.map(of)), of(all));
      }),
      { ...FIXED, numRuns: 1000 },
    );
  });

  it('does not mind in which order neighbours are merged', () => {
    const part = fc.array(failures, { maxLength: 6 });
    fc.assert(
      fc.property(part, part, part, (a, b, c) => {
        const left = appended(appended(of(a), of(b)), of(c));
        const right = appended(of(a), appended(of(b), of(c)));
        assert.deepEqual(left, right);
      }),
      { ...FIXED, numRuns: 1000 },
    );
  });

  it('goes on after a message between threads', () => {
    const copy = ErrorRuns.revive(structuredClone(of([false, true, true])));
    copy.add(true);
    assert.deepEqual(copy, of([false, true, true, true]));
  });
});
