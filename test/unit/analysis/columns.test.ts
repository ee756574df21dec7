import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Batch, Grouping } from '../../../src/analysis/columns.ts';
import { PLAIN_KERNEL } from '../../../src/stats/blockKernel.ts';
import { ErrorRuns } from '../../../src/stats/errorRuns.ts';
import { TimeBins } from '../../../src/stats/timeBins.ts';
import type { CallColumns } from '../../../src/stats/traceSummary.ts';
import { FastLane, RUN_NUMBERS } from '../../../src/trace/fastLane.ts';

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
  batch.keys.set(keys);
  grouping.forEach(batch, batch.keys, groups, (calls: CallColumns, key, from, to) => {
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

  it('find the places of instants as the plain code does', () => {
    const instant = fc.oneof(
      fc.integer({ min: -3000, max: 3000 }).map((ticks) => ticks / 100),
      fc.double(),
      fc.constantFrom(NaN, -0, Infinity, 1765384542.684133),
    );
    fc.assert(
      fc.property(fc.array(instant, { minLength: 1, maxLength: 400 }), fc.nat(8), (times, coarser) => {
        const bins = () => {
          const created = new TimeBins(1000, () => ({ merge: () => undefined }));
          created.widen(coarser);
          return created;
        };
        const n = times.length;
        fast.batch.time.set(times);
        const plain = new Int32Array(n);
        const [byLane, plainly] = [bins(), bins()];
        plainly.assign(fast.batch.time, n, plain);
        byLane.assign(fast.batch.time, n, fast.keys, fast.places.bind(fast));
        assert.deepEqual(fast.keys.slice(0, n), plain);
        assert.deepEqual(
          byLane.entries().map(([start]) => start),
          plainly.entries().map(([start]) => start),
        );
      }),
    );
  });

  it('leave places and groups to the plain code where there are too many', () => {
    fast.batch.time.set(Array.from({ length: 300 }, (_, i) => i));
    assert.equal(fast.places(256, 100, 100)?.length, 256);
    assert.equal(fast.places(257, 100, 100), null);
    assert.equal(fast.group(fast.keys, 0, 16_385), null);
    assert.equal(fast.runs(0, 1025), null);
  });

  it('tell modules apart, and the runs of failures in each', () => {
    const row = fc.record({ cell: fc.nat(7), key: fc.integer({ min: -1, max: 5 }), failed: fc.constantFrom(0, 1) });
    const modules = [2, 0, 1, 1, 3, 0, 2, 3];
    fc.assert(
      fc.property(fc.array(row, { maxLength: 60 }), fc.integer({ min: 1, max: 4 }), (rows, most) => {
        fast.modules.set(modules);
        rows.forEach(({ cell, key, failed }, i) => {
          fast.batch.cell[i] = cell;
          fast.batch.failed[i] = failed;
          fast.keys[i] = key;
        });
        const runs = fast.runs(rows.length, 4)!;
        const expected = Array.from({ length: 4 }, () => new ErrorRuns());
        for (const { cell, failed } of rows) expected[modules[cell]].add(failed === 1);
        expected.forEach(({ n, errors, prefix, suffix, longest }, m) => {
          const found = [...runs.subarray(m * RUN_NUMBERS, (m + 1) * RUN_NUMBERS)];
          assert.deepEqual(found, [n, errors, prefix, suffix, longest]);
        });
        fast.splitByModule(rows.length, most);
        const keys = rows.map(({ cell, key }) => (key < 0 || modules[cell] >= most ? -1 : key * most + modules[cell]));
        assert.deepEqual([...fast.keys.subarray(0, rows.length)], keys);
      }),
    );
  });
});
