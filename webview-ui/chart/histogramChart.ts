import { html, nothing, svg, type TemplateResult } from 'lit';
import { formatCount, formatDuration, formatShortCount } from '../format.ts';
import type { Sheet } from '../sheet.ts';
import type { Store } from '../store.ts';
import { panelTools } from '../view/panelTools.ts';
import type { Bin } from './histogram.ts';
import { decades, logScale, roundTicks, type Scale } from './series.ts';

const WIDTH = 1000;
const HEIGHT = 220;
/** Room above the highest bar for the names of the marks. */
const HEADROOM = 1.24;

/** One of the things counted, drawn from the bottom up in their order. */
export interface Layer {
  label: string;
  css: string;
  /** All layers have the same lower ends. */
  bins: readonly Bin[];
}

export interface Histogram {
  id: string;
  title: string;
  subtitle: string;
  layers: readonly Layer[];
  /** Values marked by a dotted line, e.g. percentiles. */
  marks: readonly { label: string; value: number }[];
  /** What the report is compared with, drawn as an outline, its counts times `scale`. */
  before?: readonly Bin[];
  scale?: number;
  /** The first bin holds everything below it too; so unless told otherwise. */
  open?: boolean;
}

/** Counts over logarithmic bins of a duration, as bars or as a table. */
export function histogramChart(store: Store, whole: Histogram): TemplateResult {
  const chart = trimmed(whole);
  const asTable = store.choices.tables.includes(chart.id);
  return html`<section class="pan chart-pan half histogram-pan" aria-labelledby="${chart.id}-title">
    <div class="chart-title">
      <h2 id="${chart.id}-title">${chart.title} <small>${chart.subtitle}</small></h2>
      <div class="legend">
        ${chart.layers.map((layer) => html`<span class=${layer.css}><i class="sw"></i>${layer.label}</span>`)}
        ${chart.before === undefined ? nothing : html`<span class="total"><i class="sw outline"></i>before</span>`}
      </div>
      ${panelTools(store, { id: chart.id, title: chart.title, sheet: () => sheetOf(chart) })}
    </div>
    ${asTable ? binTable(chart) : bars(chart)}
  </section>`;
}

/** From the last of 1 2 5 10 … well below the least value on: a whole decade would leave half of the plot empty. */
function trimmed(chart: Histogram): Histogram {
  const { layers, before } = chart;
  const all = [...layers.map(({ bins }) => bins), ...(before === undefined ? [] : [before])];
  const firsts = all.map((bins) => bins.findIndex(({ count }) => count > 0)).filter((index) => index >= 0);
  if (firsts.length === 0) return chart;
  const bins = longestOf(chart);
  const least = bins[Math.min(...firsts)].low / 1.25;
  const decade = 10 ** Math.floor(Math.log10(least) + 1e-9);
  const start = decade * (least >= 5 * decade ? 5 : least >= 2 * decade ? 2 : 1);
  const skip = bins.findIndex(({ high }) => high > start);
  if (skip <= 0) return chart;
  return {
    ...chart,
    layers: layers.map((layer) => ({ ...layer, bins: layer.bins.slice(skip) })),
    ...(before === undefined ? {} : { before: before.slice(skip) }),
    open: false,
  };
}

/** Decades, and between them steps of 1 2 5 where they are few. */
function axisTicks(from: number, to: number): number[] {
  const tens = decades(from, to);
  if (tens.length > 2) return tens;
  const base = 10 ** Math.floor(Math.log10(from));
  return [1, 2, 5, 10, 20, 50, 100].map((step) => step * base).filter((tick) => tick >= from * 0.999 && tick <= to);
}

/** The bins of the layer that reaches furthest. */
function longestOf({ layers, before = [] }: Histogram): readonly Bin[] {
  return layers.reduce((best, { bins }) => (bins.length > best.length ? bins : best), before);
}

/** How many there were before in a bin, as many in all as now. */
function beforeAt({ before, scale = 1 }: Histogram, index: number): number {
  return (before?.[index]?.count ?? 0) * scale;
}

function bars(chart: Histogram): TemplateResult {
  const longest = longestOf(chart);
  const from = longest[0].low;
  const to = longest[longest.length - 1].high;
  const x = logScale(from, to);
  const heights = longest.map((_, index) => {
    const now = chart.layers.reduce((sum, layer) => sum + (layer.bins[index]?.count ?? 0), 0);
    return Math.max(now, beforeAt(chart, index));
  });
  const ticks = roundTicks(heights.reduce((high, count) => Math.max(high, count), 1)).filter(Number.isInteger);
  const most = Math.max(ticks[ticks.length - 1], ...heights) * HEADROOM;
  const below = longest.map(() => 0);
  return html`<div class="plot-row narrow">
    <div class="gutter" aria-hidden="true">
      ${ticks.map((tick) => html`<span .style=${`bottom:${(tick / most) * 100}%`}>${formatShortCount(tick)}</span>`)}
    </div>
    <div class="plot" .style=${`height:${HEIGHT}px`}>
      <svg
        viewBox="0 0 ${WIDTH} ${HEIGHT}"
        preserveAspectRatio="none"
        role="img"
        aria-label=${`${chart.title}; the same figures are in its table`}
      >
        ${ticks.map((tick) => svg`<path class="hair" d=${`M0 ${(1 - tick / most) * HEIGHT}H${WIDTH}`}></path>`)}
        ${chart.layers.map((layer) => {
          const path = layer.bins.map((bin, index) => {
            if (bin.count === 0) return '';
            const left = x.at(bin.low) * WIDTH;
            const width = Math.max(1, x.at(bin.high) * WIDTH - left - 1.5);
            const base = below[index];
            const height = Math.max((bin.count / most) * HEIGHT, 1.5);
            below[index] += bin.count;
            const bottom = (1 - base / most) * HEIGHT;
            return `M${left.toFixed(1)} ${bottom.toFixed(1)}v${(-height).toFixed(1)}h${width.toFixed(1)}v${height.toFixed(1)}Z`;
          });
          return svg`<path class="bars ${layer.css}" d=${path.join('')}></path>`;
        })}
        ${chart.before === undefined ? nothing : svg`<g class="total before"><path d=${outline(chart, longest, x, most)}></path></g>`}
        ${chart.marks.map((mark) => svg`<path class="mark" d=${`M${x.at(mark.value) * WIDTH} 0V${HEIGHT}`}></path>`)}
      </svg>
      ${chart.marks.map(
        (mark, index) =>
          html`<span
            class="mark-label ${x.at(mark.value) > 0.85 ? 'left' : ''}"
            .style=${`left:${x.at(mark.value) * 100}%;top:${index * 14}px`}
          >
            ${mark.label} ${formatDuration(mark.value)}
          </span>`,
      )}
    </div>
    <div class="axis" aria-hidden="true">
      ${axisTicks(from, to).map(
        (value) =>
          html`<span .style=${`left:${x.at(value) * 100}%`}
            >${chart.open !== false && value <= from * 1.5 ? '≤ ' : nothing}${axisLabel(value)}</span
          >`,
      )}
    </div>
  </div>`;
}

/** The upper edge of the bars before. */
function outline(chart: Histogram, bins: readonly Bin[], x: Scale, most: number): string {
  return bins
    .map((bin, index) => {
      const top = ((1 - beforeAt(chart, index) / most) * HEIGHT).toFixed(1);
      const [left, right] = [x.at(bin.low) * WIDTH, x.at(bin.high) * WIDTH];
      return `${index === 0 ? 'M' : 'L'}${left.toFixed(1)} ${top}H${right.toFixed(1)}`;
    })
    .join('');
}

/** A round duration in its unit, without the zeros of a figure: `10 ms`, `2.5 ms`. */
export function axisLabel(seconds: number): string {
  return formatDuration(seconds).replace(/(\.\d*?)0+(?=\u202f)/, (_, kept: string) => (kept === '.' ? '' : kept));
}

function binTable(chart: Histogram): TemplateResult {
  const longest = longestOf(chart);
  return html`<div class="twin" tabindex="0" role="region" aria-label=${`${chart.title} as a table`}>
    <table>
      <thead>
        <tr>
          <th scope="col">From</th>
          <th scope="col">To</th>
          ${chart.layers.map((layer) => html`<th scope="col" class="r">${layer.label}</th>`)}
          ${chart.before === undefined ? nothing : html`<th scope="col" class="r">before</th>`}
        </tr>
      </thead>
      <tbody>
        ${longest.map((bin, index) => {
          const counts = chart.layers.map((layer) => layer.bins[index]?.count ?? 0);
          const before = chart.before?.[index]?.count ?? 0;
          if (before === 0 && counts.every((count) => count === 0)) return nothing;
          return html`<tr>
            <th scope="row">${index === 0 && chart.open !== false ? 'less' : formatDuration(bin.low)}</th>
            <td>${formatDuration(bin.high)}</td>
            ${counts.map((count) => html`<td class="r">${formatCount(count)}</td>`)}
            ${chart.before === undefined ? nothing : html`<td class="r muted">${formatCount(before)}</td>`}
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
}

function sheetOf(chart: Histogram): Sheet {
  const { layers, before } = chart;
  return {
    columns: ['from', 'to', ...layers.map(({ label }) => label), ...(before === undefined ? [] : ['before'])],
    rows: longestOf(chart).map(({ low, high }, index) => [
      index === 0 && chart.open !== false ? 0 : low,
      high,
      ...layers.map(({ bins }) => bins[index]?.count ?? 0),
      ...(before === undefined ? [] : [before[index]?.count ?? 0]),
    ]),
  };
}
