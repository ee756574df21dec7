import assert from 'node:assert/strict';
import { SourceText } from '../../../src/code/sourceText.ts';

async function outline(text: string): Promise<string[]> {
  const { functions } = (await SourceText.create('typescript')).parse(text);
  return functions.map(
    (fn) =>
      `${fn.line + 1} ${fn.kind} ${fn.qualifiedName}${fn.monitored ? '*' : ''}${fn.tracedName === null ? '' : `=${fn.tracedName}`}`,
  );
}

const IMPORT = "import { monitorFunction, monitorBlock } from 'pypss';\n";

describe('functions in TypeScript text', () => {
  const forms: [name: string, text: string, expected: string[]][] = [
    [
      'a wrapper with a name',
      `${IMPORT}export const pay = monitorFunction('charge', async (n: number): Promise<void> => {});\n`,
      ['2 function pay*=charge'],
    ],
    [
      'a wrapper with options',
      `${IMPORT}const pay = monitorFunction(function pay() {}, { name: 'charge' });\n`,
      ['2 function pay*=charge'],
    ],
    ['a wrapper without a name', `${IMPORT}const pay = monitorFunction(() => 1);\n`, ['2 function pay*']],
    [
      'an alias',
      "import { monitorFunction as mf } from 'pypss';\nconst pay = mf('charge', () => 1);\n",
      ['2 function pay*=charge'],
    ],
    [
      'an import over several lines with comments',
      "import {\n  monitorFunction, // wraps\n  /* runs */ monitorBlock as mb,\n} from 'pypss';\nconst pay = monitorFunction('charge', () => 1);\nawait mb('load', async () => {});\n",
      ['5 function pay*=charge', '6 block *=load'],
    ],
    [
      'a namespace',
      "import * as pypss from 'pypss';\nconst pay = pypss.monitorFunction('charge', () => 1);\n",
      ['2 function pay*=charge'],
    ],
    [
      'require',
      "const { monitorFunction } = require('pypss');\nconst pay = monitorFunction('charge', () => 1);\n",
      ['2 function pay*=charge'],
    ],
    [
      'a block in a method',
      `${IMPORT}class A {\n  async run() {\n    await monitorBlock('load', async () => {});\n  }\n}\n`,
      ['3 function A.run', '4 block A.run*=load'],
    ],
    ['a decorator', `${IMPORT}class A {\n  @monitorFunction('run')\n  run(): void {}\n}\n`, ['3 function A.run*=run']],
    [
      'a decorator of a field',
      `${IMPORT}class A {\n  @monitorFunction('run')\n  run = async () => {};\n  @monitorFunction() stop = () => 1;\n}\n`,
      ['3 function A.run*=run', '5 function A.stop*'],
    ],
    [
      'no wrapper',
      'function a() { function b() {} }\nconst c = (): number => 1;\n',
      ['1 function a', '1 function a.b', '2 function c'],
    ],
  ];
  for (const [name, text, expected] of forms) {
    it(`are found with ${name}`, async () => assert.deepEqual(await outline(text), expected));
  }

  it('are not found in strings, templates and comments', async () => {
    const text = `${IMPORT}// const pay = monitorFunction('charge', () => 1);
/* function hidden() {} */
const text = "monitorBlock('x', () => {})";
const other = \`function hidden() {} monitorBlock('x')\`;
`;
    assert.deepEqual(await outline(text), []);
  });
});
