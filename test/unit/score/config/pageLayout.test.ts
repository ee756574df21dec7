import assert from 'node:assert/strict';
import { DEFAULT_CONFIG } from '../../../../src/score/config/config.ts';
import type { Config } from '../../../../src/score/config/config.ts';
import { layoutOf, layoutProblems, themeOf } from '../../../../src/score/config/pageLayout.ts';
import { parseConfig } from '../../../../src/score/config/parseConfig.ts';

function configOf(text: string): Config {
  const { config, diagnostics } = parseConfig(text, 'pypss.toml', { table: 'pypss.toml' });
  assert.deepEqual(diagnostics, []);
  return config;
}

describe('the look of the dashboard in the configuration', () => {
  it('is the page’s own where the file says nothing', () => {
    for (const config of [DEFAULT_CONFIG, configOf('[pypss]\nalpha = 1\n')]) {
      assert.equal(layoutOf(config), null);
      assert.equal(themeOf(config), null);
      assert.deepEqual(layoutProblems(config), []);
    }
  });

  it('names the colours that are set', () => {
    const theme = themeOf(configOf('[pypss.ui.theme]\npositive = "#00FF00"\nnegative = "#EA4335"\n'));
    assert.equal(theme?.positive, '#00FF00');
    assert.equal(theme?.negative, null);
  });

  it('keeps order, tab and span, and leaves hidden widgets out', () => {
    const config = configOf(`
[[pypss.dashboard_layout]]
type = "module_table"
span = 8
[[pypss.dashboard_layout]]
type = "error_heatmap"
tab = "Overview"
[[pypss.dashboard_layout]]
type = "ai_advisor"
hidden = true
`);
    assert.deepEqual(
      layoutOf(config)?.map(({ type, tab, span }) => [type, tab, span]),
      [
        ['module_table', 'overview', 8],
        ['error_heatmap', 'overview', null],
      ],
    );
    assert.deepEqual(layoutProblems(config), []);
  });

  it('draws fields of the traces per window', () => {
    const config = configOf(`
[[pypss.dashboard_layout]]
type = "custom_chart"
tab = "Metrics"
title = "Memory peaks"
chart_type = "bar"
x = "timestamp"
y = "memory"
aggregation = "max"
[[pypss.dashboard_layout]]
type = "custom_chart"
chart_type = "scatter"
x = "wait_time"
y = "duration"
`);
    assert.deepEqual(layoutProblems(config), []);
    const [peaks, scatter] = layoutOf(config)!.map(({ chart }) => chart!);
    assert.deepEqual(peaks, {
      title: 'Memory peaks',
      kind: 'bar',
      x: { column: 'start', label: 'time', unit: 'seconds' },
      y: { column: 'memoryMax', label: 'memory, max', unit: 'bytes' },
      problem: null,
    });
    assert.equal(scatter.title, 'duration over wait_time');
    assert.equal(scatter.x?.column, 'meanWait');
  });

  it('says what it does not know', () => {
    const problemsOf = (lines: string) => layoutProblems(configOf(`[[pypss.dashboard_layout]]\n${lines}`)).join();
    assert.match(problemsOf('type = "pss_gaug"'), /^dashboard_layout, widget 1: there is no widget “pss_gaug”/);
    assert.match(problemsOf('span = 3'), /it has no type/);
    assert.match(problemsOf('type = "pss_gauge"\nspan = 13'), /span must be a whole number from 1 to 12/);
    assert.match(problemsOf('type = "pss_gauge"\ntab = "Foo"'), /there is no tab "Foo"/);
    const chart = 'type = "custom_chart"\n';
    assert.match(problemsOf(`${chart}y = "durations"`), /“durations” is not kept over time; did you mean duration\?/);
    assert.match(problemsOf(`${chart}y = "cart_size"`), /“cart_size” is not kept over time; there is timestamp, dur/);
    assert.match(problemsOf(`${chart}y = "duration"\naggregation = "p42"`), /“p42” of duration is not kept over time/);
    assert.match(problemsOf(`${chart}y = "__proto__"`), /“__proto__” is not kept/);
    assert.match(problemsOf(`${chart}x = "memory"\ny = "duration"`), /a line chart runs over time/);
    assert.match(problemsOf(chart), /y is missing/);
    assert.match(problemsOf(`${chart}chart_type = "pie"\ny = "duration"`), /no chart “pie”/);
  });
});
