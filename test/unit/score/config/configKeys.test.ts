import assert from 'node:assert/strict';
import { DEFAULT_CONFIG } from '../../../../src/score/config/config.ts';
import { CONFIG_KEYS } from '../../../../src/score/config/configKeys.ts';
import { defaultOf, findConfigKey } from '../../../../src/score/config/findConfigKey.ts';
import { parseConfig } from '../../../../src/score/config/parseConfig.ts';

/** Paths of all values in a configuration; free tables count as one value. */
function leaves(value: unknown, path: string): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || path === 'plugins.weights') return [path];
  return Object.entries(value).flatMap(([key, part]) => leaves(part, path ? `${path}.${key}` : key));
}

describe('the table of configuration keys', () => {
  it('leads to every field of the configuration exactly once', () => {
    const fields = CONFIG_KEYS.flatMap((key) => (key.field ? [key.field] : []));
    assert.deepEqual(fields.sort(), leaves(DEFAULT_CONFIG, '').sort());
  });

  it('has no flat name twice', () => {
    const names = CONFIG_KEYS.flatMap((key) => [key.key, ...key.also]).map((path) => path.replaceAll('.', '_'));
    assert.equal(new Set(names).size, names.length);
  });

  it('has defaults that its own ranges allow', () => {
    for (const key of CONFIG_KEYS) {
      const value = defaultOf(key);
      const { kind } = key.value;
      if (!key.field || kind === 'tables' || kind === 'numbers') continue;
      const text = kind === 'number' && Number.isInteger(value) ? `${value as number}.0` : JSON.stringify(value);
      const { diagnostics } = parseConfig(`[pypss]\n${key.key} = ${text}\n`, 'pypss.toml', { table: 'pypss.toml' });
      assert.deepEqual(
        diagnostics.filter(({ severity }) => severity !== 'info'),
        [],
        key.key,
      );
    }
  });

  it('says what each key is about', () => {
    for (const key of CONFIG_KEYS) assert.match(key.about, /^[A-Z].{5,}[^.]$/, key.key);
  });

  it('finds keys by nested path, flat name and anything between', () => {
    for (const path of [
      ['ui', 'theme', 'primary'],
      ['ui_theme_primary'],
      ['ui', 'theme_primary'],
      ['ui_theme', 'primary'],
    ])
      assert.equal(findConfigKey(path)?.key.key, 'ui.theme.primary');
    assert.deepEqual(findConfigKey(['custom_metric_weights', 'IO'])?.rest, ['IO']);
    assert.deepEqual(findConfigKey(['custom_metric_weights_IO'])?.rest, ['IO']);
    assert.equal(findConfigKey(['score', 'error_spike_threshold'])?.key.key, 'error_spike_threshold');
    for (const path of [['nope'], ['score'], ['constructor'], ['__proto__', 'x'], ['ui', 'theme']])
      assert.equal(findConfigKey(path), null, path.join('.'));
  });

  it('is frozen in its defaults', () => {
    assert.throws(() => ((DEFAULT_CONFIG.weights as { ts: number }).ts = 1), TypeError);
    assert.throws(() => ((DEFAULT_CONFIG.discovery.ignoreDirs as string[])[0] = 'x'), TypeError);
  });
});
