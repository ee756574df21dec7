import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Advice } from '../../../src/protocol/report.ts';
import { adviceOf } from '../../../src/score/advice.ts';
import { DEFAULT_CONFIG, type Config } from '../../../src/score/config/config.ts';
import { evidenceOf } from '../../../src/score/evidence.ts';
import { FIXED, normals } from '../stats/arbitraries.ts';
import { fileOf, type NamedCall } from './summarise.ts';

const START = 1_700_000_000;

function advise(calls: readonly NamedCall[], lags: readonly number[] = [], config: Config = DEFAULT_CONFIG): Advice[] {
  const file = fileOf(calls, lags);
  return adviceOf(file, evidenceOf(file, config), config);
}

function calls(n: number, each: (i: number) => Partial<NamedCall> = () => ({})): NamedCall[] {
  return Array.from({ length: n }, (_, i) => ({
    name: 'steady',
    duration: 0.01,
    memory: 1e8,
    wait: 0,
    failed: false,
    tag: null,
    time: START + i,
    ...each(i),
  }));
}

function titles(advice: readonly Advice[]): string[] {
  return advice.map(({ title }) => title);
}

describe('advice', () => {
  it('says that there is nothing to do', () => {
    const [only, ...rest] = advise(calls(100));
    assert.deepEqual(rest, []);
    assert.equal(only.title, 'Nothing to do');
    assert.equal(only.severity, 'info');
    assert.equal(only.evidence, 'All five scores are 100.');
    const weights = { ...DEFAULT_CONFIG.weights, ev: 0.001 };
    const [light] = advise(
      calls(100, (i) => ({ failed: i === 50 })),
      [],
      { ...DEFAULT_CONFIG, weights },
    );
    assert.match(
      light.message,
      /^Nothing to do\. The lowest score is Errors \(60\), which with its weight costs 0\.0499 points\.$/,
    );
  });

  it('does not call a handful of calls done with', () => {
    const [few] = advise(calls(3));
    assert.equal(few.title, 'Nothing to do');
    assert.equal(few.step, 'Record more: with fewer than 30 traces that can still change.');
    assert.ok(few.message.endsWith(few.step));
    const [enough] = advise(calls(30));
    assert.equal(enough.step, '');
  });

  it('finds a burst of failures, with function, place and time', () => {
    const advice = advise(
      calls(1000, (i) =>
        i >= 500 && i < 510
          ? { name: 'charge', failed: true, failure: 'ConnectionError' }
          : i % 10 === 0
            ? { name: 'charge' }
            : {},
      ),
    );
    assert.equal(advice.length, 1);
    const [item] = advice;
    assert.equal(item.title, 'charge fails in bursts');
    assert.equal(item.subject, 'charge');
    assert.equal(item.metric, 'error_volatility');
    assert.equal(item.severity, 'critical');
    assert.deepEqual(
      [item.module, item.function, item.filename, item.lineno],
      ['app.charge', 'charge', '/srv/app/charge.py', 10],
    );
    assert.deepEqual(item.span, { from: START + 500, to: START + 509 });
    assert.match(
      item.evidence,
      /^10 × ConnectionError in 9\.00\u202fs from \d\d:\d\d:\d\d; 10 of 109 calls failed \(9\.2\u202f%\), 10 of its calls in a row\.$/,
    );
    assert.equal(item.message, `${item.title}. ${item.evidence} ${item.step}`);
    assert.ok(item.worth !== null && Math.abs(item.worth.points - 20) < 1e-4);
  });

  it('names the function where a failure arises, and those that pass it on', () => {
    const advice = advise(
      calls(900, (i) => {
        const name = i % 3 === 0 ? 'outer' : i % 3 === 1 ? 'inner' : 'steady';
        return { name, failed: name !== 'steady' && i >= 300 && i < 330, failure: 'TimeoutError' };
      }),
    );
    assert.deepEqual(titles(advice), ['inner fails in bursts']);
    assert.match(advice[0].evidence, /The same ends 10 calls of outer\.$/);
  });

  it('tells two speeds, wide spread, waiting and distance apart', () => {
    const normal = normals(9);
    const speeds = advise(
      calls(1000, (i) => ({ name: 'load', duration: (i % 4 === 0 ? 0.005 : 0.00003) * Math.exp(0.1 * normal()) })),
    );
    assert.equal(speeds[0].title, 'load alternates between two speeds');
    const wide = advise(calls(1000, () => ({ name: 'parse', duration: 0.01 * Math.exp(0.8 * normal()) })));
    assert.equal(wide[0].title, 'parse has the widest spread');
    const waits = advise(
      calls(1000, () => {
        const duration = 0.01 * Math.exp(0.8 * normal());
        return { name: 'fetch', duration, wait: 0.9 * duration };
      }),
    );
    assert.deepEqual(titles(waits), ['fetch waits, it does not compute'], 'timing and waiting are one thing to do');
    assert.match(waits[0].evidence, /^90\u202f% of its time is waiting\./);
    const far = advise(calls(1000, (i) => (i % 5 === 0 ? { name: 'backup', duration: 0.5 } : {})));
    assert.equal(far[0].title, 'backup is far slower than the rest');
  });

  it('speaks of tags, of memory and of the event loop', () => {
    assert.equal(advise(calls(300, (i) => ({ tag: String(i % 3) })))[0].title, 'steady has no dominant path');
    assert.equal(
      advise(calls(300, (i) => ({ tag: i % 4 === 0 ? 'miss' : 'hit' })))[0].title,
      'steady often leaves its main path',
    );
    assert.equal(advise(calls(300, (i) => ({ memory: i === 99 ? 3e8 : 1e8 })))[0].title, 'Memory spikes');
    const [lag] = advise(calls(300), [0.05, 0.15]);
    assert.equal(lag.title, 'The event loop is blocked');
    assert.match(lag.evidence, /100\u202fms late on average, over 2 measurements\. Small sample, n = 2\.$/);
    assert.ok(lag.smallSample);
  });

  it('leaves no metric out that costs points, and is ranked, short and complete', () => {
    const names = fc.constantFrom('f', 'g', 'h', '__proto__', '<img src=x onerror=alert(1)>', '](command:x) `a`', '');
    const call: fc.Arbitrary<NamedCall> = fc.record({
      name: names,
      duration: fc.oneof(fc.double({ min: 1e-6, max: 1, noNaN: true }), fc.constantFrom(0, -1, 1e300)),
      memory: fc.integer({ min: 0, max: 2 ** 31 }),
      wait: fc.double({ min: 0, max: 1, noNaN: true }),
      failed: fc.boolean(),
      tag: fc.constantFrom(null, 'a', 'b', '__proto__'),
      time: fc.integer({ min: START, max: START + 100 }),
      failure: fc.constantFrom('ValueError', '<script>', 'unnamed'),
    });
    fc.assert(
      fc.property(
        fc.array(call, { minLength: 1, maxLength: 60 }),
        fc.array(fc.double({ min: 0, max: 0.3, noNaN: true }), { maxLength: 2 }),
        (list, lags) => {
          const file = fileOf(list, lags);
          const evidence = evidenceOf(file, DEFAULT_CONFIG);
          const advice = adviceOf(file, evidence, DEFAULT_CONFIG);
          assert.ok(advice.length >= 1 && advice.length <= 5);
          const costly = evidence.filter(({ score, pointsLost }) => score <= 0.9 && pointsLost >= 0.5);
          const said = new Set(advice.map(({ metric }) => metric));
          for (const { metric, name } of costly) {
            // Waits that belong to a function's timing are told there.
            assert.ok(said.has(name) || (metric === 'cc' && said.has('timing_stability')), name);
          }
          for (const item of advice) {
            assert.doesNotMatch(item.message, /NaN|undefined|null|\[object|!/);
            assert.ok(item.worth === null || item.worth.points > 0.5);
            if (item.function === null) continue;
            const scope = file.functions.find(({ name }) => name === item.function)!;
            assert.deepEqual([item.module, item.filename, item.lineno], [scope.module, scope.filename, scope.lineno]);
            assert.ok(item.title.startsWith(item.function), 'the name stands there as it is');
          }
        },
      ),
      FIXED,
    );
  });

  it('puts what costs most first', () => {
    const advice = advise(
      calls(2000, (i) => ({
        name: i % 2 === 0 ? 'slow' : 'flaky',
        duration: i % 2 === 0 ? 0.01 * (1 + (i % 5)) : 0.01,
        failed: i === 501,
        memory: i === 7 ? 1.2e8 : 1e8,
      })),
    );
    assert.deepEqual(
      [...new Set(advice.map(({ metric }) => metric))],
      ['timing_stability', 'error_volatility', 'memory_stability'],
    );
  });
});
