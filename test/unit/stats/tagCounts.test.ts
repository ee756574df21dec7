import assert from 'node:assert/strict';
import fc from 'fast-check';
import { TagCounts } from '../../../src/stats/tagCounts.ts';
import { FIXED, inParts } from './arbitraries.ts';

/** Few ids and many: the counts change their form in between. */
const tag = fc.oneof(fc.integer({ min: -1, max: 5 }), fc.integer({ min: -1, max: 60 }));

function of(tags: readonly number[]): TagCounts {
  const counts = new TagCounts();
  for (const id of tags)
    if (id < 0) counts.addOther();
    else counts.add(id);
  return counts;
}

function listed(counts: TagCounts): [number, number][] {
  return [...counts.entries()].sort((a, b) => a[0] - b[0]);
}

function plainly(tags: readonly number[]): [number, number][] {
  const counts = new Map<number, number>();
  for (const id of tags) if (id >= 0) counts.set(id, (counts.get(id) ?? 0) + 1);
  return [...counts].sort((a, b) => a[0] - b[0]);
}

function shannon(counts: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.reduce((sum, count) => sum - (count / total) * Math.log2(count / total), 0);
}

describe('TagCounts', () => {
  it('merges parts into the whole, exactly', () => {
    fc.assert(
      fc.property(inParts(tag), ({ all, parts }) => {
        const sum = new TagCounts();
        for (const part of parts) sum.merge(of(part));
        assert.deepEqual(listed(sum), plainly(all));
        assert.equal(sum.total, all.length);
        assert.equal(sum.others, all.filter((id) => id < 0).length);
        assert.equal(sum.size, plainly(all).length);
        assert.equal(sum.different, sum.size + sum.others);
      }),
      FIXED,
    );
  });

  it('gives the Shannon entropy, tags without room being all different', () => {
    fc.assert(
      fc.property(fc.array(tag, { minLength: 1, maxLength: 200 }), (tags) => {
        const counts = [...plainly(tags).map(([, count]) => count), ...tags.filter((id) => id < 0).map(() => 1)];
        assert.ok(Math.abs(of(tags).entropy - shannon(counts)) < 1e-12);
      }),
      FIXED,
    );
    assert.equal(new TagCounts().entropy, 0);
    assert.equal(of([3, 3, 3]).entropy, 0);
  });

  it('keeps its precision where one tag outweighs the rest a billion times', () => {
    const counts = new TagCounts();
    counts.add(0, 1e9);
    counts.add(1, 1);
    const exact = 1e-9 * Math.log2(1e9) + Math.LOG2E * 1e-9;
    assert.ok(Math.abs(counts.entropy - exact) < 1e-13);
  });

  it('translates ids, adding up those that become one and setting aside those without room', () => {
    fc.assert(
      fc.property(fc.array(tag), (tags) => {
        const translate = (id: number): number => (id % 3 === 0 ? -1 : id >> 1);
        const counts = of(tags);
        counts.rename(translate);
        const renamed = tags.map((id) => (id < 0 ? -1 : translate(id)));
        assert.deepEqual(listed(counts), plainly(renamed));
        assert.equal(counts.others, renamed.filter((id) => id < 0).length);
        assert.equal(counts.total, tags.length);
      }),
      FIXED,
    );
  });

  it('goes on after a message between threads, in either form', () => {
    for (const size of [3, 40]) {
      const tags = Array.from({ length: 100 }, (_, i) => i % size);
      const counts = of(tags);
      const copy = TagCounts.revive(structuredClone(counts));
      assert.deepEqual(copy, counts);
      copy.add(1);
      assert.deepEqual(listed(copy), plainly([...tags, 1]));
      assert.deepEqual(listed(counts), plainly(tags), 'the copy is a copy');
    }
  });
});
