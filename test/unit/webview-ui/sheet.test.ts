import assert from 'node:assert/strict';
import { csvOf, isoTime, markdownOf, markdownText } from '../../../webview-ui/sheet.ts';

describe('sheets', () => {
  it('quote what CSV needs quoted', () => {
    const csv = csvOf({
      columns: ['name', 'p95'],
      rows: [
        ['a,"b"\nc', 0.25],
        ['plain', null],
      ],
    });
    assert.equal(csv, 'name,p95\r\n"a,""b""\nc",0.25\r\nplain,\r\n');
  });

  it('keep spreadsheets from taking a name for a formula', () => {
    const names = ['=HYPERLINK("http://x")', '+1', '-1', '@x', '\tx', '＝1+1', '－1', 'a=b'];
    const lines = csvOf({ columns: ['n'], rows: names.map((name) => [name]) })
      .split('\r\n')
      .slice(1, -1);
    assert.deepEqual(lines, [`"'=HYPERLINK(""http://x"")"`, `'+1`, `'-1`, `'@x`, `'\tx`, `'＝1+1`, `'－1`, 'a=b']);
    assert.equal(csvOf({ columns: ['n'], rows: [['\n=1']] }), `n\r\n"'\n=1"\r\n`);
    assert.equal(csvOf({ columns: ['n'], rows: [[-1.5], [Number.NaN]] }), 'n\r\n-1.5\r\n\r\n', 'numbers stay numbers');
  });

  it('are tables in Markdown, whatever the cells hold', () => {
    const table = markdownOf({
      columns: ['module', 'pss'],
      rows: [
        ['a|b\n[x](command:y)', 34],
        ['<img>', null],
      ],
    });
    const lines = table.trimEnd().split('\n');
    assert.deepEqual(lines.slice(0, 2), ['| module | pss |', '| --- | ---: |']);
    assert.equal(lines[2], String.raw`| a\|b \[x\](command:y) | 34 |`);
    assert.equal(lines[3], String.raw`| \<img\> |  |`);
    assert.equal(lines.length, 4);
    assert.equal(markdownText('a\r\n\r\nb'), 'a b');
  });

  it('write instants in UTC', () => {
    assert.equal(isoTime(1_700_000_000.25), '2023-11-14T22:13:20.250Z');
    assert.equal(isoTime(1e300), '1e+300');
  });
});
