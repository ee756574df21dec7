import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ROW_HEIGHT, visibleRows } from '../../../../webview-ui/view/visibleRows.ts';

describe('visible rows', () => {
  it('draws short tables whole', () => {
    assert.deepEqual(visibleRows({ top: 5000, height: 300 }, 40), { start: 0, end: 40 });
    assert.deepEqual(visibleRows({ top: 0, height: 300 }, 0), { start: 0, end: 0 });
  });

  it('covers the view and draws few rows, wherever one has scrolled', () => {
    fc.assert(
      fc.property(fc.integer({ min: -2000, max: 1_500_000 }), fc.integer({ min: 0, max: 3000 }), (top, height) => {
        const { start, end } = visibleRows({ top, height }, 50_000);
        assert.ok(start >= 0 && end <= 50_000 && start < end);
        assert.ok(end - start <= height / ROW_HEIGHT + 26);
        const first = Math.floor(top / ROW_HEIGHT);
        if (first >= 0 && first < 50_000) assert.ok(start <= first && first < end);
        const last = Math.min(49_999, Math.floor((top + height) / ROW_HEIGHT));
        if (last >= 0 && first < 50_000) assert.ok(last < end);
      }),
      { seed: 5, numRuns: 400 },
    );
  });
});
