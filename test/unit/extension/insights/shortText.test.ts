import assert from 'node:assert/strict';
import { shortText } from '../../../../src/extension/insights/shortText.ts';

describe('texts of traces in the code', () => {
  it('stay as they are when they are short and plain', () => {
    for (const text of ['cache_hit', 'Cart.<locals>.add', 'größe', '加載', '👩🏽 ok'])
      assert.equal(shortText(text), text);
  });

  it('are one line without what turns or hides text', () => {
    assert.equal(shortText('a\r\n\tb'), 'a b');
    assert.equal(shortText('a\u202eb\u0000c\u2028d'), 'a\ufffdb\ufffdc d');
  });

  it('are cut between characters, however long', () => {
    assert.equal(shortText('x'.repeat(65_536), 5), 'xxxx…');
    assert.equal(shortText('👍'.repeat(10), 5), '👍👍👍👍…');
    assert.equal(Array.from(shortText('y'.repeat(60))).length, 60);
  });
});
