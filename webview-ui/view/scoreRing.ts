import { html, nothing, svg, type TemplateResult } from 'lit';
import type { Report } from '../../src/protocol/report.ts';
import { arcPath, ringArcs } from '../chart/ring.ts';
import { formatBytesOf, formatCounted, formatPercent } from '../format.ts';
import { bandShape } from '../icons.ts';
import { AT_RISK_FROM, bandOf, STABLE_FROM } from '../metrics.ts';
import type { Store } from '../store.ts';

const SIZE = 176;
const RADIUS = 80;

/** The answer: the score in its ring, the verdict, the 0–100 scale, and how far it can be relied on. */
export function scorePanel(store: Store): TemplateResult {
  const report = store.report;
  const band = report === null ? null : bandOf(report.pss);
  return html`<section class="pan score-pan" aria-label="Stability score">
    <div class="score">
      ${ring(report)}
      <div class="verdict-box">
        <p class="verdict ${band?.key ?? 'muted'}">
          ${
            band === null || report === null
              ? 'Reading…'
              : html`${bandShape(band)}
                ${band.word}${
                  report.exact
                    ? nothing
                    : html`<small class="muted" title="Very many traces: a summary took part"> ± 0.2 pt</small>`
                }`
          }
        </p>
        ${scale(report)}
        <p class="note muted">${note(store, report)}</p>
      </div>
    </div>
  </section>`;
}

function ring(report: Report | null): TemplateResult {
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

function scale(report: Report | null): TemplateResult {
  return html`<svg class="scale" viewBox="-6 0 212 34" aria-hidden="true">
    <rect class="bad" x="0" y="14" width="139" height="4"></rect>
    <rect class="ok" x="141" y="14" width="38" height="4"></rect>
    <rect class="good" x="181" y="14" width="19" height="4"></rect>
    ${report === null ? nothing : svg`<path class="now" d="M${report.pss * 2} 10 l-5 -8 h10Z"></path>`}
    <text x="140" y="31">${AT_RISK_FROM}</text>
    <text x="180" y="31">${STABLE_FROM}</text>
  </svg>`;
}

function note(store: Store, report: Report | null): string {
  const { state } = store;
  if (report === null || state === null || state.state === 'problem') return 'The first figures come in a moment.';
  const count = formatCounted(report.traces, 'trace');
  if (state.state === 'loading') return `From the first ${count}. The score can still move.`;
  if (state.state === 'stopped') {
    const { bytes, total } = state.progress;
    const part = total === null || total === 0 ? formatBytesOf(bytes, total) : formatPercent(bytes / total);
    return `From the first ${count} (${part}), stopped by you.`;
  }
  if (report.damage !== null) return `From the ${count} that could be read.`;
  if (report.traces < 30) return `Small sample, n = ${report.traces}: the score can move a lot with more traces.`;
  return 'Each arc is a metric’s weight, the solid part is what it earned.';
}
