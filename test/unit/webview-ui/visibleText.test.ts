import assert from 'node:assert/strict';
import { visibleMessage, visibleName } from '../../../webview-ui/visibleText.ts';

describe('text of the traces on the page', () => {
  it('stays as it is where it can be seen', () => {
    for (const text of ['shop.payments', 'größe', 'شبكة.وحدة', '😀👩‍🚀', '</script>', 'a b', '']) {
      assert.equal(visibleName(text), text);
      assert.equal(visibleMessage(text), text);
    }
  });

  it('shows what would turn it around, break its line, or not be seen', () => {
    assert.equal(visibleName('\u202egnp.exe\u202c'), String.raw`\u202egnp.exe\u202c`);
    assert.equal(visibleName('a\u200fb\u2067c\u061cd'), String.raw`a\u200fb\u2067c\u061cd`);
    assert.equal(visibleName('line\r\nbreak\tand\u2028more'), String.raw`line\r\nbreak\tand\u2028more`);
    assert.equal(visibleName('a\u0000b\u007f\u009f'), String.raw`a\x00b\x7f\x9f`);
    assert.equal(visibleName('\ud800x\udc00'), String.raw`\ud800x\udc00`);
  });

  it('takes line ends in messages for space', () => {
    assert.equal(visibleMessage('first\r\n\tsecond\u202e'), String.raw`first second\u202e`);
  });
});
