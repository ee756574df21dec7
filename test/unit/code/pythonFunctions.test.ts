import assert from 'node:assert/strict';
import { SourceText } from '../../../src/code/sourceText.ts';
import type { SourceFunction } from '../../../src/code/sourceFunction.ts';

async function functionsIn(text: string): Promise<readonly SourceFunction[]> {
  return (await SourceText.create('python')).parse(text).functions;
}

/** `line kind qualifiedName=tracedName`, an asterisk for monitored ones; lines from 1. */
async function outline(text: string): Promise<string[]> {
  return (await functionsIn(text)).map(
    (fn) =>
      `${fn.line + 1} ${fn.kind} ${fn.qualifiedName}${fn.monitored ? '*' : ''}${fn.tracedName === null ? '' : `=${fn.tracedName}`}`,
  );
}

const IMPORT = 'from pypss.instrumentation import monitor_function, monitor_block, monitor_async\n';

describe('functions in Python text', () => {
  const forms: [name: string, text: string, expected: string[]][] = [
    ['a name', `${IMPORT}@monitor_function("pay")\ndef f(): pass\n`, ['2 function f*=pay']],
    ['a name and a tag', `${IMPORT}@monitor_function("pay", branch_tag="x")\ndef f(): pass\n`, ['2 function f*=pay']],
    ['a keyword', `${IMPORT}@monitor_function(branch_tag="x", name='pay')\ndef f(): pass\n`, ['2 function f*=pay']],
    ['no arguments', `${IMPORT}@monitor_function()\ndef f(): pass\n`, ['2 function f*']],
    ['no parentheses', `${IMPORT}@monitor_function\ndef f(): pass\n`, ['2 function f*']],
    ['a computed name', `${IMPORT}@monitor_function(NAME)\ndef f(): pass\n`, ['2 function f*']],
    ['a raw text', `${IMPORT}@monitor_function(r"a\\b")\ndef f(): pass\n`, ['2 function f*=a\\b']],
    [
      'escapes',
      `${IMPORT}@monitor_function("caf\\u00e9\\x41\\102\\d\\\\")\ndef f(): pass\n`,
      ['2 function f*=caféAB\\d\\'],
    ],
    ['joined texts', `${IMPORT}@monitor_function("pa" 'y')\ndef f(): pass\n`, ['2 function f*=pay']],
    [
      'an alias',
      'from pypss.instrumentation import monitor_function as mf\n@mf("pay")\ndef f(): pass\n',
      ['2 function f*=pay'],
    ],
    ['an alias by assignment', `${IMPORT}mf = monitor_function\n@mf\ndef f(): pass\n`, ['3 function f*']],
    [
      'a module',
      'import pypss\n@pypss.instrumentation.monitor_function("pay")\ndef f(): pass\n',
      ['2 function f*=pay'],
    ],
    [
      'an alias of a module',
      'import pypss.instrumentation as pi, os\n@pi.monitor_function\ndef f(): pass\n',
      ['2 function f*'],
    ],
    [
      'a module out of its package',
      'from pypss import instrumentation\n@instrumentation.monitor_function\ndef f(): pass\n',
      ['2 function f*'],
    ],
    ['a star', 'from pypss.instrumentation import *\n@monitor_function\ndef f(): pass\n', ['2 function f*']],
    [
      'names handed on by the project',
      'from .telemetry import monitor_function\n@monitor_function\ndef f(): pass\n',
      ['2 function f*'],
    ],
    [
      'an import inside try',
      'try:\n    from pypss.instrumentation import monitor_function\nexcept ImportError:\n    pass\n@monitor_function\ndef f(): pass\n',
      ['5 function f*'],
    ],
    ['async', `${IMPORT}@monitor_function("pay")\nasync def f(): pass\n`, ['2 function f*=pay']],
    [
      'methods',
      `${IMPORT}class Cart:\n    class Item:\n        @monitor_function\n        def add(self): pass\n`,
      ['4 function Cart.Item.add*'],
    ],
    [
      'nested functions',
      `${IMPORT}def outer():\n    @monitor_function\n    def inner(): pass\n`,
      ['2 function outer', '3 function outer.<locals>.inner*'],
    ],
    [
      'stacked decorators',
      `${IMPORT}@app.route("/x")\n@monitor_function("pay")\n@cache\ndef f(): pass\n`,
      ['2 function f*=pay'],
    ],
    [
      'decorators over several lines',
      `${IMPORT}@monitor_function(\n    "pay",  # the till\n    branch_tag="x",\n)\ndef f(\n    a,\n): pass\n`,
      ['2 function f*=pay'],
    ],
    [
      'type parameters',
      `${IMPORT}@monitor_function\ndef f[T: (int, str)](a: T) -> T: return a\ntype X = int\n`,
      ['2 function f*'],
    ],
    [
      'a block',
      `${IMPORT}with monitor_block("load", tag, "shop"):\n    pass\n`,
      ['2 block =load'.replace(' =', ' *=')],
    ],
    ['a block with a name by keyword', `${IMPORT}with monitor_block(name="load") as b: pass\n`, ['2 block *=load']],
    [
      'an async block in a function',
      `${IMPORT}async def f():\n    async with monitor_async("fetch"):\n        pass\n`,
      ['2 function f', '3 block f*=fetch'],
    ],
    ['a block among others', `${IMPORT}with open("x") as x, monitor_block("load"):\n    pass\n`, ['2 block *=load']],
    [
      'blocks in parentheses',
      `${IMPORT}with (monitor_block("a"), monitor_block("b")):\n    pass\nwith (\n    monitor_block("c") as c,\n    open("x") as x,\n):\n    pass\n`,
      ['2 block *=a', '2 block *=b', '4 block *=c'],
    ],
    [
      'an import over several lines with comments',
      'from pypss.instrumentation import (\n    monitor_function,  # on functions, not monitor_block\n    # on blocks\n    monitor_block as mb,\n)\n@monitor_function\ndef f():\n    with mb("load"):\n        pass\n',
      ['6 function f*', '8 block f*=load'],
    ],
    ['no decorator', 'def f(): pass\nclass A:\n    def g(self): pass\n', ['1 function f', '3 function A.g']],
    [
      'branches',
      'if x:\n    def a(): pass\nelse:\n    def b(): pass\nmatch x:\n    case 1:\n        def c(): pass\n',
      ['2 function a', '4 function b', '7 function c'],
    ],
  ];
  for (const [name, text, expected] of forms) {
    it(`are found with ${name}`, async () => assert.deepEqual(await outline(text), expected));
  }

  it('are not found in strings and comments', async () => {
    const text = `${IMPORT}# @monitor_function("pay")
# def pay(): pass
"""
@monitor_function("pay")
def pay(): pass
with monitor_block("load"): pass
"""
text = 'with monitor_block("load"):'
other = f"""{x}
@monitor_function
def pay(): pass
"""
print(monitor_block("load"))
`;
    assert.deepEqual(await outline(text), []);
  });

  it('are not monitored by something else of that name', async () => {
    const own = 'def monitor_function(f): return f\n@monitor_function\ndef f(): pass\n';
    assert.deepEqual(await outline(own), ['1 function monitor_function', '2 function f']);
    const other = 'import other\n@other.monitor_function\ndef f(): pass\nwith other.monitor_block("x"): pass\n';
    assert.deepEqual(await outline(other), ['2 function f']);
    assert.deepEqual(await outline('@monitor_function\ndef f(): pass\n'), ['1 function f']);
  });

  it('after a broken place are still found', async () => {
    const text = `${IMPORT}class Broken(\ndef foo(:\n    x = (\n\n@monitor_function("later")\ndef later():\n    pass\n`;
    const found = await outline(text);
    assert.ok(
      found.some((line) => / later\b/.test(line)),
      found.join(),
    );
  });

  it('are the same after edits as in a text read anew', async () => {
    const source = await SourceText.create('python');
    let text =
      IMPORT +
      Array.from({ length: 300 }, (_, i) => `@monitor_function("f${i}")\ndef f${i}():\n    return ${i}\n`).join('');
    source.parse(text);
    const edits: [number, number, string][] = [
      [0, 0, '"""doc"""\n'],
      [text.indexOf('f150():'), 4, 'renamed'],
      [text.length - 30, 10, 'x\n\n'],
      [200, 0, '"""'],
      [200, 3, ''],
    ];
    for (const [at, removed, added] of edits) {
      text = text.slice(0, at) + added + text.slice(at + removed);
      source.edit([{ from: at, to: at + removed, length: added.length }]);
      assert.deepEqual(source.parse(text).functions, await functionsIn(text));
    }
  });
});
