import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Batch, Grouping } from '../../../src/analysis/columns.ts';
import { PLAIN_KERNEL } from '../../../src/stats/blockKernel.ts';
import type { CallColumns } from '../../../src/stats/traceSummary.ts';
import { FastLane } from '../../../src/trace/fastLane.ts';

/** Of any size, with zeros of both signs, infinities and NaN. */
const values = fc.array(fc.double(), { minLength: 1, maxLength: 200 });

function lane(): FastLane {
  const created = FastLane.create(1024);
  assert.ok(created !== null, 'dist/traceLane.wasm is missing or this host has no SIMD');
  return created;
}

/** The columns of each group, by its key. */
function groupsOf(grouping: Grouping, batch: Batch, keys: readonly number[], groups: number): Map<number, unknown> {
  const found = new Map<number, unknown>();
  grouping.forEach(batch, Int32Array.from(keys), groups, (calls: CallColumns, key, from, to) => {
    const { duration, memory, wait, cpu, tag, failed } = calls;
    found.set(
      key,
      [duration, memory, wait, cpu, tag, failed].map((column) => [...column.subarray(from, to)]),
    );
  });
  return found;
}

describe('the columns of the fast lane', () => {
  const fast = lane();

  it('give the same sums, extremes and bins as the plain ones, bit by bit', () => {
    fc.assert(
      fc.property(values, fc.nat(100), fc.nat({ max: 20 }), (numbers, first, shift) => {
        const column = fast.batch.wait;
        column.set(numbers, first);
        const end = first + numbers.length;
        const plain = [...PLAIN_KERNEL.measure(column, first, end)];
        assert.deepEqual([...fast.measure(column, first, end)], plain);
        const bins = PLAIN_KERNEL.bins(column, first, end, shift).slice(0, numbers.length);
        assert.deepEqual(fast.bins(column, first, end, shift).slice(0, numbers.length), bins);
      }),
    );
  });

  it('are put together by group as the plain ones are', () => {
    const row = fc.record({
      figures: fc.tuple(fc.double(), fc.double(), fc.double(), fc.double()),
      tag: fc.integer({ min: -2, max: 100 }),
      failed: fc.constantFrom(0, 1),
      key: fc.integer({ min: -1, max: 6 }),
    });
    const batches = [new Batch(fast), new Batch(null)] as const;
    const groupings = [new Grouping(fast), new Grouping(null)] as const;
    fc.assert(
      fc.property(fc.array(row, { maxLength: 100 }), (rows) => {
        for (const batch of batches) {
          batch.n = rows.length;
          rows.forEach(({ figures, tag, failed }, i) => {
            [batch.duration[i], batch.memory[i], batch.wait[i], batch.cpu[i]] = figures;
            batch.tag[i] = tag;
            batch.failed[i] = failed;
          });
        }
        const keys = rows.map(({ key }) => key);
        const [byLane, plainly] = batches.map((batch, i) => groupsOf(groupings[i], batch, keys, 7));
        assert.deepEqual(byLane, plainly);
        const members = [...plainly.keys()].sort((a, b) => a - b);
        assert.deepEqual(
          members,
          [...new Set(keys)].filter((key) => key >= 0).sort((a, b) => a - b),
        );
      }),
    );
  });
});
