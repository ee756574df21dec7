import assert from 'node:assert/strict';
import type { Baseline } from '../../../src/protocol/dashboard.ts';
import type { HistoryTrend, RunFigures } from '../../../src/protocol/history.ts';
import { beforeOf, changeOf } from '../../../webview-ui/before.ts';
import type { Row } from '../../../webview-ui/ranking.ts';

const row = (module: string, pss: number): Row => ({ module, pss }) as Row;
const fn = (name: string, lineno: number, pss: number): Row =>
  ({ module: 'm', name, filename: 'm.py', lineno, pss }) as unknown as Row;

function history(modules: [string, number][], cut: boolean): HistoryTrend {
  return { runs: [], last: null, current: null, lastFigures: { modules, cut } as RunFigures };
}

describe('what rows scored before', () => {
  it('is what the last run says of its modules', () => {
    const before = beforeOf({ baseline: null, history: history([['a', 50]], false), range: null }, 'modules');
    assert.equal(before?.label, 'vs last');
    assert.deepEqual([before?.pss(row('a', 1)), before?.pss(row('b', 1))], [50, 'new']);
    assert.equal(changeOf(row('a', 42), before), -8);
  });

  it('is unknown of what did not fit', () => {
    const before = beforeOf({ baseline: null, history: history([['a', 50]], true), range: null }, 'modules');
    assert.equal(before?.pss(row('b', 1)), null);
    assert.ok(changeOf(row('b', 1), before) > 100, 'unknown ones come last');
  });

  it('is not told of functions of the last run, nor while a part of the time is shown', () => {
    const told = history([['a', 50]], false);
    assert.equal(beforeOf({ baseline: null, history: told, range: null }, 'functions'), null);
    assert.equal(beforeOf({ baseline: null, history: told, range: { from: 0, to: 1 } }, 'modules'), null);
  });

  it('is what a baseline says of a function by name, file and line', () => {
    const scope = { module: 'm', name: 'f', filename: 'm.py', lineno: 3, base: { pss: 70 } };
    const baseline = {
      label: 'run 2',
      comparison: { functions: [scope, { ...scope, name: 'g', base: null }], modules: [] },
      report: { functions: [fn('h', 9, 33)], modules: [] },
    } as unknown as Baseline;
    const of = { baseline, history: null, range: null };
    const before = beforeOf(of, 'functions');
    assert.deepEqual(
      [fn('f', 3, 0), fn('f', 4, 0), fn('g', 3, 0), fn('h', 9, 0)].map((each) => before?.pss(each)),
      [70, null, 'new', 33],
    );
    assert.equal(beforeOf(of, 'functions'), before, 'tables are ranked again only when it changes');
  });
});
