import assert from 'node:assert/strict';
import fc from 'fast-check';
import { editDistance, nearestName } from '../../../../src/score/config/nearestName.ts';

describe('the nearest name', () => {
  const names = ['alpha', 'beta', 'w_ts', 'w_ms', 'score_memory_epsilon'];

  it('finds what a typing error meant', () => {
    assert.equal(nearestName('alhpa', names), 'alpha');
    assert.equal(nearestName('alph', names), 'alpha');
    assert.equal(nearestName('alfa', names), 'alpha');
    assert.equal(nearestName('w_tss', names), 'w_ts');
    assert.equal(nearestName('score_memmory_epsilom', names), 'score_memory_epsilon');
  });

  it('finds nothing for a name that is far from all', () => {
    for (const name of ['nonsense', 'x', '', 'gamma_ray', 'bt']) assert.equal(nearestName(name, names), null, name);
  });

  it('counts insertions, deletions, replacements and swaps', () => {
    assert.equal(editDistance('abc', 'abc'), 0);
    assert.equal(editDistance('abc', 'acb'), 1);
    assert.equal(editDistance('kitten', 'sitting'), 3);
    assert.equal(editDistance('', 'abc'), 3);
  });

  it('is symmetric and bounded by the longer name', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (one, other) => {
        const distance = editDistance(one, other);
        assert.equal(distance, editDistance(other, one));
        assert.ok(distance <= Math.max(one.length, other.length));
        assert.ok(distance >= Math.abs(one.length - other.length));
        assert.equal(distance === 0, one === other);
      }),
      { seed: 7 },
    );
  });
});
