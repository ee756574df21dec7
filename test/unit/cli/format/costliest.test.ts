import assert from 'node:assert/strict';
import { costliestFunctions } from '../../../../src/cli/format/costliest.ts';
import { shopReport } from '../reports.ts';

describe('the functions that cost most points', () => {
  it('divide what the metrics lost, and no more', () => {
    const report = shopReport();
    const functions = costliestFunctions(report);
    assert.equal(functions[0].name, 'charge_card');
    const lost = report.metrics.reduce((sum, { pointsLost }) => sum + pointsLost, 0);
    const divided = functions.reduce((sum, { points }) => sum + points, 0);
    assert.ok(divided <= lost + 1e-9 && divided > lost - 1);
    for (const { points, parts } of functions) {
      assert.ok(Math.abs(points - parts.reduce((sum, part) => sum + part.points, 0)) < 1e-9);
    }
  });

  it('come with the largest first', () => {
    const points = costliestFunctions(shopReport()).map((one) => one.points);
    assert.deepEqual(
      points,
      points.toSorted((a, b) => b - a),
    );
  });
});
