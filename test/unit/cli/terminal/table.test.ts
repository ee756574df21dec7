import assert from 'node:assert/strict';
import fc from 'fast-check';
import { cutText, textWidth, wrapText } from '../../../../src/cli/terminal/columns.ts';
import { tableLines, type TableColumn } from '../../../../src/cli/terminal/table.ts';

interface Row {
  name: string;
  n: number;
}

const COLUMNS: TableColumn<Row>[] = [
  { title: 'Name', align: 'left', cut: 'middle', text: ({ name }) => name },
  { title: 'N', align: 'right', text: ({ n }) => String(n) },
  { title: 'Extra one', align: 'right', dispensable: 1, text: () => 'x' },
  { title: 'Extra two', align: 'right', dispensable: 2, text: () => 'y' },
];

describe('text on a terminal', () => {
  it('is measured in cells', () => {
    assert.equal(textWidth('abc'), 3);
    assert.equal(textWidth('支払'), 4);
    assert.equal(textWidth('e\u0301'), 1);
    assert.equal(textWidth('👩‍💻'), 2);
  });

  it('is cut in the middle or at the start', () => {
    assert.equal(cutText('abcdefghij', 5), 'ab…ij');
    assert.equal(cutText('abcdefghij', 5, 'start'), '…ghij');
    assert.equal(cutText('支払い処理', 5), '支…理');
    assert.equal(cutText('ab', 2), 'ab');
  });

  it('never gets wider than asked, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 30 }), (text, width) => {
        assert.ok(textWidth(cutText(text, width)) <= width);
        for (const line of wrapText(text, width)) assert.ok(textWidth(line) <= width);
      }),
      { seed: 3 },
    );
  });

  it('is wrapped at spaces', () => {
    assert.deepEqual(wrapText('one two three four', 9), ['one two', 'three', 'four']);
  });
});

describe('a table', () => {
  const rows = [
    { name: 'short', n: 1 },
    { name: 'a.module.with.a.rather.long.name.indeed', n: 12345 },
  ];

  it('aligns names left and numbers right', () => {
    const { header, rows: lines } = tableLines(COLUMNS, rows, 80);
    assert.equal(header, 'Name                                         N  Extra one  Extra two');
    assert.equal(lines[0], 'short                                        1          x          y');
    assert.equal(lines[1], 'a.module.with.a.rather.long.name.indeed  12345          x          y');
  });

  it('cuts names and then leaves out columns, the least needed first', () => {
    assert.equal(tableLines(COLUMNS, rows, 60).rows[1], 'a.module.with.a…ong.name.indeed  12345          x          y');
    assert.equal(tableLines(COLUMNS, rows, 40).header, 'Name                        N  Extra one');
    assert.equal(tableLines(COLUMNS, rows, 30).header, 'Name                         N');
  });

  it('fits the width it is given', () => {
    for (let width = 20; width < 100; width++) {
      const { header, rows: lines } = tableLines(COLUMNS, rows, width);
      for (const line of [header, ...lines]) assert.ok(textWidth(line) <= width, `${String(width)}: ${line}`);
    }
  });
});
