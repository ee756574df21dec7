/** What the configuration says about the look of the dashboard, in the form in which the report carries it. */
import type { CustomChart, LayoutWidget, ThemeColours } from '../../protocol/reportConfig.ts';
import { chartField } from './chartFields.ts';
import { DEFAULT_CONFIG, type Config, type ConfigTable, type ConfigValue } from './config.ts';

/** Widgets that the configuration can place, with the tab on which each stands by itself. */
export const WIDGETS: Readonly<Record<string, LayoutWidget['tab']>> = {
  pss_gauge: 'overview',
  total_traces_kpi: 'overview',
  error_rate_kpi: 'overview',
  avg_latency_kpi: 'overview',
  metric_breakdown: 'overview',
  ai_advisor: 'overview',
  historical_trend: 'overview',
  module_table: 'overview',
  metrics_stability_trends: 'metrics',
  error_heatmap: 'diagnostics',
  entropy_heatmap: 'diagnostics',
  top_exceptions: 'diagnostics',
  latency_percentiles_chart: 'performance',
  concurrency_distribution: 'performance',
  latency_histogram: 'performance',
  custom_chart: 'overview',
};

const TABS: readonly LayoutWidget['tab'][] = ['overview', 'metrics', 'diagnostics', 'performance'];
const KINDS = ['line', 'bar', 'scatter'] as const;
/** More charts than that nobody looks at; the page stays quick. */
const MOST_WIDGETS = 100;

/** The colours that differ from PyPSS's own; null when none does. */
export function themeOf({ ui }: Config): ThemeColours | null {
  const usual = DEFAULT_CONFIG.ui.theme;
  const colour = (name: keyof ThemeColours): string | null =>
    ui.theme[name].toLowerCase() === usual[name].toLowerCase() ? null : ui.theme[name];
  const theme: ThemeColours = {
    primary: colour('primary'),
    secondary: colour('secondary'),
    accent: colour('accent'),
    positive: colour('positive'),
    negative: colour('negative'),
    info: colour('info'),
    warning: colour('warning'),
  };
  return Object.values(theme).every((value) => value === null) ? null : theme;
}

/** The widgets in the order of the configuration; null where it has no layout of its own. */
export function layoutOf({ dashboard }: Config): LayoutWidget[] | null {
  if (JSON.stringify(dashboard.layout) === JSON.stringify(DEFAULT_CONFIG.dashboard.layout)) return null;
  return dashboard.layout
    .slice(0, MOST_WIDGETS)
    .filter((widget) => widget['hidden'] !== true && widget['visible'] !== false)
    .map(widgetOf);
}

/** What is wrong with the layout, one line for each widget that is not as it was meant. */
export function layoutProblems(config: Config): string[] {
  const { layout } = config.dashboard;
  const problems = layout.flatMap((widget, index) => {
    const faults = faultsOf(widget);
    return faults.length === 0 ? [] : [`dashboard_layout, widget ${index + 1}: ${faults.join('; ')}`];
  });
  if (layout.length > MOST_WIDGETS) problems.push(`dashboard_layout: only the first ${MOST_WIDGETS} widgets are shown`);
  return problems;
}

function faultsOf(widget: ConfigTable): string[] {
  const faults: string[] = [];
  const type = textOf(widget['type']);
  if (type === null) faults.push('it has no type');
  else if (!Object.hasOwn(WIDGETS, type))
    faults.push(`there is no widget “${type}”; there is ${Object.keys(WIDGETS).join(', ')}`);
  const { tab, span } = widget;
  if (tab !== undefined && tabOf(tab) === null) faults.push(`there is no tab ${JSON.stringify(tab)}`);
  if (span !== undefined && spanOf(span) === null) faults.push('span must be a whole number from 1 to 12');
  const problem = type === 'custom_chart' ? chartOf(widget).problem : null;
  return problem === null ? faults : [...faults, problem];
}

function widgetOf(widget: ConfigTable): LayoutWidget {
  const type = textOf(widget['type']) ?? '';
  const usual = Object.hasOwn(WIDGETS, type) ? WIDGETS[type] : 'overview';
  return {
    tab: tabOf(widget['tab']) ?? usual,
    type,
    span: spanOf(widget['span']),
    chart: type === 'custom_chart' ? chartOf(widget) : null,
  };
}

function chartOf(widget: ConfigTable): CustomChart {
  const first = (...names: string[]): string | null =>
    names.map((name) => textOf(widget[name])).find((text) => text !== null) ?? null;
  const wanted = first('chart_type', 'chart', 'kind') ?? 'line';
  const kind = KINDS.find((known) => known === wanted.toLowerCase());
  const x = first('x', 'x_axis', 'x_column') ?? 'timestamp';
  const y = first('y', 'y_axis', 'y_column');
  const chart: CustomChart = {
    title: first('title') ?? (y === null ? 'Custom chart' : `${y} over ${x === 'timestamp' ? 'time' : x}`),
    kind: kind ?? 'line',
    x: null,
    y: null,
    problem: null,
  };
  if (kind === undefined) return { ...chart, problem: `there is no chart “${wanted}”; there is ${KINDS.join(', ')}` };
  if (y === null) return { ...chart, problem: 'it does not say which field to draw: y is missing' };
  const across = chartField(x, null);
  const up = chartField(y, first('aggregation', 'agg'));
  if ('problem' in across) return { ...chart, problem: across.problem };
  if ('problem' in up) return { ...chart, problem: up.problem };
  if (y === 'timestamp') return { ...chart, problem: 'y is the time itself; name a field to draw over it' };
  if (x !== 'timestamp' && kind !== 'scatter') {
    return { ...chart, problem: `a ${kind} chart runs over time: x must be timestamp, or the chart a scatter` };
  }
  return { ...chart, x: across.field, y: up.field };
}

function textOf(value: ConfigValue | undefined): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, 200) : null;
}

function tabOf(value: ConfigValue | undefined): LayoutWidget['tab'] | null {
  return TABS.find((tab) => tab === textOf(value)?.toLowerCase()) ?? null;
}

function spanOf(value: ConfigValue | undefined): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 12 ? value : null;
}
