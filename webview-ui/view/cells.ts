import { html, svg, type TemplateResult } from 'lit';
import type { Latency, Scores } from '../../src/protocol/report.ts';
import type { HeatRow } from '../../src/protocol/reportCharts.ts';
import type { Before } from '../before.ts';
import { columnSegments, logScale, type Scale } from '../chart/series.ts';
import { sparkline } from '../chart/sparkline.ts';
import { scoreDelta } from '../deltas.ts';
import { formatCount, formatDuration, formatRate, formatScore } from '../format.ts';
import { bandShape } from '../icons.ts';
import { bandOf, type Metric } from '../metrics.ts';
import { splitName, type Row } from '../ranking.ts';
import { deltaText } from './deltaText.ts';

/** A name cut in the middle when it is too long, whole in its tooltip. */
export function nameCell(name: string): TemplateResult {
  const full = name.length > 1000 ? `${name.slice(0, 1000)}…` : name;
  return html`<span class="mono whole" title=${full}>${cutName(name)}</span>`;
}

/** A name whose first part gives way where there is no room: the last part tells names apart. */
export function cutName(name: string): TemplateResult {
  const { head, tail } = splitName(name);
  if (head === '') return html`<span class="cut"><bdi>${tail}</bdi></span>`;
  return html`<span class="cut"><bdi class="cut-head">${head}</bdi><bdi class="cut-tail">${tail}</bdi></span>`;
}

/** A score with its band's shape and a bar. */
export function scoreCell(row: Row): TemplateResult {
  const band = bandOf(row.pss);
  return html`<span class="sc" title=${`PSS ${row.pss}, ${band.word}${row.exact ? '' : ', ± 0.2'}`}
    >${bandShape(band, 11, band.word)}<b>${row.pss}</b
    ><span class="bar ${band.key}"><i .style=${`width:${row.pss}%`}></i></span
  ></span>`;
}

/** How the score changed against what the page is compared with. */
export function changeCell(row: Row, before: Before | null): TemplateResult {
  const pss = before?.pss(row) ?? null;
  if (pss === null) return html`<span class="muted">–</span>`;
  return pss === 'new' ? html`<span class="muted">new</span>` : deltaText(scoreDelta(row.pss, pss));
}

/** Failures: how many, and what share. */
export function errorCell(row: Row): TemplateResult {
  if (row.errors === 0) return html`<span class="muted">0</span><span class="rate hide-m"></span>`;
  return html`${formatCount(row.errors)}<span class="rate muted hide-m">${formatRate(row.errors / row.traces)}</span>`;
}

/** One of the five sub-scores as an upright bar. */
export function metricCell(metric: Metric, scores: Scores): TemplateResult {
  const score = formatScore(scores[metric.key]);
  const height = Math.max(scores[metric.key] > 0 ? 1 : 0, Math.round(scores[metric.key] * 16));
  return html`<svg
    class="five m-${metric.key}"
    width="10"
    height="16"
    role="img"
    aria-label=${`${metric.short} ${score}`}
  >
    <title>${metric.title} ${score}</title>
    ${svg`<rect class="lost" width="10" height="16" rx="1"></rect><rect y=${16 - height} width="10" height=${height} rx="1"></rect>`}
  </svg>`;
}

/** The one log scale on which all rows' spans are drawn. */
export function spanScale(rows: readonly Row[]): Scale {
  let low = Number.POSITIVE_INFINITY;
  let high = 0;
  for (const { latency } of rows) {
    if (latency.p50 > 0) low = Math.min(low, latency.p50);
    high = Math.max(high, latency.p99);
  }
  return low < high ? logScale(low, high) : { at: () => 0.5 };
}

/** From the median (dot) to p95 (stroke), with a hairline on to p99. */
export function spanCell(latency: Latency, scale: Scale): TemplateResult {
  const x = (value: number): number => 4 + Math.min(1, Math.max(0, scale.at(Math.max(value, 1e-12)))) * 96;
  const [p50, p95, p99] = [x(latency.p50), x(latency.p95), x(latency.p99)];
  return html`<svg
    class="span-cell m-ts"
    width="104"
    height="16"
    role="img"
    aria-label=${`p50 ${formatDuration(latency.p50)}, p95 ${formatDuration(latency.p95)}, p99 ${formatDuration(latency.p99)}`}
  >
    ${svg`<path class="rail" d="M4 8H100"></path>
      <path class="tail" d=${`M${p95} 8H${p99}`}></path>
      <path class="body" d=${`M${p50} 8H${p95}`}></path>
      <circle cx=${p50} cy="8" r="3"></circle>
      <path class="mark" d=${`M${p95} 4V12`}></path>`}
  </svg>`;
}

/** PSS of a module over time; where it had no traces the line is open. */
export function courseCell(module: string, heat: HeatRow | undefined): TemplateResult {
  if (heat === undefined || heat.pss.length < 2) return html`<span class="muted">–</span>`;
  const known = heat.pss.filter((value) => value !== null);
  if (known.length === 0) return html`<span class="muted">–</span>`;
  const lowest = Math.round(known.reduce((least, value) => Math.min(least, value), 100));
  return html`<span class="neutral" title=${`lowest ${lowest}`}
    >${sparkline({
      label: `PSS of ${splitName(module).tail} over time, lowest ${lowest}`,
      runs: columnSegments(heat.pss),
      from: 0,
      to: heat.pss.length - 1,
      low: 0,
      high: 100,
      width: 108,
      height: 20,
    })}</span
  >`;
}
