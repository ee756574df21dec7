import assert from 'node:assert/strict';
import type { Timeline } from '../../../../src/protocol/reportCharts.ts';
import { alignedTo, lengthOf, relativeRuns, windowAfter } from '../../../../webview-ui/chart/overlay.ts';

function timeline(width: number, start: number[]): Timeline {
  return { width, start, pss: start.map((_, index) => index) } as unknown as Timeline;
}

describe('two timelines on one axis', () => {
  const before = timeline(10, [1000, 1010, 1040]);
  const now = timeline(5, [70, 75]);

  it('start together', () => {
    const moved = alignedTo(now, before);
    assert.deepEqual(moved.start, [70, 80, 110]);
    assert.equal(moved.pss, before.pss);
    assert.equal(alignedTo(timeline(5, []), before), before);
  });

  it('keep their gaps', () => {
    assert.deepEqual(relativeRuns(before, before.pss), [
      [
        { x: 0, y: 0 },
        { x: 10, y: 1 },
      ],
      [{ x: 40, y: 2 }],
    ]);
  });

  it('know their length and the window at a moment', () => {
    assert.equal(lengthOf(before), 50);
    assert.equal(lengthOf(timeline(5, [])), 0);
    assert.deepEqual(
      [0, 9, 12, 25, 45, 99].map((seconds) => windowAfter(before, seconds)),
      [0, 0, 1, null, 2, null],
    );
  });
});
