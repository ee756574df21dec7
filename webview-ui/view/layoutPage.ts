import { html, type nothing, type TemplateResult } from 'lit';
import type { Report } from '../../src/protocol/report.ts';
import type { LayoutWidget } from '../../src/protocol/reportConfig.ts';
import type { Store } from '../store.ts';
import { advisorPanel } from './advisor.ts';
import { breakdownPanel } from './breakdown.ts';
import { customChart } from './customChart.ts';
import { exceptions } from './diagnostics.ts';
import { entropyHeat } from './entropyHeat.ts';
import { errorHeat } from './errorHeat.ts';
import { historyTrend } from './historyTrend.ts';
import { kpiRow } from './kpis.ts';
import { metricsTab } from './metricsTab.ts';
import { noTimeNotice, notice } from './notice.ts';
import { durations, percentiles } from './performanceTab.ts';
import { cpuAndWait } from './violinPanel.ts';
import { slowestFunctions } from './slowestFunctions.ts';
import { scorePanel } from './scoreRing.ts';
import { tablePanel } from './tablePanel.ts';

type Panel = (store: Store, report: Report) => TemplateResult | typeof nothing;

/** Figures that stand side by side in one row, by the widget that asks for them. */
const KPIS: Readonly<Record<string, string>> = {
  total_traces_kpi: 'Traces',
  error_rate_kpi: 'Error rate',
  avg_latency_kpi: 'Average latency',
};

/** The panel of each widget; those of the configuration are PyPSS's names and a few of our own. */
const PANELS: Readonly<Record<string, Panel>> = {
  pss_gauge: scorePanel,
  metric_breakdown: breakdownPanel,
  ai_advisor: advisorPanel,
  historical_trend: historyTrend,
  module_table: tablePanel,
  metrics_stability_trends: metricsTab,
  error_heatmap: errorHeat,
  entropy_heatmap: entropyHeat,
  top_exceptions: exceptions,
  latency_percentiles_chart: (store, { timeline }) =>
    timeline === null ? noTimeNotice(store, 'Latency percentiles') : percentiles(store, timeline),
  concurrency_distribution: cpuAndWait,
  latency_histogram: durations,
  slowest_functions: slowestFunctions,
};

/** A tab as `[[pypss.dashboard_layout]]` lays it out; null where the configuration has no layout. */
export function layoutPage(store: Store): TemplateResult | null {
  const { report, tab } = store;
  const layout = store.whole?.config.layout ?? null;
  if (layout === null || report === null || tab === 'compare' || store.detail !== null) return null;
  const widgets = layout.map((widget, index) => ({ widget, index })).filter(({ widget }) => widget.tab === tab);
  if (widgets.length === 0) {
    return notice('Nothing on this tab', 'The dashboard_layout of pypss.toml puts no widget here.');
  }
  return html`${grouped(widgets).map((group) => cell(store, report, group))}`;
}

interface Placed {
  widget: LayoutWidget;
  /** Place in the whole layout, which names custom charts. */
  index: number;
}

/** Figures that follow one another share a row; everything else stands alone. */
function grouped(widgets: readonly Placed[]): Placed[][] {
  const groups: Placed[][] = [];
  for (const placed of widgets) {
    const last = groups.at(-1);
    const joins =
      Object.hasOwn(KPIS, placed.widget.type) && last !== undefined && Object.hasOwn(KPIS, last[0].widget.type);
    if (joins) last.push(placed);
    else groups.push([placed]);
  }
  return groups;
}

function cell(store: Store, report: Report, group: readonly Placed[]): TemplateResult {
  const [{ widget, index }] = group;
  const span = group.reduce((columns, placed) => columns + (placed.widget.span ?? 12), 0);
  return html`<div class="widget span-${Math.min(12, span)}">${panel(store, report, widget, index, group)}</div>`;
}

function panel(
  store: Store,
  report: Report,
  { type, chart }: LayoutWidget,
  index: number,
  group: readonly Placed[],
): TemplateResult | typeof nothing {
  if (chart !== null) return customChart(store, chart, index);
  if (Object.hasOwn(KPIS, type))
    return kpiRow(
      store,
      group.map((placed) => KPIS[placed.widget.type]),
    );
  if (!Object.hasOwn(PANELS, type))
    return notice(type, `There is no widget “${type}”; see dashboard_layout in pypss.toml.`);
  return PANELS[type](store, report);
}
