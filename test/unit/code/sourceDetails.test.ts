import assert from 'node:assert/strict';
import { messageFits } from '../../../src/code/sourceDetails.ts';
import { SourceText } from '../../../src/code/sourceText.ts';

const TEXT = `from pypss.instrumentation import monitor_block
def find(product):
    """cache_hit"""
    log("cache_hit")
    tag = "cache_hit" if hit else "cache_miss"
    with monitor_block("find", branch_tag="fallback"):
        raise KeyError(f"no product {product!r} in {len(x)} places") from None
    def inner():
        raise ValueError
    raise errors.Gone("a" "b")
    raise
`;

describe('details of a function', () => {
  it('are its own raise statements, with the literal parts of their messages', async () => {
    const { functions, details } = (await SourceText.create('python')).parse(TEXT);
    const raises = details.raises(functions[0], functions);
    assert.deepEqual(
      raises.map(({ line, type, message }) => [line + 1, type, message]),
      [
        [7, 'KeyError', ['no product ', ' in ', ' places']],
        [10, 'Gone', ['ab']],
      ],
    );
  });

  it('are the lines where tags stand as values, not as any text', async () => {
    const { functions, details } = (await SourceText.create('python')).parse(TEXT);
    const tags = new Set(['cache_hit', 'cache_miss', 'fallback']);
    assert.deepEqual(details.tagPlaces(functions[0], tags), [
      { line: 4, tags: ['cache_hit', 'cache_miss'] },
      { line: 5, tags: ['fallback'] },
    ]);
  });

  it('tell throw statements of TypeScript', async () => {
    const text = 'function f() { throw new TypeError(`bad ${x} thing`); }\n';
    const { functions, details } = (await SourceText.create('typescript')).parse(text);
    assert.deepEqual(details.raises(functions[0], functions), [
      { line: 0, endLine: 0, type: 'TypeError', message: ['bad ', ' thing'] },
    ]);
  });

  it('know which message comes from which text', () => {
    assert.ok(messageFits("no product 'x' in 3 places", ['no product ', ' in ', ' places']));
    assert.ok(!messageFits('no shop', ['no product ']));
    assert.ok(!messageFits('anything', ['', '']), 'nothing literal tells nothing');
    assert.ok(!messageFits('anything', null));
  });

  it('change with the code, not with comments and layout', async () => {
    const source = await SourceText.create('python');
    const print = (text: string) => {
      const parsed = source.parse(text);
      source.edit([{ from: 0, to: text.length, length: 0 }]);
      return parsed.fingerprint(parsed.functions[0]);
    };
    const base = print('def f():\n    return 1\n');
    assert.equal(print('def f():\n    # why\n\n    return 1   \n'), base);
    assert.notEqual(print('def f():\n    return 2\n'), base);
  });
});
