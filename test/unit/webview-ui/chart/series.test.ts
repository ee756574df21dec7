import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  areaPath,
  columnSegments,
  decades,
  decimate,
  linearScale,
  linePath,
  logScale,
  roundTicks,
  segments,
} from '../../../../webview-ui/chart/series.ts';

describe('series', () => {
  it('breaks a line where a window has no traces', () => {
    const runs = segments([0, 1, 2, 5, 7, 8], [1, 2, 3, 4, 5, 6], 1);
    assert.deepEqual(
      runs.map((run) => run.map((point) => point.x)),
      [[0, 1, 2], [5], [7, 8]],
    );
  });

  it('breaks a line at a value that is missing', () => {
    assert.deepEqual(
      columnSegments([50, null, 70, 80]).map((run) => run.map((point) => point.y)),
      [[50], [70, 80]],
    );
    assert.deepEqual(columnSegments([null, null]), []);
    assert.deepEqual(segments([0, 1], [Number.NaN, 2], 1).flat(), [{ x: 1, y: 2 }]);
  });

  it('keeps the lowest and the highest value when it thins a line out', () => {
    const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 500 });
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 40 }), (ys, columns) => {
        const run = ys.map((y, x) => ({ x, y }));
        const kept = decimate(run, columns);
        assert.ok(kept.length <= Math.max(columns * 2, 1));
        assert.equal(Math.min(...kept.map((point) => point.y)), Math.min(...ys));
        assert.equal(Math.max(...kept.map((point) => point.y)), Math.max(...ys));
        for (let index = 1; index < kept.length; index++) assert.ok(kept[index].x > kept[index - 1].x);
      }),
      { seed: 11, numRuns: 300 },
    );
  });

  it('draws in pixels from the upper left', () => {
    const x = linearScale(0, 10);
    const y = linearScale(0, 100);
    const run = [
      { x: 0, y: 0 },
      { x: 10, y: 100 },
    ];
    assert.equal(linePath(run, x, y, 200, 50), 'M0.0 50.0L200.0 0.0');
    assert.equal(areaPath(run, x, y, 200, 50), 'M0.0 50.0L200.0 0.0L200.0 50L0.0 50Z');
    assert.equal(areaPath(run.slice(0, 1), x, y, 200, 50), '');
  });

  it('has scales without extent put everything in the middle', () => {
    assert.equal(linearScale(3, 3).at(3), 0.5);
    assert.equal(logScale(3, 3).at(3), 0.5);
    assert.ok(Math.abs(logScale(1e-3, 10).at(0.1) - 0.5) < 1e-12);
    assert.equal(logScale(1e-3, 10).at(0), 0);
  });

  it('labels decades and round counts', () => {
    assert.deepEqual(decades(1e-5, 0.1), [1e-5, 1e-4, 1e-3, 1e-2, 1e-1]);
    assert.deepEqual(decades(1e-9, 1e9, 5).length <= 5, true);
    assert.deepEqual(roundTicks(330), [0, 100, 200, 300]);
    assert.deepEqual(roundTicks(0), [0, 1]);
  });
});
