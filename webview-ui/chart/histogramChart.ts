import { html, nothing, svg, type TemplateResult } from 'lit';
import { formatCount, formatDuration, formatShortCount } from '../format.ts';
import type { Store } from '../store.ts';
import type { Bin } from './histogram.ts';
import { decades, logScale, roundTicks } from './series.ts';

const WIDTH = 1000;
const HEIGHT = 220;

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
  /** Layers side by side in one place instead of on top of each other. */
  overlaid?: boolean;
}

/** Counts over logarithmic bins of a duration, as bars or as a table. */
export function histogramChart(store: Store, chart: Histogram): TemplateResult {
  const asTable = store.choices.tables.includes(chart.id);
  return html`<section class="pan chart-pan half" aria-labelledby="${chart.id}-title">
    <div class="chart-title">
      <h2 id="${chart.id}-title">${chart.title} <small>${chart.subtitle}</small></h2>
      <div class="legend">
        ${chart.layers.map((layer) => html`<span class=${layer.css}><i class="sw"></i>${layer.label}</span>`)}
      </div>
      <button class="btn" type="button" aria-pressed=${asTable} @click=${() => store.toggleTable(chart.id)}>
        ${asTable ? 'Show as chart' : 'Show as table'}
      </button>
    </div>
    ${asTable ? binTable(chart) : bars(chart)}
  </section>`;
}

function bars(chart: Histogram): TemplateResult {
  const longest = chart.layers.reduce(
    (best, layer) => (layer.bins.length > best.length ? layer.bins : best),
    chart.layers[0].bins,
  );
  const from = longest[0].low;
  const to = longest[longest.length - 1].high;
  const x = logScale(from, to);
  const heights = longest.map((_, index) => {
    const counts = chart.layers.map((layer) => layer.bins[index]?.count ?? 0);
    return chart.overlaid === true ? Math.max(...counts) : counts.reduce((sum, count) => sum + count, 0);
  });
  const ticks = roundTicks(heights.reduce((high, count) => Math.max(high, count), 1)).filter(Number.isInteger);
  const most = Math.max(ticks[ticks.length - 1], ...heights) * 1.08;
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
            const base = chart.overlaid === true ? 0 : below[index];
            const height = Math.max((bin.count / most) * HEIGHT, 1.5);
            below[index] += bin.count;
            const bottom = (1 - base / most) * HEIGHT;
            return `M${left.toFixed(1)} ${bottom.toFixed(1)}v${(-height).toFixed(1)}h${width.toFixed(1)}v${height.toFixed(1)}Z`;
          });
          return svg`<path class="bars ${layer.css} ${chart.overlaid === true ? 'pale' : ''}" d=${path.join('')}></path>`;
        })}
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
      ${decades(from, to).map(
        (value) =>
          html`<span .style=${`left:${x.at(value) * 100}%`}
            >${value <= from * 1.5 ? '≤ ' : nothing}${axisLabel(value)}</span
          >`,
      )}
    </div>
  </div>`;
}

/** Powers of ten in their unit, without the zeros of a figure: `10 ms`. */
export function axisLabel(seconds: number): string {
  return formatDuration(seconds).replace(/\.0+(?=\u202f)/, '');
}

function binTable(chart: Histogram): TemplateResult {
  const longest = chart.layers.reduce(
    (best, layer) => (layer.bins.length > best.length ? layer.bins : best),
    chart.layers[0].bins,
  );
  return html`<div class="twin" tabindex="0" role="region" aria-label=${`${chart.title} as a table`}>
    <table>
      <thead>
        <tr>
          <th scope="col">From</th>
          <th scope="col">To</th>
          ${chart.layers.map((layer) => html`<th scope="col" class="r">${layer.label}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${longest.map((bin, index) => {
          const counts = chart.layers.map((layer) => layer.bins[index]?.count ?? 0);
          if (counts.every((count) => count === 0)) return nothing;
          return html`<tr>
            <th scope="row">${index === 0 ? 'less' : formatDuration(bin.low)}</th>
            <td>${formatDuration(bin.high)}</td>
            ${counts.map((count) => html`<td class="r">${formatCount(count)}</td>`)}
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
}
