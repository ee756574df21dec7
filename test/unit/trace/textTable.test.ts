import assert from 'node:assert/strict';
import { OVERFLOW } from '../../../src/trace/record.ts';
import { INVALID, TextTable } from '../../../src/trace/textTable.ts';

const bytes = new Uint8Array(200_000);

/** Looks up the inside of a JSON string, with a hash that is poor or the same for all. */
function find(table: TextTable, form: string, hash = form.length * 31 + form.charCodeAt(0)): number {
  const { written } = new TextEncoder().encodeInto(form, bytes.subarray(5));
  return table.find(5, written, hash);
}

describe('text table', () => {
  it('numbers texts in order of appearance, however they are written', () => {
    const table = new TextTable(bytes, { entries: 100, bytes: 10_000 });
    assert.deepEqual(
      ['a', 'b', 'a', '\\u0061', 'abcd', 'abcde', '\\u0061', 'ä', '\\u00e4'].map((form) => find(table, form)),
      [0, 1, 0, 0, 2, 3, 0, 4, 4],
    );
    assert.deepEqual(table.texts, ['a', 'b', 'abcd', 'abcde', 'ä']);
    assert.equal(find(table, '\\x'), INVALID);
  });

  it('takes nothing new when full, and still knows what it has', () => {
    const table = new TextTable(bytes, { entries: 3, bytes: 10_000 });
    assert.deepEqual(
      ['a', 'b', '\\u0063', 'd', 'a', 'c', '\\u0062', 'd', '\\u0064'].map((form) => find(table, form)),
      [0, 1, 2, OVERFLOW, 0, 2, 1, OVERFLOW, OVERFLOW],
    );
    assert.equal(table.texts.length, 3);
  });

  it('is bounded in bytes', () => {
    const table = new TextTable(bytes, { entries: 1000, bytes: 5000 });
    for (let i = 0; i < 100; i++) find(table, String(i).padStart(100, 'x'));
    assert.ok(table.texts.length <= 50);
    assert.equal(find(table, '0'.padStart(100, 'x')), 0);
  });

  it('keeps apart thousands of texts with the same hash', () => {
    const table = new TextTable(bytes, { entries: 5000, bytes: 1 << 20 });
    for (let round = 0; round < 2; round++) {
      for (let i = 0; i < 3000; i++) assert.equal(find(table, `text ${String(i)}`, 7), i);
    }
  });

  it('refuses a newline where a line is a record', () => {
    const table = new TextTable(bytes, { entries: 10, bytes: 1000 });
    table.lines = true;
    assert.equal(find(table, 'a\nb'), INVALID);
    assert.equal(find(table, 'a\\nb'), 0);
  });
});
