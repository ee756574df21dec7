import assert from 'node:assert/strict';
import fc from 'fast-check';
import { shortened, visibleText } from '../../../../src/cli/format/visibleText.ts';

describe('visible text', () => {
  it('writes out what acts on a terminal or hides', () => {
    assert.equal(visibleText('\x1b[31mred\x1b[0m'), '\\x1b[31mred\\x1b[0m');
    assert.equal(visibleText('a\u202eb'), 'a\\u202eb');
    assert.equal(visibleText('a\nb\tc\rd\0e'), 'a\\nb\\tc\\rd\\x00e');
    assert.equal(visibleText('\x9b2J'), '\\x9b2J');
    assert.equal(visibleText('\u{e0041}'), '\\u{e0041}');
    assert.equal(visibleText('\ud800'), '\\ud800');
    assert.equal(visibleText('\uffff'), '\\uffff');
  });

  it('leaves ordinary text of any script alone, with joined emoji', () => {
    for (const text of ['shop.http', 'größe', '支払い', 'می‌خواهم', '👩‍💻', 'a\u202f%', 'C:\\new\\table']) {
      assert.equal(visibleText(text), text);
    }
  });

  it('leaves no control, format or surrogate character in any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.doesNotMatch(visibleText(text), /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      }),
      { seed: 1 },
    );
  });

  it('shortens in the middle and never within a character', () => {
    assert.equal(shortened('abcdefghij', 5), 'ab…ij');
    assert.equal(shortened('abc', 3), 'abc');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 20 }), (text, length) => {
        const short = shortened(text, length);
        assert.ok(short.length <= Math.max(length, 1));
        assert.ok(short.isWellFormed());
      }),
      { seed: 2 },
    );
  });
});
