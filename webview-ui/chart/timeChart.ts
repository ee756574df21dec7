import { html, nothing, svg, type TemplateResult } from 'lit';
import type { Timeline } from '../../src/protocol/reportCharts.ts';
import { formatInstant, formatTime, timeTicks } from '../clock.ts';
import { baselineCourse } from '../baselineCourse.ts';
import { formatCount, formatCounted } from '../format.ts';
import { isoTime, type Sheet } from '../sheet.ts';
import type { Store } from '../store.ts';
import type { TimeRange } from '../timeRange.ts';
import { instantAt } from '../view/crosshair.ts';
import { panelTools } from '../view/panelTools.ts';
import { beginDrag } from '../view/rangeGesture.ts';
import { type Moment, momentLabels, momentLines, momentsByWindow, momentsIn } from './moments.ts';
import { windowAt } from './windows.ts';
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
  /** The stretch between the line and these values is shaded. */
  downTo?: readonly number[];
  /** The same line of what the report is compared with, drawn under it. */
  before?: (timeline: Timeline) => readonly number[];
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
  /** What happened, above the plot. */
  lane?: TemplateResult;
  /** More of the panel, below the plot. */
  below?: TemplateResult;
  /** A line of the readout about the window with that index. */
  remark?: (index: number) => string;
}

/** The stretch of time that a timeline covers. */
export function extentOf(timeline: Timeline): { from: number; to: number } {
  return { from: timeline.start[0], to: timeline.start[timeline.start.length - 1] + timeline.width };
}

/** A panel with lines over time, read out in a fixed column beside the plot, or as a table. */
export function timeChart(store: Store, chart: TimeChart): TemplateResult {
  const asTable = store.choices.tables.includes(chart.id);
  const before = comparedLines(store, chart) ? baselineCourse(store) : null;
  const { id, title } = chart;
  const moments = momentsIn(store, store.extent ?? extentOf(chart.timeline));
  return html`<section class="pan chart-pan" aria-labelledby="${id}-title">
    <div class="chart-title">
      <h2 id="${id}-title">${title} <small>${chart.subtitle}</small></h2>
      ${before === null ? nothing : html`<span class="legend total before">${dashed('2 3')}before</span>`}
      ${asTable ? nothing : (chart.controls ?? nothing)}
      ${panelTools(store, { id, title, sheet: () => sheetOf(chart, before, moments) })}
    </div>
    ${asTable ? windowTable(chart, before, moments) : html`${chart.lane ?? nothing}${plotRow(store, chart, before)}${chart.below ?? nothing}`}
  </section>`;
}

/** Whether something is compared with of which the chart has the same lines. */
function comparedLines(store: Store, { lines }: Pick<TimeChart, 'lines'>): boolean {
  return store.baseline !== null && lines.some((line) => line.before !== undefined);
}

const lineKey = (chart: string, line: Line): string => `${chart}:${line.label}`;

/** The lines that are not hidden; all of them when the reader has hidden all. */
function shownLines(store: Store, { id, lines }: Pick<TimeChart, 'id' | 'lines'>): readonly Line[] {
  const shown = lines.filter((line) => !store.choices.hidden.includes(lineKey(id, line)));
  return shown.length === 0 ? lines : shown;
}

function plotRow(store: Store, chart: TimeChart, before: Timeline | null): TemplateResult {
  return html`<div class="plot-row">
    <div class="gutter" aria-hidden="true">
      ${chart.ticks.map((tick) => html`<span .style=${`bottom:${chart.scale.at(tick.value) * 100}%`}>${tick.label}</span>`)}
    </div>
    <div class="plot" .style=${`height:${chart.height}px`}>
      ${plot(store, { ...chart, lines: shownLines(store, chart) }, before)} ${momentNames(store, chart)}
    </div>
    ${readout(store, chart, before)}
    ${
      chart.below === undefined
        ? html`<div class="axis" aria-hidden="true">${timeAxis(store.extent ?? extentOf(chart.timeline))}</div>`
        : nothing
    }
  </div>`;
}

function momentNames(store: Store, { timeline }: TimeChart): TemplateResult {
  const axis = store.extent ?? extentOf(timeline);
  return momentLabels(momentsIn(store, axis), axis);
}

/** Letters of a time of day; what is longer needs more room. */
const LONG_LABEL = 8;

/** Labels under a plot over time. */
export function timeAxis({ from, to }: TimeRange): TemplateResult {
  return html`${timeTicks(from, to, 6).map((tick, index) => {
    const label = formatInstant(tick, to - from);
    // With milliseconds or a date not all of them fit into a narrow page.
    const spare = index % 2 === 0 && label.length > LONG_LABEL;
    const place = (tick - from) / (to - from);
    return html`<span class="${place > 0.92 ? 'at-end' : ''} ${spare ? 'spare' : ''}" .style=${`left:${place * 100}%`}
      >${label}</span
    >`;
  })}`;
}

/** Lines, hairlines, gaps and crosshair of one plot; they stretch to the width they get. */
export function plot(
  store: Store,
  chart: Pick<TimeChart, 'title' | 'timeline' | 'lines' | 'scale' | 'ticks' | 'height'>,
  before: Timeline | null = null,
): TemplateResult {
  const { timeline, height, scale } = chart;
  const axis = store.extent ?? extentOf(timeline);
  const { from, to } = axis;
  // A window's value stands in its middle.
  const x = linearScale(from - timeline.width / 2, to - timeline.width / 2);
  const left = (instant: number): number => ((instant - from) / (to - from)) * 100;
  const { span } = store.choices;
  const under = store.instant === null ? null : windowAt(timeline, store.instant);
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
      @pointerdown=${(event: PointerEvent) => beginDrag(store, event, axis)}
      @pointermove=${(event: PointerEvent) => store.pointAt(instantAt(event, timeline, axis))}
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
      ${
        before === null
          ? nothing
          : chart.lines.map((line) =>
              line.before === undefined
                ? nothing
                : beforeLine(line, before, line.before(before), from, to, scale, height),
            )
      }
      ${chart.lines.toReversed().map((line) => {
        const runs = segments(timeline.start, line.values, timeline.width).map((run) => decimate(run, 600));
        return svg`<g class=${line.css}>
          ${line.downTo === undefined ? nothing : svg`<path class="area" d=${bandPath(timeline, line.values, line.downTo, x, scale, height)}></path>`}
          ${line.filled === true ? runs.map((run) => svg`<path class="area" d=${areaPath(run, x, scale, WIDTH, height)}></path>`) : nothing}
          ${runs.map(
            (run) =>
              svg`<path class=${run.length === 1 ? 'dot' : 'line'} stroke-dasharray=${run.length === 1 || line.dash === '' ? nothing : line.dash}
                d=${linePath(run, x, scale, WIDTH, height) + (run.length === 1 ? 'h0.01' : '')}></path>`,
          )}
        </g>`;
      })}
      ${
        store.brush === null
          ? nothing
          : svg`<rect class="brush" x=${left(store.brush.from) * 10} width=${(left(store.brush.to) - left(store.brush.from)) * 10} height=${height}></rect>`
      }
      ${momentLines(momentsIn(store, axis), axis, WIDTH, height)}
      ${under === null ? nothing : svg`<path class="cross" d=${`M${left(under + timeline.width / 2) * 10} 0V${height}`}></path>`}
    </svg>`;
}

/** The stretch between two lines. */
function bandPath(
  { start, width }: Timeline,
  upper: readonly number[],
  lower: readonly number[],
  x: Scale,
  y: Scale,
  height: number,
): string {
  const under = segments(start, lower, width);
  return segments(start, upper, width)
    .map((run, index) => {
      if (run.length < 2 || under[index]?.length !== run.length) return '';
      const back = decimate(under[index], 600).toReversed();
      return `${linePath(decimate(run, 600), x, y, WIDTH, height)}${linePath(back, x, y, WIDTH, height).replace('M', 'L')}Z`;
    })
    .join('');
}

/** A line of what is compared with, on the same axes. */
function beforeLine(
  { css }: Line,
  { start, width }: Timeline,
  values: readonly number[],
  from: number,
  to: number,
  scale: Scale,
  height: number,
): TemplateResult {
  const x = linearScale(from - width / 2, to - width / 2);
  return svg`<g class="${css} before">${segments(start, values, width)
    .map((run) => decimate(run, 600))
    .map(
      (run) =>
        svg`<path class=${run.length === 1 ? 'dot' : 'line'} stroke-dasharray="2 3"
          d=${linePath(run, x, scale, WIDTH, height) + (run.length === 1 ? 'h0.01' : '')}></path>`,
    )}</g>`;
}

/** Stretches without a trace, at least one window long. */
export function gaps(timeline: Pick<Timeline, 'start' | 'width'>): { from: number; to: number }[] {
  const { start, width } = timeline;
  return start.flatMap((instant, index) =>
    index > 0 && instant - start[index - 1] > width * 1.5 ? [{ from: start[index - 1] + width, to: instant }] : [],
  );
}

/** The values under the crosshair; a click on a name hides its line, with Alt it hides all others. */
function readout(store: Store, chart: TimeChart, before: Timeline | null): TemplateResult {
  const { timeline, lines } = chart;
  const under = store.instant === null ? null : windowAt(timeline, store.instant);
  const found = under === null ? -1 : timeline.start.indexOf(under);
  const index = found < 0 ? timeline.start.length - 1 : found;
  const other = before === null ? -1 : indexAt(before, timeline.start[index] + timeline.width / 2);
  const drawn = shownLines(store, chart);
  return html`<div class="readout">
    <b>${formatTime(timeline.start[index], timeline.width < 1)}</b
    >${store.pinned ? html` <span class="muted">pinned</span>` : nothing}
    <span class="muted">${formatCounted(timeline.traces[index], 'trace')}</span>
    <span class="muted">${formatCount(timeline.errors[index])} failed</span>
    <dl>
      ${lines.map(
        (line) =>
          html`<div class="${line.css} ${drawn.includes(line) ? '' : 'off'}">
            <dt>
              ${
                lines.length === 1
                  ? html`${swatch(line)}${line.label}`
                  : html`<button
                      type="button"
                      aria-pressed=${drawn.includes(line)}
                      title="Click: hide or show. Alt-click: show it alone."
                      @click=${(event: MouseEvent) => toggle(store, chart, line, event.altKey)}
                    >
                      ${swatch(line)}${line.label}
                    </button>`
              }
            </dt>
            <dd>
              ${
                before === null || line.before === undefined
                  ? nothing
                  : html`<span class="then">${other < 0 ? '–' : line.format(line.before(before)[other])}</span>`
              }${line.format(line.values[index])}
            </dd>
          </div>`,
      )}
    </dl>
    ${chart.remark === undefined ? nothing : html`<span class="muted">${chart.remark(index)}</span>`}
  </div>`;
}

function toggle(store: Store, chart: TimeChart, line: Line, alone: boolean): void {
  const key = lineKey(chart.id, line);
  if (!alone) {
    store.toggleLine(key);
    return;
  }
  const others = chart.lines.map((other) => lineKey(chart.id, other)).filter((other) => other !== key);
  const rest = store.choices.hidden.filter((other) => other !== key && !others.includes(other));
  const isAlone = others.every((other) => store.choices.hidden.includes(other));
  store.choose({ hidden: isAlone ? rest : [...rest, ...others] });
}

const swatch = (line: Line): TemplateResult => dashed(line.dash);

function dashed(dash: string): TemplateResult {
  return html`<svg class="swatch" width="18" height="8" aria-hidden="true">
    ${svg`<path stroke-dasharray=${dash === '' ? nothing : dash} d="M0 4H18"></path>`}
  </svg>`;
}

/** Window by window what the chart draws. */
export function sheetOf(
  { timeline, lines }: Pick<TimeChart, 'timeline' | 'lines'>,
  before: Timeline | null,
  moments: readonly Moment[] = [],
): Sheet {
  const marked = momentsByWindow(moments, timeline.start);
  const compared = before === null ? [] : lines.filter((line) => line.before !== undefined);
  return {
    columns: [
      'from',
      'traces',
      'failed',
      ...lines.map(({ label }) => label),
      ...compared.map(({ label }) => `${label}, before`),
      ...(marked === null ? [] : ['marked']),
    ],
    rows: timeline.start.map((start, index) => {
      const other = before === null ? -1 : indexAt(before, start + timeline.width / 2);
      return [
        isoTime(start),
        timeline.traces[index],
        timeline.errors[index],
        ...lines.map((line) => line.values[index]),
        ...compared.map((line) => (before === null || other < 0 ? null : (line.before?.(before)[other] ?? null))),
        ...(marked === null ? [] : [marked[index]]),
      ];
    }),
  };
}

function indexAt(timeline: Timeline, instant: number): number {
  const start = windowAt(timeline, instant);
  return start === null ? -1 : timeline.start.indexOf(start);
}

function windowTable(
  { title, timeline, lines }: TimeChart,
  before: Timeline | null,
  moments: readonly Moment[],
): TemplateResult {
  const marked = momentsByWindow(moments, timeline.start);
  const compared = before === null ? [] : lines.filter((line) => line.before !== undefined);
  const span = timeline.start[timeline.start.length - 1] - timeline.start[0];
  return html`<div class="twin" tabindex="0" role="region" aria-label=${`${title} as a table`}>
    <table>
      <thead>
        <tr>
          <th scope="col">From</th>
          <th scope="col" class="r">Traces</th>
          <th scope="col" class="r">Failed</th>
          ${lines.map((line) => html`<th scope="col" class="r">${line.label}</th>`)}
          ${compared.map((line) => html`<th scope="col" class="r">${line.label}, before</th>`)}
          ${marked === null ? nothing : html`<th scope="col">Marked</th>`}
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
              ${before === null ? nothing : beforeCells(compared, before, instant + timeline.width / 2)}
              ${marked === null ? nothing : html`<td class="marked"><bdi>${marked[index]}</bdi></td>`}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function beforeCells(lines: readonly Line[], before: Timeline, instant: number): TemplateResult {
  const index = indexAt(before, instant);
  return html`${lines.map(
    (line) =>
      html`<td class="r muted">
        ${index < 0 || line.before === undefined ? '–' : line.format(line.before(before)[index])}
      </td>`,
  )}`;
}
