import assert from 'node:assert/strict';
import { transformSync } from 'esbuild';
import typescript from 'typescript';
import type { TraceRecord } from '../../../src/instrument/record.ts';
import { SourceText } from '../../../src/code/sourceText.ts';
import { matchFunctions } from '../../../src/code/functionMatching.ts';
import { Project } from './program.ts';

const SOURCE = `import { monitorFunction } from 'pypss/instrument';

class Cart {
  items: string[] = [];

  @monitorFunction('add', { branchTag: 'cart' })
  add(item: string): number {
    return this.items.push(item);
  }

  @monitorFunction()
  async load(): Promise<number> {
    await null;
    return this.items.length;
  }

  @monitorFunction
  *each(): Generator<string, void, unknown> {
    yield* this.items;
  }

  @monitorFunction({ name: 'total', module: 'shop' })
  get total(): number {
    return this.items.length;
  }

  @monitorFunction()
  static empty(): Cart {
    return new this();
  }
}

class Basket extends Cart {}

const cart = Cart.empty();
cart.add('tea');
if ((await new Basket().load()) !== 0) throw new Error('load');
if ([...cart.each()].join() !== 'tea') throw new Error('each');
if (cart.total !== 1) throw new Error('total');
`;

const STANDARD_ONLY = `
class Later {
  @monitorFunction() field = (): number => 1;
  @monitorFunction() #own(): number { return 2; }
  @monitorFunction() static fails(): never { throw new RangeError('no'); }
  own(): number { return this.#own(); }
}
const later = new Later();
later.field();
later.own();
try { Later.fails(); } catch {}
`;

function withTsc(source: string, legacy: boolean): string {
  const { outputText } = typescript.transpileModule(source, {
    fileName: 'cart.ts',
    compilerOptions: {
      target: typescript.ScriptTarget.ES2022,
      module: typescript.ModuleKind.ESNext,
      experimentalDecorators: legacy,
      inlineSourceMap: true,
      inlineSources: true,
    },
  });
  return outputText;
}

function withEsbuild(source: string, legacy: boolean): string {
  const { code } = transformSync(source, {
    loader: 'ts',
    sourcefile: 'cart.ts',
    target: 'es2022',
    sourcemap: 'inline',
    tsconfigRaw: { compilerOptions: { experimentalDecorators: legacy } },
  });
  return code;
}

async function run(code: string, source: string): Promise<TraceRecord[]> {
  const project = new Project({ 'cart.js': code, 'cart.ts': source });
  try {
    const { status, stderr } = await project.run(['--enable-source-maps', 'cart.js']);
    assert.equal(status, 0, stderr);
    return project.traces();
  } finally {
    project.remove();
  }
}

describe('the decorator', () => {
  for (const [compiler, compile] of [
    ['tsc', withTsc],
    ['esbuild', withEsbuild],
  ] as const) {
    for (const legacy of [false, true]) {
      it(`records what it decorates, ${legacy ? 'legacy' : 'standard'} by ${compiler}, where the editor finds it`, async () => {
        const traces = await run(compile(SOURCE, legacy), SOURCE);
        assert.deepEqual(
          traces.map(({ name, module, error, branch_tag }) => [name, module, error, branch_tag]),
          [
            ['Cart.empty', 'cart', false, null],
            ['add', 'cart', false, 'cart'],
            ['Cart.load', 'cart', false, null],
            ['Cart.each', 'cart', false, null],
            ['total', 'shop', false, null],
          ],
        );
        assert.ok(traces.every(({ filename }) => filename.endsWith('/cart.ts')));
        const lines = new Map(traces.map(({ name, lineno }) => [name, lineno]));
        for (const [name, line] of Object.entries({ add: 6, 'Cart.load': 11, total: 22, 'Cart.empty': 27 })) {
          assert.equal(lines.get(name), line, name);
        }
        const { functions } = (await SourceText.create('typescript')).parse(SOURCE);
        const traced = traces.map(({ name, module, lineno }) => ({ name, module, lineno, inFile: true }));
        const found = matchFunctions(functions, traced, '/shop/cart.ts').map(({ traced, source }) => [
          traces[traced].name.split('.').at(-1),
          functions[source].name,
        ]);
        assert.deepEqual(new Set(found.map(([name]) => name)), new Set(['empty', 'add', 'load', 'each', 'total']));
        for (const [name, sourceName] of found) assert.equal(name, sourceName);
      });
    }

    it(`takes fields, private and failing methods where decorators are standard, by ${compiler}`, async () => {
      const traces = (await run(compile(SOURCE + STANDARD_ONLY, false), SOURCE)).slice(5);
      assert.deepEqual(
        traces.map(({ name, exception_type }) => [name, exception_type]),
        [
          ['field', null],
          ['#own', null],
          ['Later.fails', 'RangeError'],
        ],
      );
    });
  }

  it('refuses what has no calls', async () => {
    const head = "import { monitorFunction } from 'pypss/instrument';\n";
    const refused: [string, boolean, RegExp][] = [
      ['@monitorFunction() class A {}', false, /not the class A; wrap/],
      ['class A { @monitorFunction() accessor x = 1; }', false, /not the accessor x; wrap/],
      ['class A { @monitorFunction() x = 1; }', true, /not the property A\.x; wrap/],
    ];
    for (const [code, legacy, message] of refused) {
      const project = new Project({ 'a.js': withEsbuild(head + code, legacy) });
      const { status, stderr } = await project.run(['a.js']);
      project.remove();
      assert.equal(status, 1);
      assert.match(stderr, message);
    }
  });
});
