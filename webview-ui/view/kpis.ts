import { html, nothing, type TemplateResult } from 'lit';
import type { Report, Timeline } from '../../src/protocol/report.ts';
import { segments } from '../chart/series.ts';
import { sparkline } from '../chart/sparkline.ts';
import { formatCount, formatDuration, formatNumber, formatRate, formatRatio } from '../format.ts';
import type { Store } from '../store.ts';

interface Kpi {
  label: string;
  hue: string;
  value: (report: Report) => string;
  /** What puts the figure into proportion. */
  context: (report: Report) => string;
  series: (timeline: Timeline) => readonly number[];
  format: (value: number) => string;
}

const overMedian = (report: Report, value: number): string =>
  report.latency.p50 > 0 ? `${formatRatio(value / report.latency.p50)} the median` : 'the median is 0';

const KPIS: readonly Kpi[] = [
  {
    label: 'Traces',
    hue: 'neutral',
    value: (report) => formatCount(report.traces),
    context: (report) => {
      const span = report.time === null ? 0 : report.time.to - report.time.from;
      const timed = report.traces - report.untimed;
      if (report.time === null) return 'without time';
      return span > 0 ? `${formatNumber(Number((timed / span).toPrecision(3)))} per second` : 'at one instant';
    },
    series: (timeline) => timeline.traces,
    format: formatCount,
  },
  {
    label: 'Error rate',
    hue: 'm-ev',
    value: (report) => formatRate(report.traces === 0 ? 0 : report.errors / report.traces),
    context: (report) => `${formatCount(report.errors)} failed`,
    series: (timeline) => timeline.errors.map((errors, index) => errors / Math.max(1, timeline.traces[index])),
    format: formatRate,
  },
  {
    label: 'Average latency',
    hue: 'm-ts',
    value: (report) => formatDuration(report.latency.mean),
    context: (report) => overMedian(report, report.latency.mean),
    series: (timeline) => timeline.mean,
    format: formatDuration,
  },
  {
    label: 'Latency p50',
    hue: 'm-ts',
    value: (report) => formatDuration(report.latency.p50),
    context: (report) => `p90 ${formatDuration(report.latency.p90)}`,
    series: (timeline) => timeline.p50,
    format: formatDuration,
  },
  {
    label: 'Latency p95',
    hue: 'm-ts',
    value: (report) => formatDuration(report.latency.p95),
    context: (report) => overMedian(report, report.latency.p95),
    series: (timeline) => timeline.p95,
    format: formatDuration,
  },
  {
    label: 'Latency p99',
    hue: 'm-ts',
    value: (report) => formatDuration(report.latency.p99),
    context: (report) => `max ${formatDuration(report.latency.max)}`,
    series: (timeline) => timeline.p99,
    format: formatDuration,
  },
  {
    label: 'Waiting',
    hue: 'm-cc',
    value: (report) => formatRate(report.waiting),
    context: () => 'of traced time',
    series: (timeline) => timeline.waiting,
    format: formatRate,
  },
];

/** The row of figures, each with its course over time. */
export function kpiRow(store: Store): TemplateResult {
  const report = store.report;
  return html`<section class="kpis" aria-label="Key figures">
    ${KPIS.map(
      (kpi) =>
        html`<div class="kpi ${kpi.hue}">
          <div class="label">${kpi.label}</div>
          <div class="row">
            <div class="value">${report === null ? '–' : kpi.value(report)}</div>
            ${report?.timeline == null || report.timeline.start.length < 2 ? nothing : course(kpi, report.timeline)}
          </div>
          <div class="context">${report === null ? '\u00a0' : kpi.context(report)}</div>
        </div>`,
    )}
  </section>`;
}

function course(kpi: Kpi, timeline: Timeline): TemplateResult {
  const values = kpi.series(timeline);
  const low = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = values.reduce((most, value) => Math.max(most, value), 0);
  return sparkline({
    label: `${kpi.label} over time, from ${kpi.format(low)} to ${kpi.format(high)}`,
    runs: segments(timeline.start, values, timeline.width),
    from: timeline.start[0],
    to: timeline.start[timeline.start.length - 1],
    low: 0,
    high: high > 0 ? high * 1.05 : 1,
    width: 72,
    height: 24,
    filled: true,
  });
}
