import { html, nothing, type TemplateResult } from 'lit';
import type { Contributor, MetricEvidence, Report } from '../../src/protocol/report.ts';
import { formatCount, formatNumber, formatPointsLost, formatRate, formatScore, formatUnit } from '../format.ts';
import { METRICS, type Metric } from '../metrics.ts';
import { functionIndex } from '../scope.ts';
import type { Store } from '../store.ts';
import { sourceLink } from './links.ts';
import { visibleName } from '../visibleText.ts';

/** Where the points went: five rows whose tracks are as long as the metric's weight. */
export function breakdownPanel(store: Store): TemplateResult {
  return breakdownOf(store, store.report);
}

/** The same for a module or function. */
export function breakdownOf(store: Store, report: Pick<Report, 'pss' | 'metrics'> | null): TemplateResult {
  const heaviest = Math.max(0.01, ...(report?.metrics.map((metric) => metric.weight) ?? []));
  const lost = report === null ? null : 100 - report.pss;
  return html`<section class="pan breakdown-pan" aria-labelledby="breakdown-title">
    <h2 id="breakdown-title">
      ${lost === null ? 'Where the points go' : lost === 0 ? 'All 100 points earned' : `Where ${lost} ${lost === 1 ? 'point' : 'points'} went`}
      <small class="hide-s">solid: earned · hatched: lost</small>
    </h2>
    <div class="breakdown">
      ${METRICS.map((metric) => {
        const evidence = report?.metrics.find((candidate) => candidate.metric === metric.key);
        return row(store, metric, evidence, heaviest);
      })}
    </div>
  </section>`;
}

function row(store: Store, metric: Metric, evidence: MetricEvidence | undefined, heaviest: number): TemplateResult {
  const open = evidence !== undefined && evidence.formula !== '' && store.choices.why.includes(metric.key);
  return html`<div class="bdr m-${metric.key}">
    <div class="name">
      <i class="sw"></i><span class="long">${metric.title}</span><span class="short">${metric.short}</span>
    </div>
    <b class="strong num" data-metric=${metric.key}>${evidence === undefined ? '–' : formatScore(evidence.score)}</b>
    <div class="wt">
      ${
        evidence === undefined || evidence.weight <= 0
          ? nothing
          : html`<div class="hatch" .style=${`width:${(evidence.weight / heaviest) * 100}%`}>
              <i .style=${`width:${evidence.score * 100}%`}></i>
            </div>`
      }
    </div>
    <span class="num ${evidence !== undefined && evidence.pointsLost >= 1 ? '' : 'muted'}"
      >${evidence === undefined ? '' : evidence.weight > 0 ? formatPointsLost(evidence.pointsLost) : 'weight 0'}</span
    >
    <div class="ex ${open ? 'open' : ''}">
      <span title=${evidence?.evidence ?? nothing}>${evidence?.evidence ?? '\u00a0'}</span>
      ${
        evidence === undefined || evidence.formula === ''
          ? nothing
          : html`<button
              class="link why"
              type="button"
              aria-expanded=${open}
              aria-controls=${open ? `why-${metric.key}` : nothing}
              aria-label=${`${open ? 'Hide' : 'Why?'} ${metric.title}`}
              @click=${() => store.toggleWhy(metric.key)}
            >
              ${open ? 'Hide' : 'Why?'}
            </button>`
      }
    </div>
    ${open ? explanation(store, metric, evidence) : nothing}
  </div>`;
}

function explanation(store: Store, metric: Metric, evidence: MetricEvidence): TemplateResult {
  const terms = evidence.terms.filter((term) => term.pointsLost >= 0.05 || evidence.terms.length === 1);
  return html`<div class="why-box" id="why-${metric.key}" role="region" aria-label=${`Why ${metric.title}`}>
    <p class="formula mono">${evidence.formula}</p>
    <dl class="inputs">
      <div>
        <dt>n</dt>
        <dd>${formatCount(evidence.n)}</dd>
      </div>
      ${evidence.inputs
        .filter((input) => input.label !== 'n')
        .map(
          (input) =>
            html`<div>
              <dt>${input.label}</dt>
              <dd>${formatUnit(input.value, input.unit)}</dd>
            </div>`,
        )}
      <div>
        <dt>weight</dt>
        <dd>${formatRate(evidence.weight)}</dd>
      </div>
    </dl>
    ${
      evidence.smallSample
        ? html`<p class="muted">
            Small sample, n = ${formatCount(evidence.n)}: the score can move a lot with more traces.
          </p>`
        : nothing
    }
    ${
      terms.length === 0
        ? nothing
        : html`<div>
            <p class="muted">What cost the points</p>
            <ul class="terms">
              ${terms.map(
                (term) =>
                  html`<li>
                    <span class="strong">${term.term}</span>
                    <span class="num">× ${formatNumber(term.factor)}</span>
                    <span class="num">${formatPointsLost(term.pointsLost)}</span>
                    <span class="reason muted">${term.reason}</span>
                  </li>`,
              )}
            </ul>
          </div>`
    }
    ${evidence.contributors.length === 0 ? nothing : contributors(store, metric, evidence.contributors)}
  </div>`;
}

const CAUSE: Record<Metric['key'], string> = {
  ts: 'Who makes the spread',
  ms: 'Who runs at the peaks',
  ev: 'Who fails',
  be: 'Who branches',
  cc: 'Who makes the waits swing',
};

/** The name of who makes it bad, which opens the function; what stands for many opens nothing. */
function contributorName(store: Store, one: Contributor): TemplateResult {
  const title = one.module === '' ? one.name : `${one.module} · ${one.name}`;
  const detail = { place: 'function', name: one.name, filename: one.filename, lineno: one.lineno } as const;
  const report = store.report;
  if (report === null || functionIndex(report, detail) < 0) {
    return html`<span class="mono name" title=${title.slice(0, 1000)}
      ><bdi>${visibleName(one.name.slice(0, 300))}</bdi></span
    >`;
  }
  return html`<button
    class="link mono name"
    type="button"
    title=${title.slice(0, 1000)}
    @click=${() => store.open(detail)}
  >
    <bdi>${visibleName(one.name.slice(0, 300))}</bdi>
  </button>`;
}

function contributors(store: Store, metric: Metric, list: readonly Contributor[]): TemplateResult {
  const twoParts = list.some((one) => one.share - one.within > 0.005);
  return html`<div>
    <p class="muted">${CAUSE[metric.key]}</p>
    <ul class="contributors">
      ${list.map(
        (one) =>
          html`<li>
            ${contributorName(store, one)}
            <span class="num">${formatRate(one.share)}</span>
            <span class="bar"
              ><i class="pale" .style=${`width:${Math.min(1, one.share) * 100}%`}></i
              ><i .style=${`width:${Math.min(1, one.within) * 100}%`}></i
            ></span>
            <span class="num"
              >${sourceLink(store.host, one, one.lineno === null ? {} : { label: `line ${one.lineno}` })}</span
            >
          </li>`,
      )}
    </ul>
    ${
      twoParts
        ? html`<p class="muted">
            Solid: calls of one function differ from each other. Pale: the function differs from the rest.
          </p>`
        : nothing
    }
  </div>`;
}
