import assert from 'node:assert/strict';
import { windowAt, windowBeside } from '../../../../webview-ui/chart/windows.ts';

describe('the crosshair', () => {
  const timeline = { start: [10, 11, 12, 20, 21], width: 1 };

  it('finds the window of an instant, none in a gap', () => {
    assert.equal(windowAt(timeline, 11.4), 11);
    assert.equal(windowAt(timeline, 20), 20);
    assert.equal(windowAt(timeline, 15), null);
    assert.equal(windowAt(timeline, 9), null);
    assert.equal(windowAt({ start: [], width: 1 }, 9), null);
  });

  it('steps over gaps and stops at the ends', () => {
    assert.equal(windowBeside(timeline, 12, 1), 20);
    assert.equal(windowBeside(timeline, 10, -1), 10);
    assert.equal(windowBeside(timeline, 11, 10), 21);
    assert.equal(windowBeside(timeline, null, 1), 10);
    assert.equal(windowBeside(timeline, null, -1), 21);
    assert.equal(windowBeside({ start: [] }, null, 1), null);
  });
});
