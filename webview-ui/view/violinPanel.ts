/** CPU against waiting time per call, module by module. */
import { html, nothing, svg, type TemplateResult } from 'lit';
import type { Report } from '../../src/protocol/report.ts';
import type { LogHistogram, ModuleDistributions } from '../../src/protocol/reportCharts.ts';
import { FLOOR, totalOf } from '../chart/histogram.ts';
import { axisLabel } from '../chart/histogramChart.ts';
import { decades, linearScale, logScale, roundTicks, type Scale } from '../chart/series.ts';
import { FEWEST, violinOf, type Violin } from '../chart/violin.ts';
import { formatCount, formatCounted, formatDuration } from '../format.ts';
import type { Sheet } from '../sheet.ts';
import type { Store } from '../store.ts';
import { cutName } from './cells.ts';
import { notice } from './notice.ts';
import { panelTools } from './panelTools.ts';

const WIDTH = 1000;
const LANE = 22;
const MOST_ROWS = 6;
const ALL = 'all modules';

interface Part {
  module: string;
  label: 'CPU' | 'Wait';
  css: string;
  violin: Violin;
  /** The same of what the report is compared with; null where that has none. */
  before: Violin | null;
}

export function cpuAndWait(store: Store, { distributions }: Report): TemplateResult {
  const title = 'CPU and wait per call';
  const all = distributions.modules ?? [{ module: ALL, cpu: distributions.cpu, wait: distributions.wait }];
  if (totalOf(distributions.cpu) === 0)
    return notice(title, 'There are no calls in this stretch of time.', 'violins-pan');
  const every = store.choices.tables.includes('cpu-wait-all');
  const log = store.choices.logParts;
  const compared = store.baseline === null ? null : baselineParts(store.baseline.report);
  const parts = (one: ModuleDistributions): [Part, Part] => partsOf(one, compared?.get(one.module), log);
  const rows = (every ? all : all.slice(0, MOST_ROWS)).map(parts);
  const asTable = store.choices.tables.includes('cpu-wait');
  return html`<section class="pan chart-pan violins-pan" aria-labelledby="cpu-wait-title">
    <div class="chart-title">
      <h2 id="cpu-wait-title">${title} <small>by module${log ? ', log scale' : ''}</small></h2>
      <div class="legend">
        <span class="m-ts"><i class="sw"></i>CPU</span
        ><span class="m-cc"><i class="sw"></i>Wait</span
        >${compared === null ? nothing : html`<span class="total"><i class="sw outline"></i>before</span>`}
      </div>
      <div class="seg" role="group" aria-label="Scale">
        ${([false, true] as const).map(
          (value) =>
            html`<button type="button" aria-pressed=${log === value} @click=${() => store.choose({ logParts: value })}>
              ${value ? 'Log' : 'Linear'}
            </button>`,
        )}
      </div>
      ${panelTools(store, {
        id: 'cpu-wait',
        title,
        sheet: () => sheetOf(all.flatMap(parts), compared !== null),
      })}
    </div>
    ${asTable ? twin(rows.flat(), compared !== null) : picture(rows, log)}
    ${
      all.length <= MOST_ROWS
        ? nothing
        : html`<p class="more">
            <button class="link" type="button" aria-expanded=${every} @click=${() => store.toggleTable('cpu-wait-all')}>
              ${every ? `Show ${MOST_ROWS} only` : formatCounted(all.length - MOST_ROWS, 'more module')}
            </button>
          </p>`
    }
  </section>`;
}

/** The distributions of what the report is compared with, by module. */
function baselineParts({ distributions }: Report): Map<string, ModuleDistributions> {
  const all = distributions.modules ?? [{ module: ALL, cpu: distributions.cpu, wait: distributions.wait }];
  return new Map(all.map((one) => [one.module, one]));
}

function partsOf(
  { module, cpu, wait }: ModuleDistributions,
  before: ModuleDistributions | undefined,
  log: boolean,
): [Part, Part] {
  const earlier = (histogram: LogHistogram | undefined): Violin | null =>
    histogram === undefined || totalOf(histogram) === 0 ? null : violinOf(histogram, log);
  return [
    { module, label: 'CPU', css: 'm-ts', violin: violinOf(cpu, log), before: earlier(before?.cpu) },
    { module, label: 'Wait', css: 'm-cc', violin: violinOf(wait, log), before: earlier(before?.wait) },
  ];
}

function picture(rows: readonly (readonly Part[])[], log: boolean): TemplateResult {
  const most = rows
    .flat()
    .reduce((high, { violin, before }) => Math.max(high, violin.most, before?.most ?? 0), FLOOR * 10);
  const top = 10 ** Math.ceil(Math.log10(most) - 1e-9);
  const linear = roundTicks(most);
  const scale = log ? logScale(FLOOR, top) : linearScale(0, Math.max(most * 1.03, linear[linear.length - 1]));
  const ticks = log ? decades(FLOOR, top) : linear;
  return html`<div class="violins" role="list" aria-label="CPU and wait per call, by module">
    <div class="violin-grid" aria-hidden="true">
      ${ticks.map((tick) => html`<i .style=${`left:${scale.at(tick) * 100}%`}></i>`)}
    </div>
    ${rows.map(
      (parts) =>
        html`<div class="violin-row" role="listitem">
          <span class="violin-name" title=${parts[0].module.slice(0, 1000)}>${cutName(parts[0].module)}</span>
          <span class="violin-lanes">${parts.map((part) => lane(part, scale))}</span>
        </div>`,
    )}
    <div class="violin-row axis-row" aria-hidden="true">
      <span></span>
      <div class="axis">
        ${ticks.map(
          (tick) =>
            html`<span .style=${`left:${scale.at(tick) * 100}%`}
              >${log && tick <= FLOOR * 1.5 ? '≤ ' : nothing}${axisLabel(tick)}</span
            >`,
        )}
      </div>
    </div>
  </div>`;
}

function lane(part: Part, scale: Scale): TemplateResult {
  const { violin, css } = part;
  const { box, whiskers, n } = violin;
  const x = (value: number): number => Math.min(1, Math.max(0, scale.at(Math.max(value, FLOOR)))) * WIDTH;
  const middle = LANE / 2;
  const summary = describe(part);
  const dots = n < FEWEST ? violin.bins.filter(({ count }) => count > 0) : [];
  return html`<svg
    class="violin ${css}"
    viewBox="0 0 ${WIDTH} ${LANE}"
    preserveAspectRatio="none"
    role="img"
    aria-label=${summary}
  >
    <title>${summary}</title>
    ${svg`<rect class="hit" width=${WIDTH} height=${LANE}></rect>`}
    ${
      n < FEWEST || box === null || whiskers === null
        ? dots.map((bin) => svg`<path class="value" d=${`M${x(Math.sqrt(bin.low * bin.high))} ${middle}h0.01`}></path>`)
        : svg`<path class="shape" d=${outline(violin, x)}></path>
          <path class="whisker" d=${`M${x(whiskers.low)} ${middle}H${x(whiskers.high)}`}></path>
          <path class="box" d=${`M${x(box.q1)} ${middle}H${Math.max(x(box.q3), x(box.q1) + 0.01)}`}></path>
          ${violin.outliers.map(({ value }) => svg`<path class="outlier" d=${`M${x(value)} ${middle}h0.01`}></path>`)}
          <path class="median" d=${`M${x(box.median)} ${middle - 5}V${middle + 5}`}></path>`
    }
    ${earlier(part.before, x)}
  </svg>`;
}

/** What it looked like before: an outline over the shape, with its own median from edge to edge. */
function earlier(before: Violin | null, x: (value: number) => number): TemplateResult | typeof nothing {
  if (before?.box == null) return nothing;
  const { median } = before.box;
  return svg`<g class="earlier">
    ${before.n < FEWEST ? nothing : svg`<path d=${outline(before, x)}></path>`}
    <path class="then" d=${`M${x(median)} 0V${LANE}`}></path>
  </g>`;
}

/** Upper edge forth, lower edge back, where there is anything. */
function outline({ bins, whiskers }: Violin, x: (value: number) => number): string {
  const middle = LANE / 2;
  const first = bins.findIndex(({ density }) => density > 0);
  const last = bins.findLastIndex(({ density }) => density > 0);
  if (first < 0 || whiskers === null) return '';
  const points = bins.slice(first, last + 1).map(({ low, high, density }) => ({
    left: x(Math.sqrt(low * high)),
    half: density * (middle - 1),
  }));
  const start = x(bins[first].low);
  const end = x(bins[last].high);
  const edge = (side: 1 | -1): string[] =>
    points.map(({ left, half }) => `L${left.toFixed(1)} ${(middle + side * half).toFixed(2)}`);
  return `M${start.toFixed(1)} ${middle}${edge(-1).join('')}L${end.toFixed(1)} ${middle}${edge(1).reverse().join('')}Z`;
}

function describe({ module, label, violin, before }: Part): string {
  const { box, n, most, outliers } = violin;
  if (box === null) return `${module.slice(0, 200)}, ${label}: no values`;
  const beyond = outliers.reduce((sum, { count }) => sum + count, 0);
  return `${module.slice(0, 200)}, ${label}: median ${duration(box.median)}, half between ${duration(box.q1)} and ${duration(box.q3)}, most ${duration(most)}, ${formatCounted(n, 'call')}, ${formatCounted(beyond, 'outlier')}${before?.box == null ? '' : `; before: median ${duration(before.box.median)}, half between ${duration(before.box.q1)} and ${duration(before.box.q3)}`}`;
}

/** Everything at or under the floor is gathered there. */
const duration = (seconds: number): string =>
  seconds <= FLOOR ? `≤ ${formatDuration(FLOOR)}` : formatDuration(seconds);

function twin(parts: readonly Part[], compared: boolean): TemplateResult {
  return html`<div class="twin" tabindex="0" role="region" aria-label="CPU and wait per call as a table">
    <table>
      <thead>
        <tr>
          <th scope="col">Module</th>
          <th scope="col">Of</th>
          ${['Calls', 'Least', 'Q1', 'Median', 'Q3', 'Most', 'Outliers', ...(compared ? ['Median before'] : [])].map((label) => html`<th scope="col" class="r">${label}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${parts.map(({ module, label, violin: { n, box, least, most, outliers }, before }) => {
          const values = box === null ? [] : [least, box.q1, box.median, box.q3, most];
          return html`<tr>
            <th scope="row">${cutName(module)}</th>
            <td>${label}</td>
            <td class="r">${formatCount(n)}</td>
            ${values.map((value) => html`<td class="r">${duration(value)}</td>`)}
            <td class="r">${formatCount(outliers.reduce((sum, { count }) => sum + count, 0))}</td>
            ${compared ? html`<td class="r muted">${before?.box == null ? '–' : duration(before.box.median)}</td>` : nothing}
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
}

function sheetOf(parts: readonly Part[], compared: boolean): Sheet {
  const columns = ['module', 'of', 'calls', 'least', 'q1', 'median', 'q3', 'most', 'outliers'];
  return {
    columns: compared ? [...columns, 'median before'] : columns,
    rows: parts.map(({ module, label, violin: { n, box, least, most, outliers }, before }) => [
      module,
      label,
      n,
      ...(box === null ? [null, null, null, null, null] : [least, box.q1, box.median, box.q3, most]),
      outliers.reduce((sum, { count }) => sum + count, 0),
      ...(compared ? [before?.box?.median ?? null] : []),
    ]),
  };
}
