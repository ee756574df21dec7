import assert from 'node:assert/strict';
import type { RaiseStatement } from '../../../../src/code/sourceDetails.ts';
import { branchNotes, raiseNotes } from '../../../../src/extension/insights/lineNotes.ts';
import type { RaisedReport } from '../../../../src/protocol/report.ts';
import { clock } from '../../../../src/score/figures.ts';
import { functionReport } from './reports.ts';

const plain = (text: string) => text.replace(/[\u202f\u00a0]/g, ' ');

describe('notes on branches', () => {
  const scores = { ts: 1, ms: 1, ev: 1, be: 0.04, cc: 1 };
  const fn = functionReport({
    branches: { cache_miss: 39, cache_hit: 61 },
    branchMedians: { cache_hit: 25e-6, cache_miss: 4.57e-3 },
    entropy: 0.9648,
    scores,
  });

  it('stand on the line of the tags, in the order of the text', () => {
    const [note] = branchNotes(fn, [{ line: 4, tags: ['cache_hit', 'cache_miss'] }], 2);
    assert.equal(plain(note.text), 'cache_hit 61 % · p50 25.0 µs   cache_miss 39 % · p50 4.57 ms   0.96 bits');
    assert.deepEqual([note.line, note.hot], [4, true]);
  });

  it('stand one by one where tags stand on lines of their own', () => {
    const places = [
      { line: 4, tags: ['cache_hit'] },
      { line: 6, tags: ['cache_miss'] },
    ];
    assert.deepEqual(
      branchNotes(fn, places, 2).map(({ line, text }) => [line, plain(text)]),
      [
        [4, 'cache_hit 61 % · p50 25.0 µs'],
        [6, 'cache_miss 39 % · p50 4.57 ms'],
      ],
    );
  });

  it('stand beside the name, most frequent first, where the text shows no tag', () => {
    const many = functionReport({ branches: { a: 1, b: 2, c: 3, d: 4, e: 5 } });
    assert.deepEqual(branchNotes(many, [], 7), [
      {
        line: 7,
        text: 'e 33\u202f%\u00a0\u00a0\u00a0d 27\u202f%\u00a0\u00a0\u00a0c 20\u202f%\u00a0\u00a0\u00a02 more',
        hot: false,
      },
    ]);
  });

  it('are none where there is only one branch', () => {
    assert.deepEqual(branchNotes(functionReport({ branches: { html: 148 } }), [{ line: 1, tags: ['html'] }], 1), []);
  });
});

describe('notes on raise statements', () => {
  const at = (line: number, type: string, message: string[] | null): RaiseStatement => ({
    line,
    endLine: line,
    type,
    message,
  });
  const kind = (given: Partial<RaisedReport>): RaisedReport => ({
    type: 'ConnectionError',
    message: 'timeout after # ms',
    example: 'timeout after 20 ms',
    count: 6,
    first: 1.7e9,
    last: 1.7e9 + 3.4,
    ...given,
  });
  const notes = (raised: RaisedReport[], raises: RaiseStatement[]) =>
    raiseNotes(functionReport({ raised }), raises).map(({ line, text }) => `${line} ${plain(text)}`);

  it('tell bursts, single strikes and long trouble', () => {
    const raises = [at(3, 'ConnectionError', ['timeout after ', ' ms'])];
    assert.deepEqual(notes([kind({})], raises), [`3 6 times in this run, all within 3.40 s at ${clock(1.7e9)}`]);
    assert.deepEqual(notes([kind({ count: 1, last: 1.7e9 })], raises), [`3 once in this run · ${clock(1.7e9)}`]);
    assert.deepEqual(notes([kind({ last: 1.7e9 + 600 })], raises), [
      `3 6 times in this run · last ${clock(1.7e9 + 600)}`,
    ]);
    assert.deepEqual(notes([kind({ first: null, last: null })], raises), ['3 6 times in this run']);
  });

  it('tell alike statements apart by their messages, and stay silent where they cannot', () => {
    const raises = [at(3, 'ValueError', ['too low']), at(5, 'ValueError', ['too high: ', ''])];
    const high = kind({ type: 'ValueError', example: 'too high: 7', count: 2, first: null, last: null });
    assert.deepEqual(notes([high], raises), ['5 2 times in this run']);
    const computed = [at(3, 'ValueError', null), at(5, 'ValueError', null)];
    assert.deepEqual(notes([high], computed), []);
    assert.deepEqual(notes([kind({})], raises), [], 'another type');
  });

  it('give what a callee raised to no statement of the caller', () => {
    assert.deepEqual(notes([kind({ example: 'refused by peer' })], [at(3, 'ConnectionError', ['timeout'])]), []);
  });
});
