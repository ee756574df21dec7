import { html, type TemplateResult } from 'lit';
import type { Report } from '../../src/protocol/report.ts';
import type { Timeline } from '../../src/protocol/reportCharts.ts';
import { coarseBins } from '../chart/histogram.ts';
import { axisLabel, histogramChart } from '../chart/histogramChart.ts';
import { decades, linearScale, logScale, roundTicks } from '../chart/series.ts';
import { timeChart, type Line } from '../chart/timeChart.ts';
import { formatCounted, formatDuration, formatRatio, formatWidth } from '../format.ts';
import type { Store } from '../store.ts';
import { noTimeNotice, notice, untimedNote } from './notice.ts';
import { slowestFunctions } from './slowestFunctions.ts';
import { cpuAndWait } from './violinPanel.ts';

/** How long calls take: percentiles over time, how CPU, waits and durations are distributed, and who is slowest. */
export function performanceTab(store: Store): TemplateResult {
  const { report } = store;
  if (report === null) return notice('Latency', 'The first figures come in a moment.');
  const { timeline } = report;
  return html`${timeline === null || timeline.start.length === 0 ? noTimeNotice(store, 'Latency percentiles') : percentiles(store, timeline)}
  ${cpuAndWait(store, report)}${durations(store, report)}${slowestFunctions(store, report)}${untimedNote(store)}`;
}

export function percentiles(store: Store, timeline: Timeline): TemplateResult {
  const line = (key: 'p50' | 'p90' | 'p99', css: string, dash: string): Line => ({
    label: key,
    css,
    dash,
    values: timeline[key],
    format: formatDuration,
    before: (other) => other[key],
    ...(key === 'p99' ? { downTo: timeline.p50 } : {}),
  });
  const high = timeline.p99.reduce((most, value) => Math.max(most, value), 0);
  const low = timeline.p50.reduce((least, value) => (value > 0 ? Math.min(least, value) : least), high);
  const log = (store.choices.log ?? (low > 0 && high / low > 20)) && low > 0 && high > low;
  const floor = 10 ** Math.floor(Math.log10(low));
  const ceiling = 10 ** Math.ceil(Math.log10(high));
  const ticks = log ? decades(floor, ceiling, 5) : roundTicks(high);
  return timeChart(store, {
    id: 'percentiles',
    title: 'Latency percentiles',
    subtitle: `windows of ${formatWidth(timeline.width)}; the band is p50 to p99: a wide band is jitter`,
    timeline,
    lines: [line('p99', 'm-ts strong-line', ''), line('p90', 'm-ts', '5 3'), line('p50', 'm-ts', '')],
    scale: log ? logScale(floor, ceiling) : linearScale(0, Math.max(high * 1.05, ticks[ticks.length - 1])),
    ticks: ticks.map((value) => ({ value, label: axisLabel(value) })),
    height: 220,
    remark: (index) =>
      timeline.p50[index] > 0 ? `p99 is ${formatRatio(timeline.p99[index] / timeline.p50[index])} p50` : '',
    controls: html`<div class="seg" role="group" aria-label="Scale">
      ${([false, true] as const).map(
        (value) =>
          html`<button type="button" aria-pressed=${log === value} @click=${() => store.choose({ log: value })}>
            ${value ? 'Log' : 'Linear'}
          </button>`,
      )}
    </div>`,
  });
}

export function durations(store: Store, { distributions, latency, traces }: Report): TemplateResult {
  const all = coarseBins(distributions.duration, 4);
  const failed = coarseBins(distributions.failed, 4);
  const ok = all.map((bin, index) => ({ ...bin, count: Math.max(0, bin.count - (failed[index]?.count ?? 0)) }));
  const before = store.baseline?.report ?? null;
  return histogramChart(store, {
    id: 'durations',
    title: 'Latency histogram',
    subtitle: formatCounted(traces, 'call'),
    layers: [
      { label: 'ok', css: 'm-ts', bins: ok },
      { label: 'failed', css: 'm-ev', bins: failed },
    ],
    marks: [
      { label: 'p50', value: latency.p50 },
      { label: 'p95', value: latency.p95 },
      { label: 'p99', value: latency.p99 },
    ],
    // As many calls as now, so that shapes are compared, not traffic.
    ...(before === null || before.traces === 0
      ? {}
      : { before: coarseBins(before.distributions.duration, 4), scale: traces / before.traces }),
  });
}
