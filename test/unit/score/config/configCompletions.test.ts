import assert from 'node:assert/strict';
import { configCompletions } from '../../../../src/score/config/configCompletions.ts';
import type { ConfigFileKind } from '../../../../src/score/config/configEntries.ts';
import { CONFIG_KEYS } from '../../../../src/score/config/configKeys.ts';
import { defaultOf } from '../../../../src/score/config/findConfigKey.ts';
import { parseConfig } from '../../../../src/score/config/parseConfig.ts';

/** Completions where the bar stands. */
function at(text: string, kind: ConfigFileKind = 'pypss.toml') {
  const offset = text.indexOf('|');
  return configCompletions(text.replace('|', ''), offset, kind);
}

function labels(text: string, kind?: ConfigFileKind): string[] {
  return at(text, kind).map(({ label }) => label);
}

/** The text after the first completion of a label was taken, its placeholders filled. */
function taken(text: string, label: string, kind?: ConfigFileKind): string {
  const chosen = at(text, kind).find((one) => one.label === label);
  assert.ok(chosen, `${label} is not offered`);
  const plain = text.replace('|', '');
  const inserted = chosen.snippet
    .replace(/\$\{1\|([^,|]*)[^|]*\|\}/g, '$1')
    .replace(/\$\{1:((?:\\.|[^}])*)\}/g, '$1')
    .replaceAll(/\\(.)/g, '$1')
    .replaceAll(/\$\d/g, '');
  return plain.slice(0, chosen.range.from) + inserted + plain.slice(chosen.range.to);
}

describe('completion in pypss.toml', () => {
  it('offers headers in an empty file, and each table once', () => {
    assert.ok(labels('|').includes('[pypss]'));
    assert.ok(labels('|').includes('[pypss.score]'));
    assert.ok(labels('|').includes('[[pypss.dashboard.layout]]'));
    assert.equal(labels('|').includes('alpha'), false);
    assert.equal(labels('[pypss]\n[pypss.score]\n[|').includes('pypss.score'), false);
    assert.ok(labels('[pypss]\n[|').includes('pypss.score'));
    assert.deepEqual(labels('[[|'), [
      'pypss.dashboard.layout',
      'pypss.context_sampling_rules',
      'pypss.custom_alert_rules',
    ]);
  });

  it('offers the keys of the table around, those of tables below after them', () => {
    assert.deepEqual(labels('[pypss.score]\n|').slice(0, 7).sort(), [
      'consecutive_error_decay_multiplier',
      'consecutive_error_threshold',
      'error_spike_impact_multiplier',
      'error_spike_threshold',
      'error_vmr_multiplier',
      'latency_tail_percentile',
      'memory_epsilon',
    ]);
    const all = [...at('[pypss]\n|')].sort((a, b) => a.order - b.order).map(({ label }) => label);
    assert.equal(all[0], 'w_ts');
    assert.ok(all.indexOf('sample_rate') < all.indexOf('ui.title'));
    assert.equal(all.length, CONFIG_KEYS.length);
  });

  it('leaves out keys that are set, also under another name or in another table', () => {
    assert.equal(labels('[pypss]\nalpha = 1\n|').includes('alpha'), false);
    assert.equal(labels('[pypss]\nscore_memory_epsilon = 1\n[pypss.score]\n|').includes('memory_epsilon'), false);
    assert.ok(labels('[pypss]\nal|pha = 1').includes('alpha'));
  });

  it('knows inline tables, comments and texts', () => {
    assert.ok(labels('[pypss]\nui = { title = "x", | }').includes('port'));
    assert.equal(labels('[pypss]\nui = { title = "x", | }').includes('title'), false);
    assert.deepEqual(labels('[pypss]\n# al|'), []);
    assert.deepEqual(labels('[pypss]\nalpha = 1 # |'), []);
    assert.deepEqual(labels('[other]\n|'), []);
    assert.deepEqual(labels('[pypss]\nplugins = """\n|'), labels('[pypss]\nplugins = |'));
  });

  it('offers values: choices with the default first, else the default', () => {
    assert.deepEqual(labels('[pypss]\nstorage_backend = |'), ['"sqlite"', '"prometheus"']);
    assert.deepEqual(labels('[pypss.alerts]\nenabled = |'), ['false', 'true']);
    assert.deepEqual(labels('[pypss]\nalpha = |'), [String(defaultOf(CONFIG_KEYS[5])) + '.0']);
    assert.equal(taken('[pypss]\nstorage_backend = "pro|"', '"prometheus"'), '[pypss]\nstorage_backend = "prometheus"');
  });

  it('replaces what is typed, and only the name where there is a value', () => {
    assert.equal(taken('[pypss]\nal|', 'alpha'), '[pypss]\nalpha = 2.0');
    assert.equal(taken('[pypss]\nal| = 3', 'alpha'), '[pypss]\nalpha = 3');
    assert.equal(taken('[pypss.|]\n', 'pypss.ui'), '[pypss.ui]\n');
    assert.equal(taken('[pyp|\n', 'pypss.ui'), '[pypss.ui]\n');
    assert.equal(taken('[pypss]\nui.ti|', 'ui.title').startsWith('[pypss]\nui.title = "'), true);
  });

  it('works below broken lines', () => {
    assert.ok(labels('[pypss]\nplugins = ["a",\n[pypss.ui]\n|').includes('port'));
    assert.ok(labels('x = "open\n[pypss.ui]\n|').includes('port'));
    assert.ok(labels('= = }\n[pypss.ui]\r\n|').includes('port'));
  });

  it('writes, for every key, what the configuration takes as its default', () => {
    for (const key of CONFIG_KEYS) {
      if (!['number', 'integer', 'text', 'colour', 'boolean', 'texts'].includes(key.value.kind)) continue;
      const text = taken('[pypss]\n|', key.key);
      const { diagnostics } = parseConfig(text, 'f', { table: 'pypss.toml' });
      assert.deepEqual(
        diagnostics.filter(({ severity }) => severity !== 'info'),
        [],
        text,
      );
      assert.match(at('[pypss]\n|').find(({ label }) => label === key.key)!.documentation, /\*\*/);
    }
  });

  it('speaks in pyproject.toml of [tool.pypss] only', () => {
    assert.deepEqual(labels('[project]\n|', 'pyproject.toml'), []);
    assert.ok(labels('[tool.pypss]\n|', 'pyproject.toml').includes('alpha'));
    assert.ok(labels('[|', 'pyproject.toml').includes('tool.pypss.score'));
    assert.equal(labels('[|', 'pyproject.toml').includes('pypss.score'), false);
  });

  it('never fails and ends, whatever stands there', () => {
    const pieces = [
      '[',
      ']',
      '{',
      '}',
      '=',
      '"',
      "'",
      '"""',
      '\n',
      '#',
      'a',
      '.',
      ',',
      ' ',
      '\\',
      '[[pypss.ui]]',
      '\r\n',
    ];
    let seed = 7;
    const next = (): number => (seed = (seed * 48_271) % 2_147_483_647);
    for (let round = 0; round < 1000; round++) {
      let text = '';
      for (let count = next() % 30; count >= 0; count--) text += pieces[next() % pieces.length];
      for (const { range } of configCompletions(text, next() % (text.length + 1), 'pypss.toml'))
        assert.ok(range.from <= range.to && range.to <= text.length, JSON.stringify(text));
    }
  });
});
