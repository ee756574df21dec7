import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { DEFAULT_CONFIG } from '../../../../src/score/config/config.ts';
import { formatConfigDiagnostic } from '../../../../src/score/config/configDiagnostic.ts';
import type { ConfigFileKind } from '../../../../src/score/config/configEntries.ts';
import { MAX_CONFIG_LENGTH, parseConfig } from '../../../../src/score/config/parseConfig.ts';

function parse(text: string, table: ConfigFileKind = 'pypss.toml') {
  const parsed = parseConfig(text, 'f.toml', { table });
  return { ...parsed, lines: parsed.diagnostics.map(formatConfigDiagnostic) };
}

/** The configuration of a text that must hold no fault. */
function clean(text: string, table: ConfigFileKind = 'pypss.toml') {
  const { config, lines } = parse(text, table);
  assert.deepEqual(lines, []);
  return config;
}

describe('reading the configuration', () => {
  describe('the conformance cases', () => {
    const folder = new URL('../../../fixtures/conformance/', import.meta.url);
    const files = readdirSync(folder).filter((name) => name.endsWith('.toml'));

    it('are there', () => assert.ok(files.length >= 25));

    for (const file of files)
      it(`${file} loads or fails as expected`, () => {
        const expected = JSON.parse(readFileSync(new URL(file.replace(/toml$/, 'expect.json'), folder), 'utf8')) as {
          exit: number;
        };
        const { diagnostics } = parse(readFileSync(new URL(file, folder), 'utf8'));
        const errors = diagnostics.filter(({ severity }) => severity === 'error');
        assert.equal(errors.length > 0, expected.exit === 1, errors.map(formatConfigDiagnostic).join('\n'));
      });
  });

  it('gives the defaults for an empty file', () => {
    for (const text of ['', '\n# nothing\n', '\uFEFF', '[pypss]\n', '[pypss]\n[pypss.score]\n', 'pypss = {}'])
      assert.deepEqual(clean(text), DEFAULT_CONFIG);
  });

  describe('places of keys', () => {
    const layouts = {
      table: '[pypss.ui.theme]\nprimary = "#123456"',
      'inner table under its own header': '[pypss]\n[pypss.ui]\n[pypss.ui.theme]\nprimary = "#123456"',
      dotted: '[pypss]\nui.theme.primary = "#123456"',
      'dotted at the root': 'pypss.ui.theme.primary = "#123456"',
      inline: '[pypss]\nui = { title = "PyPSS | Reliability Platform", theme = { primary = "#123456" } }',
      'dotted inside inline': 'pypss = { ui.theme.primary = "#123456" }',
      flat: '[pypss]\nui_theme_primary = "#123456"',
      'half flat': '[pypss.ui]\ntheme_primary = "#123456"',
      quoted: '["pypss"."ui"]\n\'theme\'."primary" = "#123456"',
      spaced: '[ pypss . ui ]\ntheme . primary = "#123456"',
      'tool table': '[tool.pypss.ui.theme]\nprimary = "#123456"',
      'flat outside any table': 'ui_theme_primary = "#123456"',
      'table at the root': '[ui.theme]\nprimary = "#123456"',
    };
    for (const [name, text] of Object.entries(layouts))
      it(`reads ${name}`, () => assert.equal(clean(text).ui.theme.primary, '#123456'));

    it('reads values of every type', () => {
      const config = clean(
        [
          'regression_threshold_drop = 3',
          'retention_days = 30',
          '[pypss]',
          'alpha = 1e-3',
          'w_ts = 1_000',
          'consecutive_error_threshold = 0x10',
          "default.trace_file = 'C:\\traces.json'",
          'discovery.ignore_dirs = ["a", "b"]',
          '[[pypss.dashboard_layout]]',
          'type = "pss_gauge"',
          'span = 12',
          '[[pypss.dashboard_layout]]',
          'type = "custom_chart"',
          '[[pypss.context_sampling_rules]]',
          'sample_rate = 0.5',
        ].join('\r\n'),
      );
      assert.equal(config.alpha, 0.001);
      assert.equal(config.weights.ts, 1000);
      assert.equal(config.consecutiveErrorThreshold, 16);
      assert.equal(config.default.traceFile, 'C:\\traces.json');
      assert.deepEqual(config.discovery.ignoreDirs, ['a', 'b']);
      assert.deepEqual(config.dashboard.layout, [{ type: 'pss_gauge', span: 12 }, { type: 'custom_chart' }]);
      assert.deepEqual(config.sampling.contextRules, [{ sample_rate: 0.5 }]);
      assert.equal(config.history.regressionThresholdDrop, 3);
      assert.equal(config.history.retentionDays, 30);
    });

    it('honours the keys that the usage page shows under [pypss.score]', () => {
      const config = clean('[pypss.score]\nerror_spike_threshold = 0.05\nconsecutive_error_threshold = 2\n');
      assert.equal(config.errorSpikeThreshold, 0.05);
      assert.equal(config.consecutiveErrorThreshold, 2);
    });

    it('reads only [tool.pypss] from a pyproject.toml and says nothing about the rest', () => {
      const text = '[project]\nname = "x"\nalpha = 9\n[pypss]\nbeta = "x"\n[tool.ruff]\nline-length = 1\n';
      assert.equal(parse(text, 'pyproject.toml').found, false);
      assert.deepEqual(clean(text, 'pyproject.toml'), DEFAULT_CONFIG);
      const ours = parse(`${text}[tool.pypss]\nalpha = 3\n`, 'pyproject.toml');
      assert.deepEqual([ours.found, ours.config.alpha, ours.lines], [true, 3, []]);
      for (const other of ['[tool.pypss]', 'tool.pypss.ui.port = 1', 'tool = { pypss = {} }'])
        assert.equal(parse(other, 'pyproject.toml').found, true, other);
      assert.equal(parse('tool = 3', 'pyproject.toml').found, false);
    });
  });

  describe('a key that is set twice', () => {
    it('follows [pypss] before [tool.pypss], that before flat names outside tables, and warns', () => {
      const all = parse('alpha = 1\n[tool.pypss]\nalpha = 2\n[pypss]\nalpha = 3\n');
      assert.equal(all.config.alpha, 3);
      assert.deepEqual(all.lines, [
        'f.toml:1:1: warning: alpha is set twice: tool.pypss.alpha is used instead',
        'f.toml:3:1: warning: alpha is set twice: pypss.alpha is used instead',
      ]);
      assert.equal(parse('[pypss]\nalpha = 3\n[tool.pypss]\nalpha = 2\n').config.alpha, 3);
      assert.equal(parse('alpha = 1\n[tool.pypss]\nalpha = 2\n').config.alpha, 2);
    });

    it('combines tables that set different keys', () => {
      const config = clean('gamma = 7\n[tool.pypss]\nalpha = 5\n[pypss]\nbeta = 6\n');
      assert.deepEqual([config.alpha, config.beta, config.gamma], [5, 6, 7]);
    });

    it('follows the later line within a table', () => {
      const nested = parse('[pypss]\nui_title = "flat"\n[pypss.ui]\ntitle = "nested"\n');
      assert.equal(nested.config.ui.title, 'nested');
      assert.deepEqual(nested.lines, ['f.toml:2:1: warning: ui.title is set twice: pypss.ui.title is used instead']);
      const both = parse('[pypss]\nerror_spike_threshold = 0.3\nscore.error_spike_threshold = 0.4\n');
      assert.equal(both.config.errorSpikeThreshold, 0.4);
    });
  });

  describe('faults', () => {
    const cases: [name: string, text: string, line: string][] = [
      ['broken TOML', '[pypss]\nalpha = \n', '2:9: error: broken TOML: invalid value'],
      ['a date that no calendar has', '[pypss]\nx = 2024-02-30', '2:14: error: broken TOML: Unexpected invalid date'],
      ['text for a number', 'alpha = "2"', '1:9: error: alpha must be a number of at least 0, not the text "2"'],
      ['a boolean for a number', 'alpha = true', '1:9: error: alpha must be a number of at least 0, not true'],
      [
        'a boolean for an integer',
        'max_traces = false',
        '1:14: error: max_traces must be an integer of at least 0, not false',
      ],
      ['nan', 'alpha = nan', '1:9: error: alpha must be a number of at least 0, not NaN'],
      ['inf', 'alpha = +inf', '1:9: error: alpha must be a number of at least 0, not Infinity'],
      ['a date for a number', 'alpha = 2024-01-01', '1:9: error: alpha must be a number of at least 0, not a date'],
      ['a negative weight', 'w_ts = -0.1', '1:8: error: w_ts must be a number of at least 0, not -0.1'],
      ['a rate above 1', 'sample_rate = 2', '1:15: error: sample_rate must be a number from 0 to 1, not 2'],
      [
        'a float percentile',
        'score.latency_tail_percentile = 94.0',
        '1:33: error: score.latency_tail_percentile must be an integer from 0 to 98, not the float 94.0',
      ],
      [
        'a percentile of 99',
        'score_latency_tail_percentile = 99',
        '1:33: error: score_latency_tail_percentile must be an integer from 0 to 98, not 99',
      ],
      [
        'a port of 65536',
        '[pypss.ui]\nport = 65536',
        '2:8: error: ui.port must be an integer from 0 to 65535, not 65536',
      ],
      [
        'an integer that no double holds',
        'max_traces = 9007199254740993',
        '1:14: error: max_traces must be an integer of at least 0, not 9007199254740993',
      ],
      [
        'a PSS threshold above 100',
        'advisor.threshold_good = 100.5',
        '1:26: error: advisor.threshold_good must be a number from 0 to 100, not 100.5',
      ],
      ['a number for text', 'ui.title = 1', '1:12: error: ui.title must be text, not 1'],
      [
        'CSS for a colour',
        'ui.theme.info = "red;}"',
        '1:17: error: ui.theme.info must be a colour such as "#4285F4", not the text "red;}"',
      ],
      [
        'another backend',
        'storage_backend = "mysql"',
        '1:19: error: storage_backend must be "sqlite" or "prometheus", not the text "mysql"',
      ],
      ['a table for a number', '[pypss.alpha]\nx = 1', '2:5: error: alpha must be a number of at least 0, not a table'],
      [
        'an empty table for a number',
        '[pypss]\nalpha = {}',
        '2:9: error: alpha must be a number of at least 0, not a table',
      ],
      [
        'a list of tables for a number',
        '\n[[pypss.alpha]]\nx = 1',
        '2:1: error: alpha must be a number of at least 0, not a list',
      ],
      [
        'a table for a list of tables',
        '[pypss.dashboard_layout]\nspan = 1',
        '2:8: error: dashboard.layout must be a list of tables, not a table',
      ],
      ['mixed texts', 'plugins = ["a", 1]', '1:11: error: plugins must be a list of texts, not a list'],
      ['a scalar for our table', 'pypss = 3', '1:9: error: pypss must be a table, not 3'],
      ['a list for our table', '[[pypss]]\nalpha = 1', '1:1: error: pypss must be a table, not a list'],
      [
        'text for a custom weight',
        'custom_metric_weights.IO = "x"',
        '1:28: error: custom_metric_weights.IO must be a number of at least 0, not the text "x"',
      ],
      [
        'a scalar for custom weights',
        'custom_metric_weights = 1',
        '1:25: error: custom_metric_weights must be a table of numbers, not 1',
      ],
      [
        'the value in a dotted key',
        '[pypss]\n  ui . theme . info = 3 # c',
        '2:23: error: ui.theme.info must be a colour such as "#4285F4", not 3',
      ],
      [
        'the value in an inline table',
        '[pypss]\nscore = { memory_epsilon = 1e-9, error_vmr_multiplier = "a" }',
        '2:57: error: score.error_vmr_multiplier must be a number of at least 0, not the text "a"',
      ],
      ['a value where a table belongs', '[pypss]\nscore = 5', '2:9: error: score must be a table, not 5'],
      [
        'the value after wide characters',
        'pypss.ui = { "😀" = 1, port = -1 }',
        '1:31: error: ui.port must be an integer from 0 to 65535, not -1',
      ],
    ];
    for (const [name, text, line] of cases)
      it(`refuses ${name}`, () => {
        const { lines, config } = parse(text);
        assert.equal(
          lines.find((one) => one.includes('error')),
          `f.toml:${line}`,
        );
        assert.deepEqual(config, DEFAULT_CONFIG);
      });

    it('refuses weights that are all 0 and names them', () => {
      const { lines } = parse('[pypss]\nw_ts = 0\nw_ms = 0\nw_ev = 0\nw_be = 0.0\nw_cc = 0\n');
      assert.deepEqual(lines, [
        'f.toml:2:8: error: the weights w_ts, w_ms, w_ev, w_be and w_cc are all 0; at least one must be above 0',
      ]);
      assert.equal(parse('w_ts = 1e308\nw_ms = 1e308\nw_ev = 0.1').diagnostics[0].severity, 'error');
    });

    it('keeps the good values beside a bad one', () => {
      const { config } = parse('alpha = 5\nbeta = "x"\n');
      assert.deepEqual([config.alpha, config.beta], [5, 1]);
    });

    it('refuses a file that is too long', () => {
      assert.match(
        parse(`#${'x'.repeat(MAX_CONFIG_LENGTH)}`).lines[0],
        /^f\.toml:1:1: error: the file is larger than 1 MB/,
      );
    });
  });

  describe('unknown keys', () => {
    const cases: [text: string, line: string][] = [
      ['[pypss]\nalhpa = 1', '2:1: warning: unknown key alhpa is ignored; did you mean alpha?'],
      [
        '[pypss]\n[pypss.scor]\nmemory_epsilon = 1',
        '3:1: warning: unknown key scor.memory_epsilon is ignored; did you mean score.memory_epsilon?',
      ],
      ['[pypss]\ntitle = "x"', '2:1: warning: unknown key title is ignored; did you mean ui.title?'],
      ['[pyps]\nalpha = 1', '2:1: warning: unknown key pyps.alpha is ignored; did you mean pypss.alpha?'],
      [
        '[tool.pyps]\nalpha = 1',
        '2:1: warning: unknown key tool.pyps.alpha is ignored; did you mean tool.pypss.alpha?',
      ],
      ['[pypss]\nnonsense = 1', '2:1: warning: unknown key nonsense is ignored'],
      ['[pypss]\n  "a\\nb" = 1', '2:3: warning: unknown key "a\\nb" is ignored'],
      ['pypss = { alpha = 1, x = 2 }', '1:22: warning: unknown key x is ignored'],
      [
        '[[pypss.rules]]\na = 1\n[[pypss.rules]]\na = 2\n[pypss.rules.b]\nc = 1',
        '1:1: warning: unknown key rules is ignored',
      ],
    ];
    for (const [text, line] of cases)
      it(`warns: ${line}`, () => assert.deepEqual(parse(text).lines, [`f.toml:${line}`]));

    it('named like parts of objects do no harm', () => {
      const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype'];
      const text = names.map((name) => `[pypss.${name}]\npolluted = 1\n`).join('');
      assert.equal(parse(text).diagnostics.length, names.length);
      const weights = parse('[pypss.custom_metric_weights]\n__proto__ = 0.5\nconstructor = 1\n').config.plugins.weights;
      assert.deepEqual(Object.entries(weights), [
        ['__proto__', 0.5],
        ['constructor', 1],
      ]);
      const layout = parse('[[pypss.dashboard_layout]]\n__proto__ = { polluted = 1 }\n').config.dashboard.layout;
      assert.deepEqual(Object.keys(layout[0]), ['__proto__']);
      assert.equal(({} as { polluted?: unknown }).polluted, undefined);
    });

    it('are counted when there are very many', () => {
      const { lines } = parse(Array.from({ length: 300 }, (_, index) => `key${index} = 1`).join('\n'));
      assert.equal(lines.length, 101);
      assert.equal(lines[100], 'f.toml:101:1: warning: 200 more warnings like these');
    });
  });

  it('accepts keys that nothing here follows from, with one line of information', () => {
    const { config, lines } = parse(
      [
        'plugins = ["a.b"]',
        'custom_metric_weights = { IO = 0.2 }',
        'storage_backend = "prometheus"',
        'tuning.iterations = 3',
        'ml_contamination = 0.2',
        'storage_mode = "x"',
        '[adaptive_sampling]',
        'min_rate = 0.5',
        '[alerts]',
        'alerts_enabled = true',
        'slack_webhook = "https://example.invalid"',
        '[alert.threshold]',
        'ts = 0.5',
      ].join('\n'),
    );
    assert.deepEqual(lines, [
      'f.toml:1:1: info: known from PyPSS and accepted, but without effect here: plugins, custom_metric_weights, ' +
        'storage_backend = "prometheus", tuning, ml, storage_mode, adaptive_sampler.min_rate, alerts.enabled, ' +
        'alerts.slack_webhook, alert.threshold.ts',
    ]);
    assert.deepEqual(config.plugins, { modules: ['a.b'], weights: { IO: 0.2 }, threadStarvationSensitivity: 100 });
    assert.deepEqual(
      [config.adaptiveSampler.minRate, config.alerts.enabled, config.alerts.thresholds.ts],
      [0.5, true, 0.5],
    );
  });

  it('never throws, whatever the text, and places every fault inside it', () => {
    const piece = fc.constantFrom(
      '[',
      ']',
      '[[',
      ']]',
      '.',
      '=',
      '{',
      '}',
      ',',
      '"',
      "'",
      '\n',
      '\r\n',
      ' ',
      '#',
      'pypss',
      'tool',
      'alpha',
      'w_ts',
      '1',
      '0.5',
      'nan',
      'true',
      '\\',
      '"""',
      '😀',
      '\uD800',
      '\u0000',
      '1979-05-27',
      '__proto__',
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 30 }),
        fc.constantFrom('pypss.toml' as const, 'pyproject.toml' as const),
        (pieces, table) => {
          const text = pieces.join('');
          const lineCount = text.split('\n').length;
          for (const { line, column, message } of parse(text, table).diagnostics) {
            assert.ok(line >= 1 && line <= lineCount && column >= 1, message);
            assert.ok(!message.includes('\n'), message);
          }
        },
      ),
      { numRuns: 3000, seed: 11 },
    );
  });
});
