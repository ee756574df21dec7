import { html, nothing, type TemplateResult } from 'lit';
import type { Report } from '../../src/protocol/report.ts';
import type { Timeline } from '../../src/protocol/reportCharts.ts';
import { segments } from '../chart/series.ts';
import { sparkline } from '../chart/sparkline.ts';
import { formatCount, formatDuration, formatNumber, formatRate, formatRatio } from '../format.ts';
import { referenceOf, relativeDelta, shareDelta, type Delta, type Reference } from '../deltas.ts';
import type { RunFigures } from '../../src/protocol/history.ts';
import type { Store } from '../store.ts';
import { deltaText } from './deltaText.ts';
import { runFigures } from '../../src/protocol/runFigures.ts';

interface Kpi {
  label: string;
  hue: string;
  value: (report: Report) => string;
  /** What puts the figure into proportion. */
  context: (report: Report) => string;
  series: (timeline: Timeline) => readonly number[];
  /** The change against other figures; null where there is no telling. */
  change: (now: RunFigures, before: RunFigures) => Delta | null;
  format: (value: number) => string;
}

const overMedian = (report: Report, value: number): string =>
  report.latency.p50 > 0 ? `${formatRatio(value / report.latency.p50)} the median` : 'the median is 0';

const failing = ({ traces, errors }: RunFigures): number => (traces === 0 ? 0 : errors / traces);

/** Traffic a second where both carry times, else the counts; good or bad it is not. */
function rateDelta(now: RunFigures, before: RunFigures): Delta | null {
  const rates = (now.span ?? 0) > 0 && (before.span ?? 0) > 0;
  if (!rates) return relativeDelta(now.traces, before.traces, 'neither');
  const change = relativeDelta(now.traces / (now.span ?? 1), before.traces / (before.span ?? 1), 'neither');
  return change === null ? null : { ...change, text: `${change.text} rate` };
}

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
    change: (now, before) => rateDelta(now, before),
    format: formatCount,
  },
  {
    label: 'Error rate',
    hue: 'm-ev',
    value: (report) => formatRate(report.traces === 0 ? 0 : report.errors / report.traces),
    context: (report) => `${formatCount(report.errors)} failed`,
    series: (timeline) => timeline.errors.map((errors, index) => errors / Math.max(1, timeline.traces[index])),
    change: (now, before) => shareDelta(failing(now), failing(before), 'fall'),
    format: formatRate,
  },
  {
    label: 'Average latency',
    hue: 'm-ts',
    value: (report) => formatDuration(report.latency.mean),
    context: (report) => overMedian(report, report.latency.mean),
    series: (timeline) => timeline.mean,
    change: (now, before) => relativeDelta(now.latency.mean, before.latency.mean, 'fall'),
    format: formatDuration,
  },
  {
    label: 'Latency p50',
    hue: 'm-ts',
    value: (report) => formatDuration(report.latency.p50),
    context: (report) => `p90 ${formatDuration(report.latency.p90)}`,
    series: (timeline) => timeline.p50,
    change: (now, before) => relativeDelta(now.latency.p50, before.latency.p50, 'fall'),
    format: formatDuration,
  },
  {
    label: 'Latency p95',
    hue: 'm-ts',
    value: (report) => formatDuration(report.latency.p95),
    context: (report) => overMedian(report, report.latency.p95),
    series: (timeline) => timeline.p95,
    change: (now, before) => relativeDelta(now.latency.p95, before.latency.p95, 'fall'),
    format: formatDuration,
  },
  {
    label: 'Latency p99',
    hue: 'm-ts',
    value: (report) => formatDuration(report.latency.p99),
    context: (report) => `max ${formatDuration(report.latency.max)}`,
    series: (timeline) => timeline.p99,
    change: (now, before) => relativeDelta(now.latency.p99, before.latency.p99, 'fall'),
    format: formatDuration,
  },
  {
    label: 'Waiting',
    hue: 'm-cc',
    value: (report) => formatRate(report.waiting),
    context: () => 'of traced time',
    series: (timeline) => timeline.waiting,
    change: (now, before) => shareDelta(now.waiting, before.waiting, 'fall'),
    format: formatRate,
  },
];

/** The row of figures, each with its course over time; only those of these labels, if they are named. */
export function kpiRow(store: Store, only?: readonly string[]): TemplateResult {
  const report = store.report;
  const reference = referenceOf(store);
  return html`<section class="kpis" aria-label="Key figures">
    ${KPIS.filter(({ label }) => only?.includes(label) ?? true).map(
      (kpi) =>
        html`<div class="kpi ${kpi.hue}">
          <div class="label">${kpi.label}</div>
          <div class="row">
            <div class="value">${report === null ? '–' : kpi.value(report)}</div>
            ${report?.timeline == null || report.timeline.start.length < 2 ? nothing : course(kpi, report.timeline)}
          </div>
          ${context(kpi, report, reference)}
        </div>`,
    )}
  </section>`;
}

/** Under the figure: its change where there is something to compare with, else what puts it into proportion. */
function context(kpi: Kpi, report: Report | null, reference: Reference | null): TemplateResult {
  if (report === null) return html`<div class="context"> </div>`;
  const text = kpi.context(report);
  const change = reference?.figures == null ? null : kpi.change(runFigures(report), reference.figures);
  if (change === null || reference === null) return html`<div class="context">${text}</div>`;
  return html`<div class="context" title=${text}>${deltaText(change)} vs ${reference.name}</div>`;
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
