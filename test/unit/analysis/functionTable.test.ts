import assert from 'node:assert/strict';
import { FunctionTable } from '../../../src/analysis/functionTable.ts';
import { accumulate, reportOf, type Call } from './feed.ts';

describe('functions and modules', () => {
  it('tells functions apart by file, line and name', () => {
    const report = reportOf(
      accumulate([
        { name: 'f', filename: '/a/x.py', lineno: 1, module: 'm' },
        { name: 'f', filename: '/a/x.py', lineno: 2, module: 'm' },
        { name: 'f', filename: '/a/y.py', lineno: 1, module: 'm' },
        { name: 'g', filename: '/a/x.py', lineno: 1, module: 'm' },
        { name: 'f', filename: '/a/x.py', lineno: 1, module: 'm' },
      ]),
    );
    assert.equal(report.functions.length, 4);
    assert.deepEqual(report.functions.map(({ traces }) => traces).sort(), [1, 1, 1, 2]);
    assert.deepEqual(
      report.modules.map(({ module, traces }) => [module, traces]),
      [['m', 5]],
    );
  });

  it('names a function without a name by file and line', () => {
    const report = reportOf(accumulate([{ filename: '/srv/shop/http.py', lineno: 12, duration: 1 }]));
    assert.equal(report.functions[0].name, 'http.py:12');
    assert.equal(report.modules[0].module, 'shop.http');
  });

  it('says that blocks have neither file nor line', () => {
    const [block] = reportOf(accumulate([{ name: 'b', filename: 'unknown', lineno: 0, module: 'm' }])).functions;
    assert.equal(block.filename, null);
    assert.equal(block.lineno, null);
  });

  it('keeps the order of calls across the modules of one function', () => {
    const fail = (module: string): Call => ({ name: 'block', filename: 'unknown', module, error: true });
    const report = reportOf(accumulate([fail('a'), fail('b'), fail('a'), fail('b'), fail('a'), fail('a')]));
    assert.equal(report.functions.length, 1);
    // Six failures in a row cost the function more than the runs of four and two cost its modules.
    const [fn] = report.functions;
    const a = report.modules.find(({ module }) => module === 'a')!;
    const b = report.modules.find(({ module }) => module === 'b')!;
    assert.ok(fn.scores.ev < a.scores.ev);
    assert.equal(a.errors, 4);
    assert.equal(b.errors, 2);
    assert.equal(fn.scores.ev, report.scores.ev);
  });

  it('puts what exceeds 50,000 functions and modules under (other) and keeps totals exact', () => {
    function* calls(): Iterable<Call> {
      for (let i = 0; i < 60_000; i++)
        yield { name: `f${String(i)}`, filename: '/x.py', module: `m${String(i)}`, lineno: 1 };
      yield { name: 'f59999', filename: '/x.py', module: 'm59999', lineno: 1 };
    }
    const report = reportOf(accumulate(calls()));
    assert.equal(report.traces, 60_001);
    assert.equal(report.functions.length, 50_001);
    assert.equal(report.modules.length, 50_001);
    assert.equal(report.functions.at(-1)!.name, '(other)');
    assert.equal(report.functions.at(-1)!.traces, 10_001);
    assert.equal(report.modules.at(-1)!.module, '(other)');
    assert.deepEqual(report.truncated, { functions: 10_000, modules: 10_000, tags: 0 });
    assert.equal(
      report.functions.reduce((sum, { traces }) => sum + traces, 0),
      60_001,
    );
  });

  it('counts what it puts under (other) once, however often it comes', () => {
    const table = (): FunctionTable => {
      const made = new FunctionTable([[], [], [], [], []], '/workspace', 'unknown');
      for (let i = 0; i < 104_000; i++) {
        made.cellFor({ name: `f${String(i)}`, filename: '/x.py', lineno: 1 }, `m${String(i % 52_000)}`);
      }
      return made;
    };
    const one = table();
    assert.equal(one.folded.functions.size, 54_000);
    assert.equal(one.folded.modules.size, 2000);
    one.foldAll(table().folded);
    assert.equal(one.folded.functions.size, 54_000);
    assert.equal(one.folded.modules.size, 2000);
  });

  it('takes names of Object.prototype for what they are: names', () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
    const report = reportOf(
      accumulate(names.map((name) => ({ name, module: name, branch_tag: name, filename: '/x.py' }))),
    );
    assert.deepEqual(report.functions.map(({ name }) => name).sort(), [...names].sort());
    assert.deepEqual(report.modules.map(({ module }) => module).sort(), [...names].sort());
    for (const { name, branches } of report.functions) assert.deepEqual(Object.entries(branches), [[name, 1]]);
  });

  it('does not list a module that only has measurements, and counts lag in the module that has calls too', () => {
    const report = reportOf(
      accumulate([
        { module: 'pypss.system', lag: 0.05 },
        { module: 'app', lag: 0.1, timestamp: 5 },
        { module: 'app', name: 'f', duration: 1, timestamp: 5 },
        { module: 'app', name: 'f', duration: 1, timestamp: 5 },
        { module: 'calm', name: 'g', duration: 1, timestamp: 5 },
      ]),
    );
    assert.deepEqual(report.modules.map(({ module }) => module).sort(), ['app', 'calm']);
    assert.equal(report.systemMetrics, 2);
    assert.equal(report.traces, 3);
    assert.ok(Math.abs(report.scores.cc - (1 - 5 * 0.075)) < 1e-12);
    assert.ok(Math.abs(report.modules.find(({ module }) => module === 'app')!.scores.cc - 0.5) < 1e-12);
    assert.equal(report.modules.find(({ module }) => module === 'calm')!.scores.cc, 1);
    assert.equal(report.functions.find(({ name }) => name === 'f')!.scores.cc, 1);
  });
});
