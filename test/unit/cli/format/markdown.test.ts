import assert from 'node:assert/strict';
import { markdownCode, markdownReport, markdownText } from '../../../../src/cli/format/markdown.ts';
import { emptyReport, hostileReport, shopReport, wideReport } from '../reports.ts';

describe('the Markdown report', () => {
  it('opens with score and verdict and lists five metrics, advice and modules', () => {
    const report = shopReport();
    const text = markdownReport(report, { top: 10 });
    assert.ok(text.startsWith(`## PSS: ${String(report.pss)}/100 ▲ Unstable\n`));
    assert.equal(text.match(/^\| (Timing|Memory|Errors|Branching|Concurrency) \|/gm)?.length, 5);
    assert.match(text, /^- ▲ \*\*<code>charge_card<\/code> /m);
    assert.match(text, /^\| <code>shop\.payments<\/code> \| ▲ \d+ \| 400 \| 20 \|/m);
    assert.equal(text.match(/<details>/g)?.length, text.match(/<\/details>/g)?.length);
  });

  it('gives every row of a table the same number of cells, whatever the names hold', () => {
    const text = markdownReport(hostileReport(), { top: 10 });
    for (const table of text.split('\n\n').filter((block) => block.startsWith('|'))) {
      const cells = table.split('\n').map((row) => row.split('|').length);
      assert.equal(new Set(cells).size, 1, table);
    }
  });

  it('lets no name become markup, an address of people or a link', () => {
    const text = markdownReport(hostileReport(), { top: 10 });
    assert.doesNotMatch(text, /<script|@octocat|#1\b|\]\(|https?:\/\/|&amp;amp;/);
    assert.doesNotMatch(text, /(?!\n)[\p{Cc}\p{Cs}]|[\u202a-\u202e]/u);
    assert.match(text, /&#96;b&#96;/);
    assert.doesNotMatch(text, /^# heading/m);
  });

  it('escapes in prose and in code', () => {
    assert.equal(markdownText('a|b'), 'a&#124;b');
    assert.equal(markdownText('hi @octocat'), 'hi &#64;&#8203;octocat');
    assert.equal(markdownText('__init__ and snake_case'), '&#95;&#95;init&#95;&#95; and snake_case');
    assert.equal(markdownText('- item'), '&#45; item');
    assert.equal(markdownText('1. item'), '1&#46; item');
    assert.equal(markdownText('see https://e.x and WWW.e.x'), 'see https&#58;//e.x and WWW&#46;e.x');
    assert.equal(markdownText('a\\*b'), 'a&#92;&#42;b');
    assert.equal(markdownCode('a`b|c<d>'), '<code>a&#96;b&#124;c&#60;d&#62;</code>');
  });

  it('stays short however many modules there are', () => {
    const text = markdownReport(wideReport(2000), { top: 10 });
    assert.ok(text.length < 20_000);
    assert.match(text, /…and 1,990 more modules\./);
  });

  it('says that a file holds no traces', () => {
    const text = markdownReport(emptyReport(), { top: 10 });
    assert.match(text, /^## PSS: 0\/100 ○ No traces$/m);
    assert.doesNotMatch(text, /NaN|undefined/);
  });
});
