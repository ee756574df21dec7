import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  fitted,
  panned,
  restoreRange,
  step,
  undo,
  widthOf,
  zoomed,
  type RangeSteps,
} from '../../../webview-ui/timeRange.ts';

const bounds = { from: 1000, to: 2000 };
const instant = fc.double({ min: 900, max: 2100, noNaN: true });

describe('the range of time', () => {
  it('stays within all there is, whatever is done', () => {
    const action = fc.oneof(
      fc.record({ at: instant, factor: fc.constantFrom(0.1, 0.5, 2, 9) }),
      fc.record({ by: fc.double({ min: -2000, max: 2000, noNaN: true }) }),
      fc.record({ from: instant, to: instant }),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 40 }), (actions) => {
        let range: { from: number; to: number } | null = null;
        for (const one of actions) {
          if ('at' in one) range = zoomed(range, bounds, one.at, one.factor);
          else if ('by' in one) range = panned(range, bounds, one.by);
          else range = fitted({ from: Math.min(one.from, one.to), to: Math.max(one.from, one.to) }, bounds);
          if (range === null) continue;
          assert.ok(range.from >= bounds.from - 1e-6 && range.to <= bounds.to + 1e-6, JSON.stringify(range));
          assert.ok(widthOf(range) > 0);
        }
      }),
      { seed: 3, numRuns: 300 },
    );
  });

  it('keeps the instant under the crosshair where it is while zooming', () => {
    const range = zoomed({ from: 1200, to: 1600 }, bounds, 1300, 0.5);
    assert.deepEqual(range, { from: 1250, to: 1450 });
  });

  it('is all of it again when zoomed out far enough', () => {
    assert.equal(zoomed({ from: 1200, to: 1600 }, bounds, 1300, 10), null);
  });

  it('keeps its width while moving, also at the ends', () => {
    assert.deepEqual(panned({ from: 1200, to: 1600 }, bounds, 900), { from: 1600, to: 2000 });
    assert.equal(panned(null, bounds, 10), null);
  });

  it('goes back step by step', () => {
    let steps: RangeSteps = { range: null, past: [] };
    const ranges = [1, 2, 3].map((k) => ({ from: 1000 + k, to: 1500 }));
    for (const range of ranges) steps = step(steps, range);
    assert.equal(step(steps, { ...ranges[2] }), steps, 'the same range is no step');
    steps = undo(steps);
    assert.deepEqual(steps.range, ranges[1]);
    steps = undo(undo(steps));
    assert.equal(steps.range, null);
    assert.deepEqual(undo(steps), steps);
  });

  it('is restored only when it is one', () => {
    assert.deepEqual(restoreRange({ from: 1, to: 2 }), { from: 1, to: 2 });
    for (const kept of [null, 7, {}, { from: 2, to: 1 }, { from: 'a', to: 3 }, { from: 1, to: Infinity }]) {
      assert.equal(restoreRange(kept), null);
    }
  });
});
