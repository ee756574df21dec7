import assert from 'node:assert/strict';
import type { MetricEvidence, MetricKey } from '../../../../src/protocol/report.ts';
import { arcPath, ringArcs } from '../../../../webview-ui/chart/ring.ts';

function evidence(metric: MetricKey, weight: number, score: number): MetricEvidence {
  return {
    metric,
    name: 'timing_stability',
    score,
    weight,
    pointsLost: 100 * weight * (1 - score),
    n: 100,
    smallSample: false,
    evidence: '',
    formula: '',
    inputs: [],
    terms: [],
    contributors: [],
  };
}

describe('the score ring', () => {
  it('gives each metric its weight and fills what it earned', () => {
    const arcs = ringArcs([evidence('ts', 0.3, 0), evidence('ms', 0.2, 1), evidence('ev', 0.5, 0.6)], 0);
    assert.deepEqual(
      arcs.map((arc) => arc.start),
      [0, 0.3, 0.5],
    );
    assert.deepEqual(
      arcs.map((arc) => Number(arc.earned.toFixed(9))),
      [0, 0.2, 0.3],
    );
    assert.deepEqual(
      arcs.map((arc) => Number(arc.lost.toFixed(9))),
      [0.3, 0, 0.2],
    );
  });

  it('has no arc for a metric without weight, and no gap in a ring of one', () => {
    const arcs = ringArcs([evidence('ts', 0, 0.5), evidence('ms', 1, 0.5)], 0.01);
    assert.deepEqual(arcs, [{ metric: 'ms', start: 0, earned: 0.5, lost: 0.5 }]);
  });

  it('leaves gaps without moving the borders', () => {
    const arcs = ringArcs([evidence('ts', 0.5, 1), evidence('ms', 0.5, 1)], 0.01);
    assert.equal(arcs[0].start, 0.005);
    assert.ok(Math.abs(arcs[0].start + arcs[0].earned - 0.495) < 1e-12);
    assert.equal(arcs[1].start, 0.505);
  });

  it('draws clockwise from the top', () => {
    assert.equal(arcPath(100, 40, 0, 0.25), 'M50.00 10.00A40 40 0 0 1 90.00 50.00');
    assert.match(arcPath(100, 40, 0, 0.75), /A40 40 0 1 1/);
    assert.doesNotMatch(arcPath(100, 40, 0, 1), /1 50\.00 10\.00$/, 'a full turn must not end where it began');
  });
});
