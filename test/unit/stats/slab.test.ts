import assert from 'node:assert/strict';
import { newDoubles } from '../../../src/stats/slab.ts';
import { ValueList } from '../../../src/stats/valueList.ts';

describe('arrays cut from a common block', () => {
  it('are zero and do not overlap, whatever their lengths', () => {
    const arrays = Array.from({ length: 400 }, (_, i) => newDoubles((i * 37) % 700));
    arrays.forEach((array, i) => {
      assert.equal(array.length, (i * 37) % 700);
      assert.ok(array.every((value) => value === 0));
      array.fill(i);
    });
    arrays.forEach((array, i) => assert.ok(array.every((value) => value === i)));
  });

  it('leave new ones usable when their block goes to another thread', () => {
    const before = newDoubles(16);
    structuredClone(before, { transfer: [before.buffer as ArrayBuffer] });
    const after = newDoubles(16).fill(1);
    assert.equal(after.length, 16);
    assert.deepEqual([...after], new Array(16).fill(1));
  });

  it('keep lists apart that grow in turns', () => {
    const lists = Array.from({ length: 20 }, () => new ValueList());
    for (let round = 0; round < 300; round++) lists.forEach((list, i) => list.push(Float64Array.of(i, round), 0, 2));
    lists.forEach((list, i) => {
      const held = new Float64Array(list.n);
      list.copyTo(held);
      assert.deepEqual(
        [...held],
        Array.from({ length: 600 }, (_, at) => (at % 2 === 0 ? i : at >> 1)),
      );
    });
  });
});
