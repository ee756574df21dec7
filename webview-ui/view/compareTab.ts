/** Two runs or files side by side: what moved, and which functions moved it. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Baseline } from '../../src/protocol/dashboard.ts';
import type { ComparedSide } from '../../src/protocol/history.ts';
import type { Report } from '../../src/protocol/report.ts';
import { formatDate, formatTime } from '../clock.ts';
import { headline } from '../compared.ts';
import { relativeDelta, scoreDelta, shareDelta, type Delta } from '../deltas.ts';
import { formatCount, formatCounted, formatDuration, formatPoints, formatRate, formatScore } from '../format.ts';
import { bandShape } from '../icons.ts';
import { bandOf, METRICS } from '../metrics.ts';
import type { Store } from '../store.ts';
import { comparedTable } from './comparedTable.ts';
import { deltaText } from './deltaText.ts';
import { overlayPanel } from './overlayPanel.ts';
import { runFigures } from '../../src/protocol/runFigures.ts';

export function compareTab(store: Store): TemplateResult {
  // Both sides are shown whole, whatever stretch of time the other tabs show.
  const { baseline, whole: report } = store;
  if (baseline === null || report === null) return html`<p class="pad muted">There is nothing to compare with.</p>`;
  return html`${sidesPanel(baseline)}${movesPanel(baseline)}${comparedTable(store, baseline.comparison)}${figuresPanel(
    baseline.report,
    report,
  )}${overlayPanel(store, baseline.report, report)}`;
}

function sidesPanel({ comparison, label }: Baseline): TemplateResult {
  const { base, head } = comparison;
  return html`<section class="pan sides-pan" aria-labelledby="sides-title">
    <h2 id="sides-title">Compared with <bdi>${label}</bdi></h2>
    <div class="sides">
      ${side(base, 'Before')}
      <div class="between">${deltaText(scoreDelta(head.pss, base.pss))}</div>
      ${side(head, 'Now')}
    </div>
    <p class="pad">${headline(comparison)}</p>
  </section>`;
}

function side(compared: ComparedSide, which: string): TemplateResult {
  const band = bandOf(compared.pss);
  const { timestamp, run, path } = compared;
  const when = timestamp === null ? '' : `${formatDate(timestamp)} ${formatTime(timestamp).slice(0, 5)}`;
  return html`<div class="side">
    <span class="muted">${which}</span>
    <b class="label" title=${path ?? nothing}><bdi>${compared.label}</bdi></b>
    <span class="side-score ${band.key}">${bandShape(band)} <b>${Math.round(compared.pss)}</b> ${band.word}</span>
    <span class="muted"
      >${[
        ...(when === '' ? [] : [when]),
        ...(run === null || compared.label === `run ${run}` ? [] : [`run ${run}`]),
        formatCounted(compared.traces, 'trace'),
        `${formatCount(compared.errors)} failed`,
      ].join(' · ')}</span
    >
  </div>`;
}

/** Metric by metric, in points that add up to the change. */
function movesPanel({ comparison }: Baseline): TemplateResult {
  const { metrics } = comparison;
  const total = metrics.reduce((sum, { points }) => sum + points, 0);
  const most = metrics.reduce((highest, { points }) => Math.max(highest, Math.abs(points)), 0);
  return html`<section class="pan moves-pan" aria-labelledby="moves-title">
    <h2 id="moves-title">What moved <small>points of the score</small></h2>
    <table class="moves">
      <thead class="unseen">
        <tr>
          <th scope="col">Metric</th>
          <th scope="col">Before</th>
          <th scope="col">Now</th>
          <th scope="col">Change</th>
          <th scope="col">Points</th>
        </tr>
      </thead>
      <tbody>
        ${METRICS.map((metric) => {
          const move = metrics.find(({ metric: key }) => key === metric.key);
          if (move === undefined) return nothing;
          const share = most > 0 ? (Math.abs(move.points) / most) * 50 : 0;
          const left = move.points < 0 ? 50 - share : 50;
          return html`<tr class="m-${metric.key}">
            <th scope="row"><span class="sw"></span>${metric.title}</th>
            <td class="r muted">${formatScore(move.base)}</td>
            <td class="r">${formatScore(move.head)}</td>
            <td class="move" aria-hidden="true">
              <span class="diverging"><i .style=${`left:${left}%;width:${share}%`}></i></span>
            </td>
            <td class="r points">${formatPoints(move.points)}</td>
          </tr>`;
        })}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">Together</th>
          <td></td>
          <td></td>
          <td></td>
          <td class="r points">${formatPoints(total)}</td>
        </tr>
      </tfoot>
    </table>
  </section>`;
}

interface Figure {
  label: string;
  value: (report: Report) => string;
  change: (now: Report, before: Report) => Delta | null;
}

const latency = (label: string, of: (report: Report) => number): Figure => ({
  label,
  value: (report) => formatDuration(of(report)),
  change: (now, before) => relativeDelta(of(now), of(before), 'fall'),
});

const failing = ({ traces, errors }: { traces: number; errors: number }): number =>
  traces === 0 ? 0 : errors / traces;

const FIGURES: readonly Figure[] = [
  {
    label: 'Traces',
    value: (report) => formatCount(report.traces),
    change: (now, before) => relativeDelta(now.traces, before.traces, 'neither'),
  },
  {
    label: 'Error rate',
    value: (report) => formatRate(failing(report)),
    change: (now, before) => shareDelta(failing(now), failing(before), 'fall'),
  },
  latency('Average latency', (report) => report.latency.mean),
  latency('Latency p50', (report) => report.latency.p50),
  latency('Latency p95', (report) => report.latency.p95),
  latency('Latency p99', (report) => report.latency.p99),
  {
    label: 'Waiting',
    value: (report) => formatRate(report.waiting),
    change: (now, before) => shareDelta(runFigures(now).waiting, runFigures(before).waiting, 'fall'),
  },
];

function figuresPanel(before: Report, now: Report): TemplateResult {
  return html`<section class="pan compared-figures-pan" aria-labelledby="figures-title">
    <h2 id="figures-title">Figures</h2>
    <table class="plain">
      <thead>
        <tr>
          <th scope="col">Figure</th>
          <th scope="col" class="r">Before</th>
          <th scope="col" class="r">Now</th>
          <th scope="col" class="r">Change</th>
        </tr>
      </thead>
      <tbody>
        ${FIGURES.map((figure) => {
          const change = figure.change(now, before);
          return html`<tr>
            <th scope="row">${figure.label}</th>
            <td class="r muted">${figure.value(before)}</td>
            <td class="r">${figure.value(now)}</td>
            <td class="r">${change === null ? html`<span class="muted">new</span>` : deltaText(change)}</td>
          </tr>`;
        })}
      </tbody>
    </table>
  </section>`;
}
