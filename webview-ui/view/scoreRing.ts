import { html, nothing, svg, type TemplateResult } from 'lit';
import type { Report } from '../../src/protocol/report.ts';
import { arcPath, ringArcs } from '../chart/ring.ts';
import { formatBytesOf, formatCounted, formatPercent } from '../format.ts';
import { bandShape } from '../icons.ts';
import { AT_RISK_FROM, bandOf, STABLE_FROM } from '../metrics.ts';
import { referenceOf, scoreDelta, type Reference } from '../deltas.ts';
import type { Store } from '../store.ts';
import { deltaText } from './deltaText.ts';

const SIZE = 176;
const RADIUS = 80;

/** What the panels of a score show: a report, or what is known of a part of the traces. */
export type ScoreFigures = Pick<Report, 'pss' | 'exact' | 'traces' | 'metrics' | 'damage'>;

/** The answer: the score in its ring, the verdict, the 0–100 scale, and how far it can be relied on. */
export function scorePanel(store: Store): TemplateResult {
  const { range } = store;
  // A stretch without traces has no score, which is not a score of 0.
  const report = store.report?.traces === 0 && range !== null ? null : store.report;
  return scoreOf(
    report,
    report === null ? null : referenceOf(store),
    note(store, report),
    range === null ? 'Reading…' : 'No traces',
  );
}

/** The same for a module or function. */
export function partScorePanel(figures: ScoreFigures, text: string): TemplateResult {
  return scoreOf(figures, null, text);
}

function scoreOf(
  report: ScoreFigures | null,
  reference: Reference | null,
  text: string,
  absent = 'Reading…',
): TemplateResult {
  const band = report === null ? null : bandOf(report.pss);
  return html`<section class="pan score-pan" aria-label="Stability score">
    <div class="score">
      ${ring(report)}
      <div class="verdict-box">
        <p class="verdict ${band?.key ?? 'muted'}">
          ${
            band === null || report === null
              ? absent
              : html`${bandShape(band)}
                ${band.word}${
                  report.exact
                    ? nothing
                    : html`<small class="muted" title="Very many traces: a summary took part"> ± 0.2 pt</small>`
                }`
          }
        </p>
        ${report === null || reference === null ? nothing : change(report, reference)} ${scale(report, reference)}
        <p class="note muted">${text}</p>
      </div>
    </div>
  </section>`;
}

function ring(report: ScoreFigures | null): TemplateResult {
  const arcs = ringArcs(report?.metrics ?? [], 0.008);
  const label = report === null ? 'No score yet' : `PSS ${report.pss} of 100, ${bandOf(report.pss).word}`;
  return html`<svg class="ring" viewBox="0 0 ${SIZE} ${SIZE}" role="img" aria-label=${label}>
    ${arcs.length === 0 ? svg`<circle class="track" cx=${SIZE / 2} cy=${SIZE / 2} r=${RADIUS}></circle>` : nothing}
    ${arcs.map(
      (arc) =>
        svg`<g class="m-${arc.metric}">
          ${arc.lost > 0 ? svg`<path class="lost" d=${arcPath(SIZE, RADIUS, arc.start + arc.earned, arc.lost)}></path>` : nothing}
          ${arc.earned > 0 ? svg`<path d=${arcPath(SIZE, RADIUS, arc.start, arc.earned)}></path>` : nothing}
        </g>`,
    )}
    <text class="figure" x="50%" y="50%" dy="9">${report === null ? '–' : report.pss}</text>
    <text class="of" x="50%" y="50%" dy="31">of 100</text>
  </svg>`;
}

function change(report: ScoreFigures, { name, pss }: Reference): TemplateResult {
  const against = name === 'last run' ? 'the last run' : name;
  return html`<p class="change">
    ${deltaText(scoreDelta(report.pss, pss))} against <bdi>${against}</bdi> (${Math.round(pss)})
  </p>`;
}

function scale(report: ScoreFigures | null, reference: Reference | null): TemplateResult {
  return html`<svg class="scale" viewBox="-6 0 212 34" aria-hidden="true">
    <rect class="bad" x="0" y="14" width="139" height="4"></rect>
    <rect class="ok" x="141" y="14" width="38" height="4"></rect>
    <rect class="good" x="181" y="14" width="19" height="4"></rect>
    ${report === null ? nothing : svg`<path class="now" d="M${report.pss * 2} 10 l-5 -8 h10Z"></path>`}
    ${
      reference === null
        ? nothing
        : svg`<path class="last" d=${`M${reference.pss * 2} 12v8`}></path>
          ${near(reference.pss) ? nothing : svg`<text x=${reference.pss * 2} y="31">${reference.name === 'last run' ? 'last' : 'base'}</text>`}`
    }
    <text x="140" y="31">${AT_RISK_FROM}</text>
    <text x="180" y="31">${STABLE_FROM}</text>
  </svg>`;
}

/** Whether a label would cover that of a limit. */
function near(pss: number): boolean {
  return [AT_RISK_FROM, STABLE_FROM].some((limit) => Math.abs(pss - limit) < 13);
}

function note(store: Store, report: ScoreFigures | null): string {
  const { state } = store;
  if (report === null && store.range !== null) return 'No traces in this stretch of time. Press 0 to see all of it.';
  if (report === null || state === null || state.state === 'problem') return 'The first figures come in a moment.';
  const count = formatCounted(report.traces, 'trace');
  if (state.state === 'loading') return `From the first ${count}. The score can still move.`;
  if (state.state === 'stopped') {
    const { bytes, total } = state.progress;
    const part = total === null || total === 0 ? formatBytesOf(bytes, total) : formatPercent(bytes / total);
    return `From the first ${count} (${part}), stopped by you.`;
  }
  if (store.range !== null) return `${count} in this stretch of time.`;
  if (report.damage !== null) return `From the ${count} that could be read.`;
  if (report.traces < 30) return `Small sample, n = ${report.traces}: the score can move a lot with more traces.`;
  return 'Each arc is a metric’s weight, the solid part is what it earned.';
}
