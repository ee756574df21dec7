import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mergePart, plainPart } from '../../../src/analysis/part.ts';
import type { Report } from '../../../src/protocol/report.ts';
import { accumulate, random, reportOf, type Call } from './feed.ts';

function calls(seed: number, count: number): Call[] {
  const next = random(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)];
  return Array.from({ length: count }, (_, i) => {
    const failed = next() < 0.15;
    const call: Call = {
      name: pick(['load', 'save', 'render', 'charge']),
      module: pick(['shop.http', 'shop.db', 'shop.jobs']),
      filename: pick(['/srv/shop/http.py', '/srv/shop/db.py', 'unknown']),
      lineno: pick([0, 12, 40]),
      duration: Math.exp(next() * 4 - 7),
      wait_time: Math.exp(next() * 3 - 8),
      cpu_time: Math.exp(next() * 3 - 9),
      memory: 4096 * Math.floor(30_000 + next() * 500),
      timestamp: 1_700_000_000 + i * 0.37 + next() * 2,
      error: failed,
    };
    if (next() < 0.4) call.branch_tag = pick(['hit', 'miss', 'größe', '__proto__']);
    if (failed)
      Object.assign(call, {
        exception_type: pick(['ValueError', 'OSError']),
        exception_message: `code ${String(i % 7)}`,
      });
    if (next() < 0.02) call.lag = next() * 0.05;
    return call;
  });
}

/** Equal but for rounding: numbers within 1e-9 relative, everything else exactly. */
function assertClose(actual: unknown, expected: unknown, path = 'report'): void {
  if (typeof expected === 'number' && typeof actual === 'number') {
    const tolerance = 1e-9 * Math.max(1, Math.abs(expected));
    assert.ok(
      Object.is(actual, expected) || Math.abs(actual - expected) <= tolerance,
      `${path}: ${String(actual)} for ${String(expected)}`,
    );
  } else if (typeof expected === 'object' && expected !== null) {
    assert.equal(typeof actual, 'object', path);
    assert.deepEqual(Object.keys(actual as object).sort(), Object.keys(expected).sort(), path);
    for (const key of Object.keys(expected)) {
      assertClose(
        (actual as Record<string, unknown>)[key],
        (expected as Record<string, unknown>)[key],
        `${path}.${key}`,
      );
    }
  } else if (typeof expected === 'string') {
    // Figures inside sentences may differ in their last digit.
    assert.equal(String(actual).replace(/[\d.,−]+/g, '#'), expected.replace(/[\d.,−]+/g, '#'), path);
  } else {
    assert.equal(actual, expected, path);
  }
}

/** Offsets are counted from each part's beginning in these tests, and order follows places in the tables. */
function comparable(report: Report): unknown {
  const { failures: _, slowest: __, heat, timeline, ...rest } = report;
  // Windows made of bins that both parts touched hold their calls in another order; runs may differ there.
  return {
    ...rest,
    traces: timeline?.traces,
    errors: timeline?.errors,
    cells: heat?.rows.map((row) => [row.module, row.traces, row.errors]).sort(),
  };
}

describe('parts of a file', () => {
  it('make the whole, wherever the file is cut', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.integer({ min: 2, max: 800 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (seed, count, share) => {
          const all = calls(seed, count);
          const cut = Math.floor(share * count);
          const first = accumulate(all.slice(0, cut));
          mergePart(first, structuredClone(plainPart(accumulate(all.slice(cut)))));
          assertClose(comparable(reportOf(first)), comparable(reportOf(accumulate(all))));
        },
      ),
      { numRuns: 60, seed: 7 },
    );
  });

  it('keep the first failures and the slowest calls of the whole', () => {
    const all = calls(3, 3000);
    const first = accumulate(all.slice(0, 1000));
    mergePart(first, structuredClone(plainPart(accumulate(all.slice(1000)))));
    const merged = reportOf(first);
    const whole = reportOf(accumulate(all));
    assert.deepEqual(
      merged.slowest.map(({ duration }) => duration),
      whole.slowest.map(({ duration }) => duration),
    );
    assert.deepEqual(
      merged.failures.map(({ duration, exceptionMessage, function: fn }) => [
        duration,
        exceptionMessage,
        merged.functions[fn].name,
      ]),
      whole.failures.map(({ duration, exceptionMessage, function: fn }) => [
        duration,
        exceptionMessage,
        whole.functions[fn].name,
      ]),
    );
  });

  it('may be looked at while reading goes on', () => {
    const all = calls(5, 20_000);
    const watched = accumulate([]);
    mergePart(watched, plainPart(accumulate(all.slice(0, 9000))));
    reportOf(watched);
    reportOf(watched);
    mergePart(watched, plainPart(accumulate(all.slice(9000))));
    assertClose(comparable(reportOf(watched)), comparable(reportOf(accumulate(all))));
  });
});
