import { html, nothing, svg, type TemplateResult } from 'lit';
import type { Timeline } from '../../src/protocol/report.ts';
import { formatInstant, formatTime, timeTicks } from '../clock.ts';
import { formatCount, formatCounted } from '../format.ts';
import type { Store } from '../store.ts';
import { instantAt } from '../view/crosshair.ts';
import { areaPath, decimate, linearScale, linePath, segments, type Scale } from './series.ts';

const WIDTH = 1000;

/** One line of a chart over time. */
export interface Line {
  label: string;
  /** Class that gives it its hue. */
  css: string;
  dash: string;
  values: readonly number[];
  format: (value: number) => string;
  filled?: boolean;
}

/** A label on the value axis. */
export interface Tick {
  value: number;
  label: string;
  dotted?: boolean;
}

export interface TimeChart {
  /** Names it in the reader's choices. */
  id: string;
  title: string;
  subtitle: string;
  timeline: Timeline;
  /** As the readout lists them; the first is drawn on top. */
  lines: readonly Line[];
  scale: Scale;
  ticks: readonly Tick[];
  height: number;
  /** Controls of its own, before the switch to the table. */
  controls?: TemplateResult;
}

/** The stretch of time that a timeline covers. */
export function extentOf(timeline: Timeline): { from: number; to: number } {
  return { from: timeline.start[0], to: timeline.start[timeline.start.length - 1] + timeline.width };
}

/** A panel with lines over time, read out in a fixed column beside the plot, or as a table. */
export function timeChart(store: Store, chart: TimeChart): TemplateResult {
  const asTable = store.choices.tables.includes(chart.id);
  return html`<section class="pan chart-pan" aria-labelledby="${chart.id}-title">
    <div class="chart-title">
      <h2 id="${chart.id}-title">${chart.title} <small>${chart.subtitle}</small></h2>
      ${asTable ? nothing : (chart.controls ?? nothing)}
      <button class="btn" type="button" aria-pressed=${asTable} @click=${() => store.toggleTable(chart.id)}>
        ${asTable ? 'Show as chart' : 'Show as table'}
      </button>
    </div>
    ${asTable ? windowTable(chart) : plotRow(store, chart)}
  </section>`;
}

function plotRow(store: Store, chart: TimeChart): TemplateResult {
  return html`<div class="plot-row">
    <div class="gutter" aria-hidden="true">
      ${chart.ticks.map((tick) => html`<span .style=${`bottom:${chart.scale.at(tick.value) * 100}%`}>${tick.label}</span>`)}
    </div>
    <div class="plot" .style=${`height:${chart.height}px`}>${plot(store, chart)}</div>
    ${readout(store, chart)}
    <div class="axis" aria-hidden="true">${timeAxis(chart.timeline)}</div>
  </div>`;
}

/** Labels under a plot over time. */
export function timeAxis(timeline: Timeline): TemplateResult {
  const { from, to } = extentOf(timeline);
  return html`${timeTicks(from, to, 6).map(
    (tick) =>
      html`<span .style=${`left:${((tick - from) / (to - from)) * 100}%`}>${formatInstant(tick, to - from)}</span>`,
  )}`;
}

/** Lines, hairlines, gaps and crosshair of one plot; they stretch to the width they get. */
export function plot(
  store: Store,
  chart: Pick<TimeChart, 'title' | 'timeline' | 'lines' | 'scale' | 'ticks' | 'height'>,
): TemplateResult {
  const { timeline, height, scale } = chart;
  const { from, to } = extentOf(timeline);
  // A window's value stands in its middle.
  const x = linearScale(from - timeline.width / 2, to - timeline.width / 2);
  const left = (instant: number): number => ((instant - from) / (to - from)) * 100;
  const { span } = store.choices;
  return html`${gaps(timeline).map(
      (gap) =>
        html`<div class="gap" .style=${`left:${left(gap.from)}%;width:${((gap.to - gap.from) / (to - from)) * 100}%`}>
          ${(gap.to - gap.from) / (to - from) > 0.05 ? html`<span>no traces</span>` : nothing}
        </div>`,
    )}<svg
      viewBox="0 0 ${WIDTH} ${height}"
      preserveAspectRatio="none"
      role="img"
      aria-label=${`${chart.title} over time; the same figures are in its table`}
      @pointermove=${(event: PointerEvent) => store.pointAt(instantAt(event, timeline))}
      @pointerleave=${() => store.pointAt(null)}
    >
      <rect class="hit" width=${WIDTH} height=${height}></rect>
      ${
        span === null
          ? nothing
          : svg`<rect class="span" x=${left(span.from) * 10} width=${Math.max(3, (left(span.to) - left(span.from)) * 10)} height=${height}></rect>`
      }
      ${chart.ticks.map((tick) => {
        const y = (1 - scale.at(tick.value)) * height;
        return svg`<path class="hair ${tick.dotted === true ? 'dotted' : ''}" d=${`M0 ${y}H${WIDTH}`}></path>`;
      })}
      ${chart.lines.toReversed().map((line) => {
        const runs = segments(timeline.start, line.values, timeline.width).map((run) => decimate(run, 600));
        return svg`<g class=${line.css}>
          ${line.filled === true ? runs.map((run) => svg`<path class="area" d=${areaPath(run, x, scale, WIDTH, height)}></path>`) : nothing}
          ${runs.map(
            (run) =>
              svg`<path class=${run.length === 1 ? 'dot' : 'line'} stroke-dasharray=${run.length === 1 || line.dash === '' ? nothing : line.dash}
                d=${linePath(run, x, scale, WIDTH, height) + (run.length === 1 ? 'h0.01' : '')}></path>`,
          )}
        </g>`;
      })}
      ${store.instant === null ? nothing : svg`<path class="cross" d=${`M${left(store.instant + timeline.width / 2) * 10} 0V${height}`}></path>`}
    </svg>`;
}

/** Stretches without a trace, at least one window long. */
export function gaps(timeline: Pick<Timeline, 'start' | 'width'>): { from: number; to: number }[] {
  const { start, width } = timeline;
  return start.flatMap((instant, index) =>
    index > 0 && instant - start[index - 1] > width * 1.5 ? [{ from: start[index - 1] + width, to: instant }] : [],
  );
}

function readout(store: Store, chart: TimeChart): TemplateResult {
  const { timeline, lines } = chart;
  const found = store.instant === null ? -1 : timeline.start.indexOf(store.instant);
  const index = found < 0 ? timeline.start.length - 1 : found;
  return html`<div class="readout">
    <b>${formatTime(timeline.start[index], timeline.width < 1)}</b
    >${store.pinned ? html` <span class="muted">pinned</span>` : nothing}
    <span class="muted">${formatCounted(timeline.traces[index], 'trace')}</span>
    <span class="muted">${formatCount(timeline.errors[index])} failed</span>
    <dl>
      ${lines.map(
        (line) =>
          html`<div class=${line.css}>
            <dt>${swatch(line)}${line.label}</dt>
            <dd>${line.format(line.values[index])}</dd>
          </div>`,
      )}
    </dl>
  </div>`;
}

function swatch(line: Line): TemplateResult {
  return html`<svg class="swatch" width="18" height="8" aria-hidden="true">
    ${svg`<path stroke-dasharray=${line.dash === '' ? nothing : line.dash} d="M0 4H18"></path>`}
  </svg>`;
}

function windowTable({ title, timeline, lines }: TimeChart): TemplateResult {
  const span = timeline.start[timeline.start.length - 1] - timeline.start[0];
  return html`<div class="twin" tabindex="0" role="region" aria-label=${`${title} as a table`}>
    <table>
      <thead>
        <tr>
          <th scope="col">From</th>
          <th scope="col" class="r">Traces</th>
          <th scope="col" class="r">Failed</th>
          ${lines.map((line) => html`<th scope="col" class="r">${line.label}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${timeline.start.map(
          (instant, index) =>
            html`<tr>
              <th scope="row">${formatInstant(instant, timeline.width < 1 ? 0 : span)}</th>
              <td class="r">${formatCount(timeline.traces[index])}</td>
              <td class="r">${formatCount(timeline.errors[index])}</td>
              ${lines.map((line) => html`<td class="r">${line.format(line.values[index])}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
