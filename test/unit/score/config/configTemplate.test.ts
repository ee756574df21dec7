import assert from 'node:assert/strict';
import { DEFAULT_CONFIG } from '../../../../src/score/config/config.ts';
import { configTemplate } from '../../../../src/score/config/configTemplate.ts';
import { parseConfig } from '../../../../src/score/config/parseConfig.ts';

describe('a new pypss.toml', () => {
  it('changes nothing', () => {
    const { config, diagnostics } = parseConfig(configTemplate(), 'pypss.toml', { table: 'pypss.toml' });
    assert.deepEqual(diagnostics, []);
    assert.deepEqual(config, DEFAULT_CONFIG);
  });

  it('shows the defaults, as they would be written', () => {
    const text = configTemplate().replace(/^# (?=\w+ = )/gm, '');
    const { config, diagnostics } = parseConfig(text, 'pypss.toml', { table: 'pypss.toml' });
    assert.deepEqual(diagnostics, []);
    assert.deepEqual(config, DEFAULT_CONFIG);
    assert.match(text, /^\[pypss\]\nw_ts = 0\.3 {2}# Weight of timing stability$/m);
    assert.match(text, /^latency_tail_percentile = 94 {2}#/m);
  });
});
