import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ConfigEditError, editConfig } from '../../../../src/score/config/editConfig.ts';
import type { EditableValue } from '../../../../src/score/config/editConfig.ts';
import { CONFIG_KEYS } from '../../../../src/score/config/configKeys.ts';
import { readField } from '../../../../src/score/config/findConfigKey.ts';
import { parseConfig } from '../../../../src/score/config/parseConfig.ts';

const settled = `# The shop's stability
[pypss]   # main
alpha = 2.0   # spread
"beta"=1
 	gamma    =    2

my_own_key = [ 1, # one
  2 ]

[pypss.score]
memory_epsilon = 1e-9 # keep

# colours
[pypss.ui]
theme = { primary = '#000000', accent = "#111111" }
title = """
Shop"""
`;

/** Changes of one line between two texts of equal length in lines. */
function changedLines(before: string, after: string): string[] {
  const old = before.split('\n');
  return after.split('\n').filter((line, index) => line !== old[index]);
}

describe('editing the configuration', () => {
  it('replaces values and nothing else', () => {
    assert.deepEqual(changedLines(settled, editConfig(settled, { alpha: 3 })), ['alpha = 3.0   # spread']);
    assert.deepEqual(changedLines(settled, editConfig(settled, { beta: 0.5 })), ['"beta"=0.5']);
    assert.deepEqual(changedLines(settled, editConfig(settled, { gamma: 1 })), [' 	gamma    =    1.0']);
    assert.deepEqual(changedLines(settled, editConfig(settled, { 'ui.theme.primary': '#ABCDEF' })), [
      'theme = { primary = "#ABCDEF", accent = "#111111" }',
    ]);
    assert.ok(editConfig(settled, { 'ui.title': 'Hop "x"' }).endsWith('title = "Hop \\"x\\""\n'));
  });

  it('leaves the text byte for byte when nothing changes', () => {
    const same = { alpha: 2, beta: 1, gamma: 2, 'score.memory_epsilon': 1e-9, 'ui.title': 'Shop' };
    assert.equal(editConfig(settled, same), settled);
    assert.equal(editConfig(settled, {}), settled);
  });

  const additions: [name: string, text: string, changes: Record<string, EditableValue>, expected: string][] = [
    ['to an empty file', '', { alpha: 3 }, '[pypss]\nalpha = 3.0\n'],
    ['to a file of comments', '# hi', { alpha: 3 }, '# hi\n\n[pypss]\nalpha = 3.0\n'],
    [
      'into the table',
      '[pypss]\nalpha = 1\n\n[other]\nx = 1\n',
      { beta: 2 },
      '[pypss]\nalpha = 1\nbeta = 2.0\n\n[other]\nx = 1\n',
    ],
    ['into an empty table', '[pypss] # c\n# d\n', { beta: 2 }, '[pypss] # c\nbeta = 2.0\n# d\n'],
    [
      'with the indent of its neighbours',
      '[pypss]\n  alpha = 1 # c',
      { beta: 2 },
      '[pypss]\n  alpha = 1 # c\n  beta = 2.0\n',
    ],
    [
      'below a value of several lines',
      '[pypss]\nplugins = [\n  "a", # a\n] # b\n# c\n',
      { beta: 2 },
      '[pypss]\nplugins = [\n  "a", # a\n] # b\nbeta = 2.0\n# c\n',
    ],
    [
      'into the inner table',
      '[pypss.score]\nmemory_epsilon = 1\n[pypss]\nalpha = 1\n',
      { 'score.latency_tail_percentile': 90 },
      '[pypss.score]\nmemory_epsilon = 1\nlatency_tail_percentile = 90\n[pypss]\nalpha = 1\n',
    ],
    [
      'in a new inner table',
      '[pypss]\nalpha = 1\n# beta = 2\n\n[other]\n',
      { 'ui.port': 1 },
      '[pypss]\nalpha = 1\n# beta = 2\n\n[pypss.ui]\nport = 1\n\n[other]\n',
    ],
    [
      'in a new inner table above comments of the next one',
      '[pypss]\nalpha = 1\n# about other\n[other]\n',
      { 'ui.port': 1 },
      '[pypss]\nalpha = 1\n\n[pypss.ui]\nport = 1\n# about other\n[other]\n',
    ],
    [
      'two keys into one new table',
      '[pypss]\n',
      { 'ui.port': 1, 'ui.title': 'a' },
      '[pypss]\n\n[pypss.ui]\nport = 1\ntitle = "a"\n',
    ],
    [
      'beside dotted keys',
      '[pypss]\nscore.memory_epsilon = 1\nalpha = 1\n',
      { 'score.error_vmr_multiplier': 0.25 },
      '[pypss]\nscore.memory_epsilon = 1\nscore.error_vmr_multiplier = 0.25\nalpha = 1\n',
    ],
    [
      'beside dotted keys at the root',
      'pypss.alpha = 1\n',
      { 'score.memory_epsilon': 1 },
      'pypss.alpha = 1\npypss.score.memory_epsilon = 1.0\n',
    ],
    [
      'into an inline table',
      '[pypss]\nscore = { memory_epsilon = 1 } # c\n',
      { 'score.error_vmr_multiplier': 1 },
      '[pypss]\nscore = { memory_epsilon = 1, error_vmr_multiplier = 1.0 } # c\n',
    ],
    ['into an empty inline table', 'pypss = {}\n', { 'ui.port': 80 }, 'pypss = { ui.port = 80 }\n'],
    [
      'into a nested inline table',
      'pypss = {ui = {port = 1}}',
      { 'ui.title': 'x' },
      'pypss = {ui = {port = 1, title = "x"}}',
    ],
    [
      'to the tool table of a pypss.toml',
      '[tool.pypss]\nalpha = 1\n',
      { beta: 2 },
      '[tool.pypss]\nalpha = 1\nbeta = 2.0\n',
    ],
    ['beside flat keys outside tables', 'alpha = 1\n', { beta: 2 }, 'alpha = 1\n\n[pypss]\nbeta = 2.0\n'],
    [
      'with the line ends of the file',
      '[pypss]\r\nalpha = 1\r\n',
      { beta: 2, 'ui.port': 1 },
      '[pypss]\r\nalpha = 1\r\nbeta = 2.0\r\n\r\n[pypss.ui]\r\nport = 1\r\n',
    ],
    ['after a byte order mark', '\uFEFF[pypss]\nalpha = 1\n', { alpha: 2 }, '\uFEFF[pypss]\nalpha = 2.0\n'],
    [
      'around a list of tables',
      '[pypss]\nalpha = 1\n[[pypss.dashboard_layout]]\nspan = 3\n',
      { 'ui.port': 1 },
      '[pypss]\nalpha = 1\n\n[pypss.ui]\nport = 1\n[[pypss.dashboard_layout]]\nspan = 3\n',
    ],
  ];
  for (const [name, text, changes, expected] of additions)
    it(`adds a key ${name}`, () => assert.equal(editConfig(text, changes), expected));

  it('adds to [tool.pypss] of a pyproject.toml', () => {
    const edit = (text: string) => editConfig(text, { alpha: 3 }, { table: 'pyproject.toml' });
    assert.equal(edit('[project]\nname = "x"\n'), '[project]\nname = "x"\n\n[tool.pypss]\nalpha = 3.0\n');
    assert.equal(
      edit('[tool.ruff]\nx = 1\n[tool.pypss]\nbeta = 1\n'),
      '[tool.ruff]\nx = 1\n[tool.pypss]\nbeta = 1\nalpha = 3.0\n',
    );
    assert.equal(edit('[pypss]\nalpha = 1\n'), '[pypss]\nalpha = 1\n\n[tool.pypss]\nalpha = 3.0\n');
  });

  it('changes the entry that counts when a key stands twice', () => {
    assert.equal(
      editConfig('[tool.pypss]\nalpha = 1\n[pypss]\nalpha = 2\n', { alpha: 3 }),
      '[tool.pypss]\nalpha = 1\n[pypss]\nalpha = 3.0\n',
    );
    assert.equal(
      editConfig('[pypss.score]\nerror_spike_threshold = 0.5\n', { error_spike_threshold: 0.25 }),
      '[pypss.score]\nerror_spike_threshold = 0.25\n',
    );
  });

  it('refuses what it cannot do', () => {
    const refusals: [string, Record<string, EditableValue>, RegExp][] = [
      ['[pypss', { alpha: 1 }, /^Broken TOML in line 1, column/],
      ['', { alpha: -1 }, /^alpha must be a number of at least 0, not -1\.$/],
      ['', { alpha: NaN }, /^alpha must be a number/],
      ['', { alpha: '1' }, /^alpha must be a number/],
      ['', { max_traces: 1.5 }, /^max_traces must be an integer/],
      ['', { nonsense: 1 }, /^There is no key nonsense\.$/],
      ['', { tuning: 'x' }, /^There is no key tuning\.$/],
      ['', { 'custom_metric_weights.IO': 1 }, /^There is no key/],
      ['', { 'ui.title': '\uD800' }, /surrogate/],
      ['pypss = 3\n', { alpha: 1 }, /laid out|Broken TOML/],
      ['[[pypss]]\n', { alpha: 1 }, /laid out|Broken TOML/],
      ['[pypss.alpha]\nx = 1\n', { alpha: 1 }, /laid out|Broken TOML/],
    ];
    for (const [text, changes, message] of refusals)
      assert.throws(
        () => editConfig(text, changes),
        (error) => error instanceof ConfigEditError && message.test(error.message),
        `${text} ${JSON.stringify(changes)}`,
      );
  });

  describe('round trips', () => {
    const value = (kind: string): fc.Arbitrary<EditableValue> => {
      if (kind === 'number') return fc.double({ min: 0, max: 1, noNaN: true });
      if (kind === 'integer') return fc.integer({ min: 0, max: 98 });
      if (kind === 'boolean') return fc.boolean();
      if (kind === 'texts') return fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 3 });
      if (kind === 'colour') return fc.constantFrom('#abcdef', 'red', '#123');
      return fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed());
    };
    const keys = CONFIG_KEYS.filter(
      ({ field, value: { kind }, key }) =>
        field && !['tables', 'numbers', 'any'].includes(kind) && key !== 'storage_backend',
    );
    const change = fc.constantFrom(...keys).chain((key) => fc.tuple(fc.constant(key), value(key.value.kind)));
    const starts = [
      '',
      settled,
      settled.replaceAll('\n', '\r\n'),
      'pypss = { ui = {} }',
      'ui.port = 1\nalpha = 1',
      '[tool.pypss]\n[tool.pypss.ui]\n[x]\n[[y]]\n',
    ];

    it('give back every value, keep every comment and every foreign line, and are stable', () => {
      fc.assert(
        fc.property(fc.constantFrom(...starts), fc.array(change, { maxLength: 6 }), (start, list) => {
          const changes = Object.fromEntries(list.map(([key, wanted]) => [key.key, wanted]));
          const edited = editConfig(start, changes);
          const { config, diagnostics } = parseConfig(edited, 'f', { table: 'pypss.toml' });
          assert.deepEqual(
            diagnostics.filter(({ severity }) => severity === 'error'),
            [],
          );
          for (const [key] of list) assert.deepEqual(readField(config, key.field!), changes[key.key], key.key);
          for (const comment of start.match(/#(?: \w.*)/g) ?? []) assert.ok(edited.includes(comment));
          assert.equal(edited.includes('my_own_key = [ 1, # one'), start.includes('my_own_key'));
          assert.equal(editConfig(edited, changes), edited);
        }),
        { numRuns: 500, seed: 3 },
      );
    });
  });
});
