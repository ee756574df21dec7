import assert from 'node:assert/strict';
import { compareReports, type ComparisonSide } from '../../../src/score/comparison.ts';
import type { Report } from '../../../src/protocol/report.ts';
import { smallReport } from '../history/support.ts';

const side = (report: Report, label: string): ComparisonSide => ({ report, label, run: null, timestamp: null });

describe('the comparison of two reports', () => {
  const base = smallReport(1);
  const head = smallReport(2, 3);

  it('splits the change of the score among the metrics', () => {
    const { metrics } = compareReports(side(base, 'base'), side(head, 'head'));
    const raw = ({ scores, config: { weights } }: Report): number =>
      (['ts', 'ms', 'ev', 'be', 'cc'] as const).reduce((sum, key) => sum + 100 * weights[key] * scores[key], 0);
    const total = metrics.reduce((sum, { points }) => sum + points, 0);
    assert.ok(Math.abs(total - (raw(head) - raw(base))) < 1e-9);
    assert.deepEqual(
      metrics.map(({ metric }) => metric),
      ['ts', 'ms', 'ev', 'be', 'cc'],
    );
  });

  it('names the function that moved the score most first', () => {
    const spiked = smallReport(1, 1, 30);
    const { functions, modules, verdicts, runs } = compareReports(side(base, 'base'), side(spiked, 'spiked'));
    assert.equal(functions[0].name, 'charge_card');
    assert.ok(functions[0].points! < -1, String(functions[0].points));
    assert.ok(functions[0].head!.p95 > 10 * functions[0].base!.p95);
    assert.deepEqual([modules.length, verdicts, runs], [1, [], 0]);
  });

  it('is nothing between a report and itself', () => {
    const { metrics, functions } = compareReports(side(base, 'a'), side(base, 'b'));
    assert.ok([...metrics, ...functions].every(({ points }) => points === 0));
  });

  it('shows what is new and what is gone', () => {
    const without = { ...head, functions: head.functions.filter(({ name }) => name !== 'refund') };
    const gone = compareReports(side(base, 'a'), side(without, 'b')).functions.find(({ name }) => name === 'refund')!;
    assert.deepEqual([gone.head, gone.base === null, gone.verdict], [null, false, null]);
    const added = compareReports(side(without, 'a'), side(base, 'b')).functions.find(({ name }) => name === 'refund')!;
    assert.deepEqual([added.base, added.head === null], [null, false]);
  });

  it('gives verdicts with five earlier runs, on the functions too', () => {
    const earlier = Array.from({ length: 6 }, (_, i) => smallReport(10 + i));
    const { verdicts, functions, runs } = compareReports(side(base, 'a'), side(head, 'b'), earlier);
    assert.equal(runs, 6);
    assert.ok(
      verdicts.some(
        ({ scope, metric }) => scope.kind === 'function' && scope.name === 'charge_card' && metric === 'median',
      ),
    );
    assert.equal(functions.find(({ name }) => name === 'charge_card')?.verdict?.verdict, 'worse');
    assert.equal(functions.find(({ name }) => name === 'refund')?.verdict, null);
    assert.deepEqual(compareReports(side(base, 'a'), side(head, 'b'), earlier.slice(2)).verdicts, []);
  });
});
