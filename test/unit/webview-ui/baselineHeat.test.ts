import assert from 'node:assert/strict';
import type { Heat } from '../../../src/protocol/reportCharts.ts';
import { inColumnsOf } from '../../../webview-ui/baselineHeat.ts';
import { changeLook, signedText } from '../../../webview-ui/chart/change.ts';

function heat(start: number, width: number, traces: number[], errors: number[], entropy: (number | null)[]): Heat {
  const pss = traces.map(() => null);
  return { start, width, columns: traces.length, rows: [{ module: 'm', traces, errors, pss, entropy }] };
}

describe('what the cells of a heatmap were before', () => {
  it('counts each file from its own start', () => {
    const now = heat(1000, 10, [1, 1, 1], [0, 0, 0], [null, null, null]);
    const before = heat(500, 10, [5, 6, 7], [1, 2, 3], [0.5, null, 1]);
    const row = inColumnsOf(now, before, -500).get('m');
    assert.deepEqual(row, { traces: [5, 6, 7], errors: [1, 2, 3], entropy: [0.5, null, 1] });
  });

  it('shares columns that do not meet out by time, and knows nothing beyond the end', () => {
    const now = heat(0, 15, [1, 1, 1], [0, 0, 0], [null, null, null]);
    const before = heat(0, 10, [10, 20, 30], [2, 4, 6], [1, 0, null]);
    const row = inColumnsOf(now, before, 0).get('m');
    assert.deepEqual(row?.traces, [20, 40, 0]);
    assert.deepEqual(row?.errors, [4, 8, 0]);
    assert.deepEqual(
      row?.entropy.map((bits) => bits?.toFixed(3) ?? null),
      ['0.667', '0.000', null],
    );
  });

  it('keeps all counts where all of the time is shown, whatever the widths', () => {
    const before = heat(7.3, 3.7, [3, 1, 4, 1, 5, 9, 2, 6], [1, 0, 1, 0, 2, 3, 0, 1], Array(8).fill(null));
    const now = heat(100, 1.3, Array(40).fill(1), Array(40).fill(0), Array(40).fill(null));
    const row = inColumnsOf(now, before, 7.3 - 100).get('m');
    const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
    assert.ok(row !== undefined && Math.abs(sum(row.traces) - 31) < 1e-3 && Math.abs(sum(row.errors) - 8) < 1e-3);
  });

  it('tells more from less by sign, hue and shape', () => {
    const { colour, mark, format, legend } = changeLook(8, 'Change', String);
    assert.deepEqual([format(3), format(-3), format(0)], ['+3', '−3', '± 0']);
    assert.equal(
      signedText(-0.001, (size) => size.toFixed(1)),
      '± 0',
    );
    assert.match(colour(8), /--p-bad/);
    assert.match(colour(-8), /--p-good/);
    assert.equal(colour(0), 'var(--zero)');
    assert.deepEqual([mark(-1), mark(1)], ['less', '']);
    assert.deepEqual(legend.values, [-8, -2, 0, 2, 8]);
  });
});
