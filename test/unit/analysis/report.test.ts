import assert from 'node:assert/strict';
import { accumulate, random, reportOf, type Call } from './feed.ts';

const START = 1_700_000_000;

function steady(count: number, each: (i: number) => Partial<Call> = () => ({})): Call[] {
  return Array.from({ length: count }, (_, i) => ({
    name: 'f',
    module: 'm',
    filename: '/srv/m.py',
    lineno: 3,
    duration: 0.01,
    memory: 1e8,
    timestamp: START + i * 0.1,
    ...each(i),
  }));
}

describe('the report', () => {
  it('has windows only where there are traces, and no score for a gap', () => {
    const report = reportOf(accumulate(steady(400, (i) => ({ timestamp: START + (i < 200 ? i : i + 3000) * 0.1 }))));
    const { timeline } = report;
    assert.ok(timeline !== null);
    assert.equal(
      timeline.traces.reduce((sum, n) => sum + n, 0),
      400,
    );
    assert.ok(timeline.traces.every((n) => n > 0));
    const inGap = timeline.start.filter(
      (start) => start >= START + 20 + timeline.width && start < START + 320 - timeline.width,
    );
    assert.deepEqual(inGap, []);
    for (const column of [timeline.pss, timeline.p50, timeline.exact])
      assert.equal(column.length, timeline.start.length);
    assert.ok(
      timeline.start.every(
        (start, i) =>
          Math.abs(start / timeline.width - Math.round(start / timeline.width)) < 1e-6 &&
          (i === 0 || start > timeline.start[i - 1]),
      ),
    );
  });

  it('tells CPU and waiting of the modules apart, that with most time first', () => {
    const calls = steady(90, (i) => ({ module: `m${i % 30}`, duration: 0.01 * (1 + (i % 30)), wait_time: 0.002 }));
    const { distributions } = reportOf(accumulate(calls));
    const modules = distributions.modules ?? [];
    assert.equal(modules.length, 24);
    assert.equal(modules[0].module, 'm29');
    assert.equal(
      modules[0].wait.counts.reduce((sum, n) => sum + n, 0),
      3,
    );
    assert.equal(modules[0].cpu.zero, 3);
  });

  it('survives stray timestamps: zero, centuries apart, the same for all', () => {
    const stray = reportOf(
      accumulate(steady(500, (i) => (i === 250 ? { timestamp: 0 } : i === 251 ? { timestamp: 4e9 } : {}))),
    );
    assert.ok(stray.timeline !== null && stray.timeline.start.length <= 121);
    assert.ok(stray.heat !== null && stray.heat.columns <= 130);
    assert.equal(stray.time?.from, 0);
    assert.equal(stray.time.to, 4e9);
    const same = reportOf(accumulate(steady(50, () => ({ timestamp: START }))));
    assert.deepEqual(same.timeline?.traces, [50]);
    assert.equal(same.heat?.columns, 1);
  });

  it('says how many traces have no time, and has no time axis without any', () => {
    const some = reportOf(accumulate(steady(10, (i) => (i < 3 ? { timestamp: NaN } : {}))));
    assert.equal(some.untimed, 3);
    assert.ok(some.warnings.some((warning) => warning.startsWith('3 of 10 traces have no timestamp')));
    const none = reportOf(accumulate(steady(10, () => ({ timestamp: NaN }))));
    assert.equal(none.timeline, null);
    assert.equal(none.heat, null);
    assert.equal(none.time, null);
    assert.equal(none.pss, 100);
  });

  it('adds points lost and the score up to 100', () => {
    const next = random(11);
    const report = reportOf(
      accumulate(
        steady(2000, () => ({
          duration: next(),
          wait_time: next() / 10,
          error: next() < 0.1,
          branch_tag: next() < 0.5 ? 'a' : 'b',
          memory: 1e8 * (1 + next()),
        })),
      ),
    );
    const lost = report.metrics.reduce((sum, { pointsLost }) => sum + pointsLost, 0);
    const weights = report.config.weights;
    const raw =
      report.scores.ts * weights.ts +
      report.scores.ms * weights.ms +
      report.scores.ev * weights.ev +
      report.scores.be * weights.be +
      report.scores.cc * weights.cc;
    assert.ok(Math.abs(lost + 100 * raw - 100) < 1e-9);
    for (const { terms, pointsLost } of report.metrics) {
      assert.ok(Math.abs(terms.reduce((sum, term) => sum + term.pointsLost, 0) - pointsLost) < 1e-9);
    }
  });

  it('finds the module, the moment and the kind of a burst of failures', () => {
    const calls = steady(3000, (i) =>
      i >= 1500 && i < 1530
        ? {
            name: 'charge',
            module: 'pay',
            filename: '/srv/pay.py',
            error: true,
            exception_type: 'ConnectionError',
            exception_message: `gateway timeout after ${String(i)} ms`,
          }
        : i % 10 === 0
          ? { name: 'charge', module: 'pay', filename: '/srv/pay.py' }
          : {},
    );
    const report = reportOf(accumulate(calls));
    assert.equal(report.errors, 30);
    assert.equal(report.exceptions[0].message, 'gateway timeout after # ms');
    assert.equal(report.exceptions[0].count, 30);
    assert.equal(report.functions[report.exceptions[0].function].name, 'charge');
    assert.equal(report.failures.length, 30);
    assert.equal(report.failures[0].offset, 1500 * 101);
    const [advice] = report.advice;
    assert.equal(advice.function, 'charge');
    assert.equal(advice.filename, '/srv/pay.py');
    assert.equal(advice.lineno, 3);
    assert.equal(advice.metric, 'error_volatility');
    assert.match(advice.evidence, /30 × ConnectionError/);
    const row = report.heat!.rows.find(({ module }) => module === 'pay')!;
    assert.equal(
      row.errors.reduce((a, b) => a + b, 0),
      30,
    );
    assert.ok(row.errors.filter((n) => n > 0).length <= 2);
  });

  it('places the failures of every module in time, also of those that come late among many', () => {
    const calls = steady(6000, (i) => ({
      module: `m${i % 600}`,
      ...(i % 600 === 450 && i >= 3000 ? { error: true, exception_type: 'KeyError' } : {}),
    }));
    const { heat } = reportOf(accumulate(calls));
    assert.ok(heat !== null);
    const [first] = heat.rows;
    assert.equal(first.module, 'm450');
    const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
    assert.deepEqual([sum(first.traces), sum(first.errors)], [10, 5]);
    assert.equal(sum(first.errors.slice(0, Math.floor(heat.columns / 2))), 0);
    assert.ok(first.pss.every((value) => value === null));
    assert.ok(heat.rows.some(({ pss }) => pss.some((value) => value !== null)));
  });

  it('keeps the slowest calls, slowest first, with their places', () => {
    const next = random(5);
    const durations = Array.from({ length: 5000 }, () => next());
    const report = reportOf(accumulate(steady(5000, (i) => ({ duration: durations[i] }))));
    assert.equal(report.slowest.length, 100);
    const expected = durations
      .map((duration, i) => ({ duration, offset: i * 101 }))
      .sort((a, b) => b.duration - a.duration);
    assert.deepEqual(
      report.slowest.map(({ duration, offset }) => ({ duration, offset })),
      expected.slice(0, 100),
    );
  });

  it('counts every call in the distributions', () => {
    const next = random(9);
    const report = reportOf(
      accumulate(
        steady(3000, (i) => ({
          duration: next() - 0.01,
          cpu_time: i % 3 === 0 ? 0 : next(),
          wait_time: next() / 50,
          error: i % 4 === 0,
        })),
      ),
    );
    const sum = ({ counts, zero }: { counts: number[]; zero: number }): number => counts.reduce((a, b) => a + b, zero);
    assert.equal(sum(report.distributions.duration), 3000);
    assert.equal(sum(report.distributions.cpu), 3000);
    assert.equal(sum(report.distributions.wait), 3000);
    assert.equal(sum(report.distributions.failed), 750);
    assert.equal(report.distributions.cpu.zero, 1000);
    const { first, perOctave } = report.distributions.duration;
    const k = first;
    const low = 2 ** Math.floor(k / perOctave) * (1 + (((k % perOctave) + perOctave) % perOctave) / perOctave);
    assert.ok(low > 0 && low <= 0.01);
  });

  it('is empty but valid for no traces at all', () => {
    const report = reportOf(accumulate([]));
    assert.equal(report.pss, 0);
    assert.deepEqual(report.scores, { ts: 0, ms: 0, ev: 0, be: 0, cc: 0 });
    assert.deepEqual(report.modules, []);
    assert.deepEqual(report.advice, []);
    assert.ok(report.warnings.some((warning) => warning.includes('no traces')));
    assert.equal(JSON.stringify(report).includes('null,null'), false);
  });

  it('holds no number that JSON cannot carry', () => {
    const report = reportOf(
      accumulate(
        steady(40, (i) => ({
          duration: i % 2 === 0 ? 1e308 : -1e308,
          memory: 1e308,
          wait_time: i % 3 === 0 ? 1e308 : 0,
        })),
      ),
    );
    const bad: string[] = [];
    (function walk(value: unknown, path: string): void {
      if (typeof value === 'number' && !Number.isFinite(value)) bad.push(path);
      else if (typeof value === 'object' && value !== null)
        for (const [key, inner] of Object.entries(value)) walk(inner, `${path}.${key}`);
    })(report, '');
    assert.deepEqual(bad, []);
  });
});
