import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { monitorEdit } from '../../../src/code/monitorEdit.ts';

/** The text with the function measured whose head holds the mark `§`. */
function measured(text: string): string | null {
  const line = text.slice(0, text.indexOf('§')).split('\n').length - 1;
  const plain = text.replace('§', '');
  const edit = monitorEdit(plain, line);
  if (edit === null) return null;
  return [...edit.insertions]
    .reverse()
    .reduce((edited, { at, text: inserted }) => edited.slice(0, at) + inserted + edited.slice(at), plain);
}

const IMPORT = 'from pypss.instrumentation import monitor_function\n';

describe('Add @monitor_function', () => {
  const cases: [what: string, before: string, after: string][] = [
    ['at the head of a file', '§def a(): pass\n', `${IMPORT}\n\n@monitor_function("a")\ndef a(): pass\n`],
    [
      'behind the imports, also of the future',
      '"""Doc."""\nfrom __future__ import annotations\nimport os\n\n\n§def a(): pass\n',
      `"""Doc."""\nfrom __future__ import annotations\nimport os\n${IMPORT}\n\n@monitor_function("a")\ndef a(): pass\n`,
    ],
    [
      'behind interpreter line and docstring',
      '#!/usr/bin/env python3\n"""Doc\nof two lines."""\n\n\n§def a(): pass\n',
      `#!/usr/bin/env python3\n"""Doc\nof two lines."""\n\n${IMPORT}\n\n@monitor_function("a")\ndef a(): pass\n`,
    ],
    [
      'behind an import of several lines, one with others on its line',
      'import a; import b\nfrom os import (\n    path,  # (one)\n    sep,\n)\n§def a(): pass\n',
      `import a; import b\nfrom os import (\n    path,  # (one)\n    sep,\n)\n${IMPORT}@monitor_function("a")\ndef a(): pass\n`,
    ],
    [
      'with the indentation of a method, below other decorators',
      `${IMPORT}class A:\n\t@property\n\t§async def b(self): pass\n`,
      `${IMPORT}class A:\n\t@property\n\t@monitor_function("A.b")\n\tasync def b(self): pass\n`,
    ],
    [
      'under the name by which it was imported',
      'from pypss.instrumentation import (\n    monitor_block,\n    monitor_function as mf,\n)\n§def a(): pass\n',
      'from pypss.instrumentation import (\n    monitor_block,\n    monitor_function as mf,\n)\n@mf("a")\ndef a(): pass\n',
    ],
    [
      'through the module',
      'import pypss.instrumentation as pi\n§def a(): pass\n',
      'import pypss.instrumentation as pi\n@pi.monitor_function("a")\ndef a(): pass\n',
    ],
    [
      'in a nested function, keeping line ends',
      `${IMPORT.trim()}\r\ndef o():\r\n    §def i(): pass\r\n`,
      `${IMPORT.trim()}\r\ndef o():\r\n    @monitor_function("i")\r\n    def i(): pass\r\n`,
    ],
    [
      'with an import of its own where the only one stands in another function or below',
      `def o():\n    ${IMPORT}§def a(): pass\n${IMPORT}`,
      `${IMPORT}\n\ndef o():\n    ${IMPORT}@monitor_function("a")\ndef a(): pass\n${IMPORT}`,
    ],
  ];
  for (const [what, before, after] of cases)
    it(what, () => {
      assert.equal(measured(before), after);
      assert.equal(measured(after.replace(/(\n[ \t]*)((?:async )?def (?:a|b|i)\()/, '$1§$2')), null, 'offered twice');
    });

  it('is not offered on other lines, nor beside a name of the file’s own', () => {
    assert.equal(measured('§x = 1\ndef a(): pass\n'), null);
    assert.equal(measured('"""\n§def a(): pass\n"""\n'), null);
    assert.equal(measured('def monitor_function(f): return f\n§def a(): pass\n'), null);
    assert.equal(measured('monitor_function = None\n§def a(): pass\n'), null);
  });

  it('gives programs that Python runs and the runtime measures', () => {
    const program = measured(
      '"""Doc."""\n# note\nimport functools\n\n\nclass Cart:\n    @staticmethod\n    §def total(): return 7\n\n\n' +
        'from pypss.instrumentation.collectors import MemoryCollector, set_global_collector\n' +
        'c = MemoryCollector()\nset_global_collector(c)\nprint(Cart.total(), [t["name"] for t in c.get_traces()])\n',
    )!;
    const { stdout, stderr } = spawnSync('python3', ['-c', program], {
      encoding: 'utf8',
      env: { ...process.env, PYTHONPATH: 'python' },
    });
    assert.equal(stdout, "7 ['Cart.total']\n", stderr);
  });
});
