import assert from 'node:assert/strict';
import { matchFunctions, type TracedFunction } from '../../../src/code/functionMatching.ts';
import { SourceText } from '../../../src/code/sourceText.ts';

/** `traced name → qualified name @ line (by)`, lines from 1. */
async function matched(text: string, traced: Partial<TracedFunction>[], file = '/w/shop/cart.py'): Promise<string[]> {
  const { functions } = (await SourceText.create('python')).parse(text);
  const whole = traced.map((fn): TracedFunction => ({ name: '', module: '', lineno: null, inFile: true, ...fn }));
  return matchFunctions(functions, whole, file).map(({ traced: i, source, by }) => {
    const { qualifiedName, line } = functions[source];
    return `${whole[i].name} → ${qualifiedName} @ ${line + 1} (${by})`;
  });
}

const IMPORT = 'from pypss.instrumentation import monitor_function, monitor_block\n';
const TWO = `${IMPORT}class A:
    @monitor_function
    def run(self):
        pass

class B:
    @monitor_function
    def run(self):
        pass

def run():
    pass
`;

describe('traced functions and functions of a text', () => {
  it('meet by name and line', async () => {
    assert.deepEqual(
      await matched(TWO, [
        { name: 'A.run', lineno: 3 },
        { name: 'run', lineno: 12 },
      ]),
      ['A.run → A.run @ 3 (line)', 'run → run @ 12 (line)'],
    );
  });

  it('meet after lines were inserted above', async () => {
    const moved = '#\n'.repeat(20) + TWO;
    assert.deepEqual(
      await matched(moved, [
        { name: 'A.run', lineno: 3 },
        { name: 'B.run', lineno: 8 },
        { name: 'run', lineno: 12 },
      ]),
      ['A.run → A.run @ 23 (name)', 'B.run → B.run @ 28 (name)', 'run → run @ 32 (name)'],
    );
  });

  it('meet by the module-qualified name that PyPSS writes for wrapped functions', async () => {
    assert.deepEqual(await matched(TWO, [{ name: 'shop.cart.B.run', lineno: 8 }]), [
      'shop.cart.B.run → B.run @ 8 (line)',
    ]);
  });

  it('of one bare name go to the functions in order', async () => {
    const text = `${IMPORT}#\n${'@monitor_function("go")\ndef f():\n    pass\n'.repeat(2)}`;
    assert.deepEqual(
      await matched(text, [
        { name: 'go', lineno: 5 },
        { name: 'go', lineno: 2 },
      ]),
      ['go → f @ 3 (name)', 'go → f @ 6 (line)'.replace('(line)', '(name)')],
    );
  });

  it('without a name meet by line, and in order when all have moved', async () => {
    const text = `${IMPORT}@monitor_function\ndef a(): pass\n@monitor_function()\ndef b(): pass\n`;
    assert.deepEqual(await matched(text, [{ name: 'cart.py:2', lineno: 2 }]), ['cart.py:2 → a @ 2 (line)']);
    const traced = [
      { name: 'cart.py:4', lineno: 4 },
      { name: 'cart.py:2', lineno: 2 },
    ];
    assert.deepEqual(await matched(`\n\n${text}`, traced), ['cart.py:2 → a @ 4 (order)', 'cart.py:4 → b @ 6 (order)']);
  });

  it('under a computed name meet on the line, as long as lines have not moved', async () => {
    const text = `${IMPORT}@monitor_function("a")\ndef a(): pass\n@monitor_function(NAME)\ndef b(): pass\n`;
    const traced = [
      { name: 'a', lineno: 2 },
      { name: 'computed', lineno: 4 },
    ];
    assert.deepEqual(await matched(text, traced), ['a → a @ 2 (line)', 'computed → b @ 4 (line)']);
    assert.deepEqual(await matched(`\n\n${text}`, traced), ['a → a @ 4 (name)']);
  });

  it('do not meet when the function is gone', async () => {
    assert.deepEqual(
      await matched(TWO, [
        { name: 'A.walk', lineno: 90 },
        { name: 'gone', lineno: null },
      ]),
      [],
    );
  });

  it('without a file meet blocks by name and module', async () => {
    const text = `${IMPORT}def f():\n    with monitor_block("load"):\n        pass\n`;
    const load = { name: 'load', inFile: false };
    assert.deepEqual(await matched(text, [{ ...load, module: 'shop.cart' }]), ['load → f @ 3 (name)']);
    assert.deepEqual(await matched(text, [{ ...load, module: '__main__' }]), ['load → f @ 3 (name)']);
    assert.deepEqual(await matched(text, [{ ...load, module: 'shop.catalog' }]), []);
    assert.deepEqual(await matched(text, [{ name: 'f', inFile: false }]), [], 'a bare name alone tells nothing');
  });

  const integrations: [name: string, text: string, file: string, expected: boolean][] = [
    ['flask:index', '@app.route("/")\ndef index(): pass\n', '/w/app.py', true],
    ['flask:shop.index', '@shop.get("/")\ndef index(): pass\n', '/w/app.py', true],
    ['flask:index', 'def index(): pass\n', '/w/app.py', false],
    ['celery:shop.jobs.send', '@shared_task\ndef send(): pass\n', '/w/src/shop/jobs.py', true],
    ['celery:shop.jobs.send', '@shared_task\ndef send(): pass\n', '/w/src/other/jobs.py', false],
    ['celery:mail', '@app.task(name="mail")\ndef send(): pass\n', '/w/jobs.py', true],
    ['rq:shop.jobs.send', 'def send(): pass\n', '/w/shop/jobs.py', true],
    [
      'test::tests/test_a.py::TestA::test_x[1-2]',
      'class TestA:\n    def test_x(self): pass\n',
      '/w/tests/test_a.py',
      true,
    ],
    ['test::tests/test_a.py::test_x', 'def test_x(): pass\n', '/w/tests/test_b.py', false],
    ['test::test_x', 'def test_x(): pass\n', '/w/tests/test_b.py', true],
    ['GET /items/{id}', '@router.get("/items/{id}")\nasync def item(id): pass\n', '/w/api.py', true],
    ['POST /items/{id}', '@router.get("/items/{id}")\nasync def item(id): pass\n', '/w/api.py', false],
  ];
  for (const [name, text, file, expected] of integrations) {
    it(`${expected ? 'know' : 'do not take'} ${name} in ${file} for ${text.split('\n')[0]}`, async () => {
      assert.equal((await matched(text, [{ name, inFile: false }], file)).length, expected ? 1 : 0);
    });
  }
});
