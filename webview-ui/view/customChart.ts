import { html, nothing, svg, type TemplateResult } from 'lit';
import type { Timeline } from '../../src/protocol/reportCharts.ts';
import type { ChartField, CustomChart } from '../../src/protocol/reportConfig.ts';
import { formatInstant } from '../clock.ts';
import { linearScale, roundTicks, type Scale } from '../chart/series.ts';
import { extentOf, timeAxis, timeChart } from '../chart/timeChart.ts';
import { formatUnit, formatWidth } from '../format.ts';
import { isoTime, type Sheet } from '../sheet.ts';
import type { Store } from '../store.ts';
import { noTimeNotice, notice } from './notice.ts';
import { panelTools } from './panelTools.ts';

const WIDTH = 1000;
const HEIGHT = 220;

/** A chart that the configuration describes, over the windows of the timeline. */
export function customChart(store: Store, chart: CustomChart, index: number): TemplateResult {
  const { x, y, problem, title } = chart;
  const timeline = store.report?.timeline;
  if (problem !== null || x === null || y === null) {
    return notice(title, `This chart of pypss.toml cannot be drawn: ${problem ?? 'its fields are not known'}.`);
  }
  if (timeline == null || timeline.start.length === 0) return noTimeNotice(store, title);
  const across = columnOf(timeline, x);
  const up = columnOf(timeline, y);
  if (across === null || up === null) {
    return notice(title, 'This report was made by an older version, which did not keep these figures over time.');
  }
  const id = `custom-${index}`;
  const most = up.reduce((high, value) => Math.max(high, value), 0);
  const ticks = ticksOf(most, y);
  const scale = linearScale(0, Math.max(most * 1.05, ticks[ticks.length - 1]));
  const format = (value: number): string => formatUnit(value, y.unit);
  if (chart.kind === 'line') {
    return timeChart(store, {
      id,
      title,
      subtitle: `${y.label}, windows of ${formatWidth(timeline.width)}`,
      timeline,
      lines: [{ label: y.label, css: 'm-ts', dash: '', values: up, format }],
      scale,
      ticks: ticks.map((value) => ({ value, label: format(value) })),
      height: HEIGHT,
    });
  }
  const asTable = store.choices.tables.includes(id);
  return html`<section class="pan chart-pan" aria-labelledby="${id}-title">
    <div class="chart-title">
      <h2 id="${id}-title">
        ${title} <small>${y.label} by ${x.label}, windows of ${formatWidth(timeline.width)}</small>
      </h2>
      ${panelTools(store, { id, title, sheet: () => sheetOf(timeline, [x, across], [y, up]) })}
    </div>
    ${
      asTable
        ? table(chart.title, timeline, [x, across], [y, up])
        : html`<div class="plot-row narrow custom">
            <div class="gutter" aria-hidden="true">
              ${ticks.map((value) => html`<span .style=${`bottom:${scale.at(value) * 100}%`}>${format(value)}</span>`)}
            </div>
            <div class="plot" .style=${`height:${HEIGHT}px`}>
              ${plot(store, chart, timeline, across, up, scale, ticks)}
            </div>
            <div class="axis" aria-hidden="true">${axis(store, timeline, x, across)}</div>
          </div>`
    }
  </section>`;
}

/** Round figures in the unit in which they are read: bytes in powers of 1024. */
function ticksOf(most: number, { unit }: ChartField): number[] {
  const high = most > 0 ? most : 1;
  const size = unit === 'bytes' ? 1024 ** Math.floor(Math.log2(Math.max(1, high)) / 10) : 1;
  return roundTicks(high / size).map((tick) => tick * size);
}

function columnOf(timeline: Timeline, { column }: ChartField): readonly number[] | null {
  const values: unknown = (timeline as unknown as Record<string, unknown>)[column];
  return Array.isArray(values) && typeof values[0] === 'number' ? (values as number[]) : null;
}

function plot(
  store: Store,
  { title, kind, x }: CustomChart,
  timeline: Timeline,
  across: readonly number[],
  up: readonly number[],
  scale: Scale,
  ticks: readonly number[],
): TemplateResult {
  const overTime = x?.column === 'start';
  const { from, to } = overTime ? (store.extent ?? extentOf(timeline)) : { from: 0, to: highest(across) };
  const place = (value: number): number => ((value - from) / (to - from)) * WIDTH;
  const bar = Math.max(1, (timeline.width / (to - from)) * WIDTH * 0.8);
  return html`<svg
    viewBox="0 0 ${WIDTH} ${HEIGHT}"
    preserveAspectRatio="none"
    role="img"
    aria-label=${`${title}; the same figures are in its table`}
  >
    ${ticks.map((value) => svg`<path class="hair" d=${`M0 ${(1 - scale.at(value)) * HEIGHT}H${WIDTH}`}></path>`)}
    <g class="m-ts">
      ${across.map((value, index) => {
        const top = (1 - scale.at(up[index])) * HEIGHT;
        if (kind === 'bar') {
          return svg`<rect class="column" x=${place(value) + bar / 8} y=${top} width=${bar} height=${HEIGHT - top}></rect>`;
        }
        const middle = overTime ? value + timeline.width / 2 : value;
        return svg`<path class="dot" d=${`M${place(middle)} ${top}h0.01`}></path>`;
      })}
    </g>
  </svg>`;
}

function highest(values: readonly number[]): number {
  const most = values.reduce((high, value) => Math.max(high, value), 0);
  return most > 0 ? most * 1.05 : 1;
}

function axis(
  store: Store,
  timeline: Timeline,
  x: ChartField,
  across: readonly number[],
): TemplateResult | typeof nothing {
  if (x.column === 'start') return timeAxis(store.extent ?? extentOf(timeline));
  const to = highest(across);
  return html`${ticksOf(to, x)
    .filter((tick) => tick <= to)
    .map((tick) => html`<span .style=${`left:${(tick / to) * 100}%`}>${formatUnit(tick, x.unit)}</span>`)}`;
}

type Column = readonly [ChartField, readonly number[]];

function sheetOf(timeline: Timeline, [x, across]: Column, [y, up]: Column): Sheet {
  const withX = x.column !== 'start';
  return {
    columns: ['from', ...(withX ? [x.label] : []), y.label],
    rows: timeline.start.map((start, index) => [isoTime(start), ...(withX ? [across[index]] : []), up[index]]),
  };
}

function table(title: string, timeline: Timeline, [x, across]: Column, [y, up]: Column): TemplateResult {
  const span = timeline.start[timeline.start.length - 1] - timeline.start[0];
  const withX = x.column !== 'start';
  return html`<div class="twin" tabindex="0" role="region" aria-label=${`${title} as a table`}>
    <table>
      <thead>
        <tr>
          <th scope="col">From</th>
          ${withX ? html`<th scope="col" class="r">${x.label}</th>` : nothing}
          <th scope="col" class="r">${y.label}</th>
        </tr>
      </thead>
      <tbody>
        ${timeline.start.map(
          (instant, index) =>
            html`<tr>
              <th scope="row">${formatInstant(instant, span)}</th>
              ${withX ? html`<td class="r">${formatUnit(across[index], x.unit)}</td>` : nothing}
              <td class="r">${formatUnit(up[index], y.unit)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
