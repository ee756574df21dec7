import assert from 'node:assert/strict';
import { textReport } from '../../../../src/cli/format/text.ts';
import { textWidth } from '../../../../src/cli/terminal/columns.ts';
import { ANSI_STYLE, NO_STYLE } from '../../../../src/cli/terminal/style.ts';
import { emptyReport, hostileReport, shopReport, wideReport } from '../reports.ts';

const PLAIN = { width: 80, top: 10, style: NO_STYLE };

describe('the text report', () => {
  it('says score, reasons, figures, worst modules, costly functions and advice', () => {
    const report = shopReport();
    const text = textReport(report, PLAIN);
    assert.match(text, new RegExp(`^PSS: ${String(report.pss)}/100  ▲ Unstable$`, 'm'));
    for (const [i, label] of ['Timing', 'Memory', 'Errors', 'Branching', 'Concurrency'].entries()) {
      const metric = report.metrics[i];
      const lost = metric.pointsLost < 0.05 ? '0 pt' : `−${metric.pointsLost.toFixed(1)} pt`;
      const line = new RegExp(`^  ${label} +${String(Math.round(100 * metric.score))} +${lost}  \\S`, 'm');
      assert.match(text, line);
    }
    assert.match(text, /^800 traces, 20 errors \(2\.5 %\), 2 modules, 2 functions$/m);
    assert.match(text, /^Latency mean .* p95 /m);
    assert.match(text, /^ {2}shop\.payments +\d+ .*\n {2}shop\.http +\d+ /m);
    assert.match(text, /^ {2}charge_card +−\d+\.\d .*\/srv\/shop\/payments\.py:7$/m);
    assert.match(text, /^ {2}▲ charge_card /m);
    assert.match(text, /^ {4}\/srv\/shop\/payments\.py:7$/m);
  });

  it('fits every table and sentence into the width', () => {
    for (const width of [40, 60, 80, 120]) {
      const lines = textReport(shopReport(), { ...PLAIN, width }).split('\n');
      for (const line of lines) assert.ok(textWidth(line) <= width, `${String(width)}: ${line}`);
    }
  });

  it('says when the file was damaged and how much counts', () => {
    const text = textReport(shopReport({ damage: { offset: 4711, reason: 'the text ends inside a record' } }), PLAIN);
    assert.match(
      text.replace(/\n {4}/g, ' '),
      /- traces\.json is damaged at byte 4711: the text ends inside a record; 800 traces before it count/,
    );
  });

  it('lists no more rows than asked for, and says how many more there are', () => {
    const text = textReport(wideReport(300), { ...PLAIN, top: 5 });
    assert.equal(text.match(/^ {2}service_/gm)?.length, 5);
    assert.match(text, /^ {2}295 more; --top 300 shows all$/m);
  });

  it('gives a file without traces no verdict', () => {
    const text = textReport(emptyReport(), PLAIN);
    assert.match(text, /^PSS: 0\/100 {2}○ No traces$/m);
    assert.match(text, /holds no traces/);
    assert.doesNotMatch(text, /NaN|undefined|Infinity/);
  });

  it('lets no text from the traces act on the terminal', () => {
    const text = textReport(hostileReport(), PLAIN);
    assert.doesNotMatch(text, /(?!\n)[\p{Cc}\p{Cf}\p{Cs}]/u);
    assert.match(text, /\\x1b\[2J/);
    assert.match(text, /\\u202e/);
  });

  it('colours the verdict only with a style that does', () => {
    assert.match(textReport(shopReport(), { ...PLAIN, style: ANSI_STYLE }), /\x1b\[31m▲ Unstable\x1b\[39m/);
    assert.doesNotMatch(textReport(shopReport(), PLAIN), /\x1b/);
  });
});
