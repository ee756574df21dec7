import { html, nothing, svg, type TemplateResult } from 'lit';
import type { Report } from '../../src/protocol/report.ts';
import type { Timeline } from '../../src/protocol/reportCharts.ts';
import { lengthOf, relativeRuns, windowAfter } from '../chart/overlay.ts';
import { decades, linearScale, linePath, logScale, roundTicks, type Scale } from '../chart/series.ts';
import { formatDuration, formatWidth } from '../format.ts';
import { isoTime, type Sheet } from '../sheet.ts';
import type { Store } from '../store.ts';
import { panelTools } from './panelTools.ts';

const WIDTH = 1000;
const HEIGHT = 110;

interface Overlaid {
  id: string;
  title: string;
  css: string;
  values: (timeline: Timeline) => readonly number[];
  format: (value: number) => string;
  scale: (values: readonly number[]) => { scale: Scale; ticks: number[] };
}

const CHARTS: readonly Overlaid[] = [
  {
    id: 'overlay-pss',
    title: 'Score over time',
    css: 'total',
    values: ({ pss }) => pss,
    format: (value) => String(Math.round(value)),
    scale: () => ({ scale: linearScale(0, 100), ticks: [0, 50, 70, 90, 100] }),
  },
  {
    id: 'overlay-p95',
    title: 'Latency p95 over time',
    css: 'm-ts',
    values: ({ p95 }) => p95,
    format: formatDuration,
    scale: durationScale,
  },
];

/** Both sides on one axis, each counted from its own first trace. */
export function overlayPanel(store: Store, before: Report, now: Report): TemplateResult | typeof nothing {
  const [base, head] = [before.timeline, now.timeline];
  if (base === null || head === null || base.start.length === 0 || head.start.length === 0) return nothing;
  return html`${CHARTS.map((chart) => panel(store, chart, base, head))}`;
}

function panel(store: Store, chart: Overlaid, base: Timeline, head: Timeline): TemplateResult {
  const asTable = store.choices.tables.includes(chart.id);
  return html`<section class="pan chart-pan overlay-pan" aria-labelledby="${chart.id}-title">
    <div class="chart-title">
      <h2 id="${chart.id}-title">${chart.title} <small>each from its own first trace</small></h2>
      <span class="legend ${chart.css}"
        ><span>${swatch('')}now</span><span class="before">${swatch('3 3')}before</span></span
      >
      ${panelTools(store, { id: chart.id, title: chart.title, sheet: () => sheetOf(chart, base, head) })}
    </div>
    ${asTable ? table(chart, base, head) : plot(chart, base, head)}
  </section>`;
}

function plot(chart: Overlaid, base: Timeline, head: Timeline): TemplateResult {
  const length = Math.max(lengthOf(base), lengthOf(head));
  const { scale, ticks } = chart.scale([...chart.values(base), ...chart.values(head)]);
  const line = (timeline: Timeline, css: string, dash: string): TemplateResult => {
    // A window's value stands in its middle.
    const x = linearScale(-timeline.width / 2, length - timeline.width / 2);
    return svg`<g class=${`${chart.css} ${css}`}>${relativeRuns(timeline, chart.values(timeline)).map(
      (run) =>
        svg`<path class=${run.length === 1 ? 'dot' : 'line'} stroke-dasharray=${run.length === 1 || dash === '' ? nothing : dash}
          d=${linePath(run, x, scale, WIDTH, HEIGHT) + (run.length === 1 ? 'h0.01' : '')}></path>`,
    )}</g>`;
  };
  return html`<div class="plot-row overlay">
    <div class="gutter" aria-hidden="true">
      ${ticks.map((tick) => html`<span .style=${`bottom:${scale.at(tick) * 100}%`}>${chart.format(tick)}</span>`)}
    </div>
    <div class="plot" .style=${`height:${HEIGHT}px`}>
      <svg
        viewBox="0 0 ${WIDTH} ${HEIGHT}"
        preserveAspectRatio="none"
        role="img"
        aria-label=${`${chart.title}, before and now; the same figures are in its table`}
      >
        ${ticks.map((tick) => svg`<path class="hair" d=${`M0 ${(1 - scale.at(tick)) * HEIGHT}H${WIDTH}`}></path>`)}
        ${line(base, 'before', '3 3')}${line(head, '', '')}
      </svg>
    </div>
    <div class="axis" aria-hidden="true">
      ${[0, 0.25, 0.5, 0.75, 1].map(
        (share) => html`<span .style=${`left:${share * 100}%`}>+${formatDuration(share * length)}</span>`,
      )}
    </div>
  </div>`;
}

function table(chart: Overlaid, base: Timeline, head: Timeline): TemplateResult {
  const values = { base: chart.values(base), head: chart.values(head) };
  const from = head.start[0];
  return html`<div class="twin" tabindex="0" role="region" aria-label=${`${chart.title} as a table`}>
    <table>
      <thead>
        <tr>
          <th scope="col">After</th>
          <th scope="col" class="r">Before</th>
          <th scope="col" class="r">Now</th>
        </tr>
      </thead>
      <tbody>
        ${head.start.map((instant, index) => {
          const other = windowAfter(base, instant - from);
          return html`<tr>
            <th scope="row">${instant === from ? formatWidth(0) : formatDuration(instant - from)}</th>
            <td class="r">${other === null ? '–' : chart.format(values.base[other])}</td>
            <td class="r">${chart.format(values.head[index])}</td>
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
}

function sheetOf(chart: Overlaid, base: Timeline, head: Timeline): Sheet {
  const values = { base: chart.values(base), head: chart.values(head) };
  return {
    columns: ['seconds after the first trace', 'from', 'before', 'now'],
    rows: head.start.map((instant, index) => {
      const other = windowAfter(base, instant - head.start[0]);
      return [
        instant - head.start[0],
        isoTime(instant),
        other === null ? null : values.base[other],
        values.head[index],
      ];
    }),
  };
}

function swatch(dash: string): TemplateResult {
  return html`<svg class="swatch" width="18" height="8" aria-hidden="true">
    ${svg`<path stroke-dasharray=${dash === '' ? nothing : dash} d="M0 4H18"></path>`}
  </svg>`;
}

/** Decades where the values span more than a factor of twenty, else even steps from zero. */
function durationScale(values: readonly number[]): { scale: Scale; ticks: number[] } {
  const positive = values.filter((value) => value > 0);
  const high = positive.reduce((most, value) => Math.max(most, value), 0);
  const low = positive.reduce((least, value) => Math.min(least, value), high);
  if (high > low * 20) {
    const [from, to] = [10 ** Math.floor(Math.log10(low)), 10 ** Math.ceil(Math.log10(high))];
    return { scale: logScale(from, to), ticks: decades(from, to, 5) };
  }
  const ticks = roundTicks(high);
  return { scale: linearScale(0, Math.max(high, ticks[ticks.length - 1])), ticks };
}
