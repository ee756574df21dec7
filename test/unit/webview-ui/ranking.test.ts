import assert from 'node:assert/strict';
import type { FunctionReport, Latency, Report } from '../../../src/protocol/report.ts';
import { firstSort, nameOf, nextSort, rank, sourceOf, splitName, type SortKey } from '../../../webview-ui/ranking.ts';

const latency = (p50: number, p95: number): Latency => ({ mean: p50, p50, p90: p95, p95, p99: p95, max: p95 });

function fn(name: string, change: Partial<FunctionReport> = {}): FunctionReport {
  const scores = { ts: 1, ms: 1, ev: 1, be: 1, cc: 1 };
  return {
    name,
    module: 'shop',
    filename: `/srv/${name}.py`,
    lineno: 1,
    branches: {},
    exceptions: [],
    pss: 50,
    breakdown: {
      timing_stability: 1,
      memory_stability: 1,
      error_volatility: 1,
      branching_entropy: 1,
      concurrency_chaos: 1,
    },
    scores,
    exact: true,
    traces: 10,
    errors: 0,
    latency: latency(1, 2),
    waiting: 0,
    ...change,
  };
}

/** Only what ranking reads. */
function report(functions: FunctionReport[]): Report {
  return { functions, modules: [], heat: null } as unknown as Report;
}

function order(functions: FunctionReport[], key: SortKey, filter = ''): string[] {
  return rank(report(functions), 'functions', firstSort(key), filter).map(nameOf);
}

describe('ranking', () => {
  const list = [
    fn('b', { pss: 70, errors: 4, latency: latency(1, 9), scores: { ts: 0.2, ms: 1, ev: 1, be: 1, cc: 1 } }),
    fn('A', { pss: 40, traces: 5, latency: latency(2, 4), filename: null }),
    fn('c', { pss: 40, traces: 50, module: 'jobs.tax', lineno: 12 }),
  ];

  it('has the worst first, of equals the one with more traces', () => {
    assert.deepEqual(order(list, 'pss'), ['c', 'A', 'b']);
  });

  it('sorts each column by what is looked for first', () => {
    assert.deepEqual(order(list, 'name'), ['A', 'b', 'c']);
    assert.deepEqual(order(list, 'errors')[0], 'b');
    assert.deepEqual(order(list, 'ts')[0], 'b');
    assert.deepEqual(order(list, 'spread')[0], 'b');
    assert.deepEqual(order(list, 'source'), ['A', 'b', 'c']);
  });

  it('turns the order round at the second click on a header', () => {
    const once = nextSort(firstSort('pss'), 'traces');
    assert.deepEqual(once, { key: 'traces', descending: true });
    assert.deepEqual(nextSort(once, 'traces'), { key: 'traces', descending: false });
  });

  it('filters by name, module, file and line, in any case', () => {
    assert.deepEqual(order(list, 'name', ' TAX '), ['c']);
    assert.deepEqual(order(list, 'name', 'c.py:12'), ['c']);
    assert.deepEqual(order(list, 'name', 'nothing'), []);
  });

  it('does not change the report', () => {
    order(list, 'name');
    assert.deepEqual(
      list.map((row) => row.name),
      ['b', 'A', 'c'],
    );
  });

  it('ranks modules by the lowest point of their course', () => {
    const heat = {
      rows: [
        { module: 'x', pss: [90, null, 20] },
        { module: 'y', pss: [50, 60] },
      ],
    };
    const modules = ['z', 'y', 'x'].map((module) => ({ ...fn(module), module, filename: undefined }));
    for (const row of modules) delete (row as { filename?: unknown }).filename;
    const rows = rank({ functions: [], modules, heat } as unknown as Report, 'modules', firstSort('lowest'), '');
    assert.deepEqual(
      rows.map((row) => row.module),
      ['x', 'y', 'z'],
    );
  });
});

describe('names', () => {
  it('are cut before the last part', () => {
    assert.deepEqual(splitName('shop.core.ledger'), { head: 'shop.core', tail: '.ledger' });
    assert.deepEqual(splitName('main'), { head: '', tail: 'main' });
  });

  it('stay whole characters and short, whatever they are', () => {
    const faces = '😀'.repeat(600);
    const { head, tail } = splitName(faces);
    assert.ok(head.length + tail.length < 400);
    assert.doesNotMatch(tail, /^[\udc00-\udfff]/);
  });

  it('that are read from right to left stay in one part', () => {
    const name = 'شبكة.وحدة.اختبار';
    assert.deepEqual(splitName(name), { head: '', tail: name });
  });

  it('show what cannot be seen in them', () => {
    const { head, tail } = splitName('a\nb.\u202egnp');
    assert.equal(head + tail, String.raw`a\nb.\u202egnp`);
  });

  it('of places are file and line', () => {
    assert.equal(sourceOf({ filename: '/srv/app/web.py', lineno: 3 }), 'web.py:3');
    assert.equal(sourceOf({ filename: 'C:\\app\\web.py', lineno: null }), 'web.py');
    assert.equal(sourceOf({ filename: null, lineno: 3 }), null);
  });
});
