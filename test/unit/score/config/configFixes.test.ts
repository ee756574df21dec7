import assert from 'node:assert/strict';
import { configFixes } from '../../../../src/score/config/configFixes.ts';
import { configHover } from '../../../../src/score/config/configHover.ts';
import type { ConfigFileKind } from '../../../../src/score/config/configEntries.ts';
import { parseConfig } from '../../../../src/score/config/parseConfig.ts';

/** The text with the first fix of its first complaint made; null without one. */
function mended(text: string, kind: ConfigFileKind = 'pypss.toml'): string | null {
  const [complaint] = parseConfig(text, 'f', { table: kind }).diagnostics;
  assert.ok(complaint, 'there is nothing to mend');
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  const before = lines.slice(0, complaint.line - 1).reduce((sum, line) => sum + line.length + 1, 0);
  const mark = text.startsWith('\uFEFF') ? 1 : 0;
  const [fix] = configFixes(text, mark + before + complaint.column - 1, kind);
  if (fix === undefined) return null;
  const edited = text.slice(0, fix.range.from) + fix.text + text.slice(fix.range.to);
  assert.deepEqual(parseConfig(edited, 'f', { table: kind }).diagnostics, [], edited);
  return edited;
}

describe('fixes in pypss.toml', () => {
  const cases: [what: string, before: string, after: string | null, kind?: ConfigFileKind][] = [
    ['a mistyped key', '[pypss]\nalhpa = 3 # mine\n', '[pypss]\nalpha = 3 # mine\n'],
    ['a mistyped key behind a byte order mark', '\uFEFF[pypss]\nalhpa = 3\n', '\uFEFF[pypss]\nalpha = 3\n'],
    [
      'a mistyped key in a table',
      '[pypss.score]\r\nmemory_epsilonn = 1\r\n',
      '[pypss.score]\r\nmemory_epsilon = 1\r\n',
    ],
    ['a mistyped dotted key', '[pypss]\nui.titel = "x"\n', '[pypss]\nui.title = "x"\n'],
    ['a mistyped table', '[pyps]\nalpha = 3\n', '[pypss]\nalpha = 3\n'],
    ['a mistyped table below', '[pypss.scor]\nmemory_epsilon = 3\n', '[pypss.score]\nmemory_epsilon = 3\n'],
    [
      'a key in the wrong table',
      '[pypss]\nw_ts = 1\n\n[pypss.ui]\nalpha = 3\n',
      '[pypss]\nw_ts = 1\nalpha = 3.0\n\n[pypss.ui]\n',
    ],
    ['a key in an inline table', '[pypss]\nui = { titel = "x" }\n', '[pypss]\nui = { title = "x" }\n'],
    ['a key of pyproject.toml', '[tool.pypss]\nalhpa = 3\n', '[tool.pypss]\nalpha = 3\n', 'pyproject.toml'],
    ['a value out of range', '[pypss]\nsample_rate = 7\n', '[pypss]\nsample_rate = 1.0\n'],
    ['a value of the wrong type', '[pypss]\nstorage_backend = "mysql"\n', '[pypss]\nstorage_backend = "sqlite"\n'],
    ['a key like no other', '[pypss]\nzzzzzzzzz = 1\n', null],
    ['a name that would stand there twice', '[pypss]\nalpha = 1\nalhpa = 3\n', null],
    ['broken TOML', '[pypss\n', null],
  ];
  for (const [what, before, after, kind] of cases)
    it(`${after === null ? 'none for' : 'mends'} ${what}`, () => assert.equal(mended(before, kind), after));
});

describe('hover in pypss.toml', () => {
  const about = (text: string, kind: ConfigFileKind = 'pypss.toml') =>
    configHover(text.replace('|', ''), text.indexOf('|'), kind)?.markdown;

  it('gives meaning, range and default of a key', () => {
    const markdown = about('[pypss]\nre|gression_threshold_drop = 5')!;
    for (const part of [/Points below the recent mean/, /A number of at least 0/, /Default: `10\.0`/, /history/])
      assert.match(markdown, part);
    assert.match(about('[pypss.score]\nerror_spike|_threshold = 1')!, /from 0 to 1/);
    assert.match(about('[pypss.alerts]\nenabled| = true')!, /without effect here/);
  });

  it('gives the table of a header', () => {
    assert.match(about('[pyp|ss]\n')!, /Settings of PyPSS/);
    assert.match(about('[[pypss.dashboard.la|yout]]\n')!, /Widgets/);
  });

  it('says nothing of values, comments, unknown names and tables of others', () => {
    for (const text of ['[pypss]\nalpha = 1|', '[pypss] # al|pha', '[pypss]\nzz|z = 1', '[other]\na|lpha = 1'])
      assert.equal(about(text), undefined, text);
    assert.equal(about('[pro|ject]\n', 'pyproject.toml'), undefined);
  });
});
