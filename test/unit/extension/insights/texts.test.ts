import assert from 'node:assert/strict';
import { factOf } from '../../../../src/extension/insights/functionFacts.ts';
import { gutterPicture } from '../../../../src/extension/insights/gutterPicture.ts';
import { escapeText, hoverMarkdown } from '../../../../src/extension/insights/hoverText.ts';
import { functionsNamed, PAGE, pageOf } from '../../../../src/extension/insights/toolAnswers.ts';
import { type WhyFacts, whyText } from '../../../../src/extension/insights/whyText.ts';
import { minimalReport } from '../../schemas/minimalReport.ts';
import { functionReport } from './reports.ts';

const plain = (text: string) => text.replace(/[\u202f\u00a0]/g, ' ');

describe('facts behind a function\u2019s scores', () => {
  it('are one for each metric', () => {
    const fn = functionReport({
      longestRun: 5,
      memory: { min: 100 * 2 ** 20, max: 120 * 2 ** 20 },
      wait: { mean: 0.002, cv: 1.53 },
      branches: { a: 1, b: 1 },
      entropy: 1,
      scores: { ts: 0.3, ms: 1, ev: 0.6, be: 0, cc: 0.2 },
    });
    assert.deepEqual(
      (['ts', 'ms', 'ev', 'be', 'cc'] as const).map((key) => plain(factOf(fn, key))),
      [
        'p95 11.9 ms is 6.0× the median',
        'RSS 100.0 MB to 120.0 MB',
        '6 ConnectionError, 5 in a row',
        '2 branches, 1.00 bits',
        '88 % of the time is waiting, CV 1.5',
      ],
    );
  });

  it('have words for what was not measured, also in reports stored before it was', () => {
    const fn = functionReport({ errors: 0, waiting: 0, exceptions: [] });
    assert.deepEqual(
      (['ms', 'ev', 'be', 'cc'] as const).map((key) => factOf(fn, key)),
      ['no memory recorded', 'no errors', 'no branch tags', 'no waiting'],
    );
  });
});

describe('the hover', () => {
  it('shows nothing of a trace as markup', () => {
    const hostile = '](command:x) <img src=x onerror=y> **b** | `c` \n# d ![e](http://f) &amp; https://g';
    const fn = functionReport({
      name: hostile,
      branches: { [hostile]: 1, other: 1 },
      exceptions: [{ type: hostile, count: 1 }],
      raised: [{ type: hostile, message: hostile, example: hostile, count: 1, first: null, last: null }],
    });
    const markdown = hoverMarkdown({
      fn,
      number: 0,
      report: { ...minimalReport(), functions: [fn] },
      label: hostile,
      theme: 'dark',
      changed: true,
      mayHaveChanged: false,
      byNameOnly: false,
      link: (action) => `command:ours?${action}`,
    });
    assert.ok(!/(?<!\\)\]\((?!data:image|command:ours)/.test(markdown), markdown);
    assert.ok(!markdown.includes('<img'));
    assert.ok(markdown.includes('The code changed since this run'));
    assert.equal(markdown.match(/command:ours/g)?.length, 4);
  });

  it('keeps text in one line and its length in bounds', () => {
    assert.equal(escapeText('a\r\nb\u2028c'), 'a b c');
    assert.ok(escapeText('x'.repeat(1000)).length < 130);
  });
});

describe('the gutter', () => {
  it('has a shape for each band and the number in it', () => {
    const svg = (score: number) => Buffer.from(gutterPicture(score, 'dark').split(',')[1] ?? '', 'base64').toString();
    assert.match(svg(95), /<circle.*>95</);
    assert.match(svg(70), /<path.*>70</);
    assert.match(svg(12), /<rect.*>12</);
  });
});

describe('answers for language models', () => {
  it('come in pages', () => {
    const all = Array.from({ length: 60 }, (_, i) => i);
    assert.deepEqual(
      pageOf(all, 3, (i) => i),
      { page: 3, pages: 3, total: 60, rows: all.slice(2 * PAGE) },
    );
    assert.deepEqual(pageOf(all, 99, (i) => i).rows, []);
    assert.equal(pageOf(all, -1, (i) => i).page, 1);
    assert.equal(pageOf([], 1, (i) => i).pages, 1);
  });

  it('find functions by name, end of name and file', () => {
    const one = functionReport({ name: 'Cart.add', filename: '/srv/shop/cart.py' });
    const two = functionReport({ name: 'add', filename: 'C:\\srv\\shop\\sum.py' });
    const report = { ...minimalReport(), functions: [one, two] };
    assert.deepEqual(functionsNamed(report, 'add', undefined), [two]);
    assert.deepEqual(functionsNamed(report, 'add', 'cart.py'), [one]);
    assert.deepEqual(functionsNamed(report, 'add', 'shop/sum.py'), [two]);
    assert.deepEqual(functionsNamed(report, 'dd', undefined), []);
  });
});

describe('why there is no score', () => {
  const facts: WhyFacts = {
    source: { label: 'traces.json', path: '/w/traces.json', traces: 10, functions: 2 },
    file: '/w/shop/a.py',
    language: true,
    traced: [],
    withoutFile: 0,
    scored: [],
    missing: [],
    at: null,
    off: [],
    mappings: 0,
  };

  const cases: [string, Partial<WhyFacts>, RegExp][] = [
    ['nothing is shown', { source: null }, /open a trace file/],
    ['no file is open', { file: null }, /Open a Python/],
    ['another language', { language: false }, /Python, TypeScript and JavaScript files on disk only/],
    ['no trace of the file', {}, /no trace names a file of this name[\s\S]*run code of this file/],
    [
      'another file was found',
      { traced: [{ path: '/srv/a.py', functions: 1, found: 'other', paths: ['/w/b/a.py'], tried: ['**/a.py'] }] },
      /is \/w\/b\/a\.py[\s\S]*tried +\*\*\/a\.py[\s\S]*pypss\.pathMappings \(empty now\)/,
    ],
    [
      'two candidates',
      { traced: [{ path: '/srv/a.py', functions: 1, found: 'several', paths: ['/1/a.py', '/2/a.py'], tried: [] }] },
      /Choose Source File of Traces/,
    ],
    [
      'a function that was not called',
      { at: { name: 'f', scored: false, monitored: true } },
      /f is monitored but was not called/,
    ],
    [
      'a function that is not monitored',
      { at: { name: 'f', scored: false, monitored: false } },
      /put @monitor_function above f/,
    ],
    ['a function that is gone', { missing: ['old'] }, /Not in text: +old[\s\S]*need a new run/],
    ['settings', { off: ['pypss.codeLens.enabled'] }, /switch on pypss\.codeLens\.enabled/],
    ['blocks without a file', { withoutFile: 3 }, /matched by name only/],
  ];
  for (const [name, given, expected] of cases) {
    it(`is told for: ${name}`, () => assert.match(whyText({ ...facts, ...given }), expected));
  }
});
