import assert from 'node:assert/strict';
import { deflateSync } from 'node:zlib';
import { packReport, shortenReport, unpackReport } from '../../../src/history/storedReport.ts';
import type { Report } from '../../../src/protocol/report.ts';
import { accumulate, reportOf, type Call } from '../analysis/feed.ts';
import { smallReport } from './support.ts';

/** As many functions as told, each in a module of its own; the last one, with a single call, is the slowest and fails. */
function wideReport(functions: number): Report {
  const calls: Call[] = [];
  for (let i = 0; i < functions; i++) {
    const name = `f${String(i)}`;
    const last = i === functions - 1;
    for (let n = 0; n < (last ? 1 : 2 + (i % 3)); n++) {
      calls.push({
        name,
        module: `m${name}`,
        filename: `${name}.py`,
        lineno: i + 1,
        duration: last ? 9 : 0.01,
        error: last,
      });
    }
  }
  return reportOf(accumulate(calls));
}

describe('a stored report', () => {
  it('comes back as it was', () => {
    const report = smallReport();
    const { data, cut } = packReport(report);
    assert.equal(cut, null);
    assert.deepEqual(unpackReport(data), JSON.parse(JSON.stringify(report)));
  });

  it('is cut to the functions that are pointed to and called most, with the pointers kept right, and says so', () => {
    const report = wideReport(300);
    const { shortened, cut } = shortenReport(report, 120);
    assert.match(cut ?? '', /without 180 functions and 180 modules/);
    assert.match(shortened.warnings.at(-1) ?? '', /stored without 180 functions/);
    assert.deepEqual([shortened.functions.length, shortened.modules.length], [120, 120]);
    assert.deepEqual([shortened.pss, shortened.traces, shortened.scores], [report.pss, report.traces, report.scores]);
    assert.equal(shortened.functions[shortened.slowest[0].function].name, 'f299');
    assert.equal(shortened.functions[shortened.failures[0].function].name, 'f299');
    report.slowest.forEach(({ function: before }, i) => {
      const { function: after } = shortened.slowest[i];
      if (after >= 0) assert.equal(shortened.functions[after].name, report.functions[before].name);
    });
  });

  it('stays within 2 MiB however many functions there are', function () {
    this.timeout(240_000);
    const { data, cut } = packReport(wideReport(20_000));
    assert.ok(data.length <= 2 * 2 ** 20, String(data.length));
    assert.match(cut ?? '', /without \d+ functions/);
    assert.equal(unpackReport(data).traces > 40_000, true);
  });

  it('is refused when it is something else', () => {
    for (const text of ['null', '7', '{"pss": 3}', '{"schema": 2, "functions": []}', 'rubbish']) {
      assert.throws(() => unpackReport(deflateSync(text)));
    }
    assert.throws(() => unpackReport(Uint8Array.of(1, 2, 3)));
  });
});
