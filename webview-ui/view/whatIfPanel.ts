import { html, nothing, type TemplateResult } from 'lit';
import type { Sensitivities } from '../../src/protocol/question.ts';
import type { Report } from '../../src/protocol/report.ts';
import { formatPointsLost, formatRate, formatScore } from '../format.ts';
import { bandShape, icon } from '../icons.ts';
import { bandOf, METRICS } from '../metrics.ts';
import type { Store } from '../store.ts';
import { WhatIf, type SettingKey } from '../whatIf.ts';

/** A setting beside the weights. */
interface Setting {
  key: SettingKey;
  label: string;
  about: string;
  max: number;
  step: number;
  /** What the field shows is the value times this. */
  scale?: number;
  unit?: string;
}

const SETTINGS: readonly Setting[] = [
  { key: 'alpha', label: 'Spread (alpha)', about: 'of durations and waits', max: 10, step: 0.1 },
  { key: 'beta', label: 'Tail (beta)', about: 'slow calls against the median', max: 10, step: 0.1 },
  { key: 'gamma', label: 'Memory (gamma)', about: 'spread and peaks of memory', max: 10, step: 0.1 },
  { key: 'delta', label: 'Errors (delta)', about: 'rate and bursts of failures', max: 10, step: 0.1 },
  {
    key: 'memSpikeThresholdRatio',
    label: 'Memory spike from',
    about: 'peak over the median',
    max: 5,
    step: 0.05,
    unit: '×',
  },
  { key: 'errorSpikeThreshold', label: 'Error spike from', about: 'share of calls that fail', max: 1, step: 0.01 },
  { key: 'consecutiveErrorThreshold', label: 'Error run from', about: 'failures in a row', max: 20, step: 1 },
  {
    key: 'concurrencyWaitThreshold',
    label: 'Waiting counts from',
    about: 'mean wait of a call',
    max: 50,
    step: 0.1,
    scale: 1000,
    unit: 'ms',
  },
];

/** The score under other weights and sensitivities, beside the page; `openWhatIf` shows it. */
export function whatIfPanel(store: Store): TemplateResult | typeof nothing {
  const report = store.whole;
  if (report === null || !store.host.live || !WhatIf.offered(report)) return nothing;
  const { whatIf } = store;
  const settings = whatIf.settings(report);
  if (settings === null) return nothing;
  const differs = whatIf.differs(report);
  return html`<dialog id="what-if" class="drawer" aria-labelledby="what-if-title">
    <header>
      <h2 id="what-if-title">What if <small>other weights and sensitivities</small></h2>
      <button class="tool" type="button" aria-label="Close" title="Close (Esc)" @click=${closeWhatIf}>
        ${icon('close')}
      </button>
    </header>
    ${preview(store, report)}
    <div class="fields">
      <fieldset>
        <legend>Weights</legend>
        ${METRICS.map((metric) =>
          field({
            id: `weight-${metric.key}`,
            label: metric.title,
            css: `m-${metric.key}`,
            about: `${formatRate(shareOf(settings, metric.key))} of the score`,
            value: settings.weights[metric.key],
            max: 1,
            step: 0.01,
            set: (value) => whatIf.setWeight(report, metric.key, value),
          }),
        )}
      </fieldset>
      <fieldset>
        <legend>Sensitivities</legend>
        ${SETTINGS.map(({ key, scale = 1, ...setting }) =>
          field({
            ...setting,
            id: `setting-${key}`,
            css: '',
            value: Number((settings[key] * scale).toPrecision(12)),
            set: (value) => whatIf.set(report, key, value / scale),
          }),
        )}
      </fieldset>
    </div>
    <footer>
      <p class=${whatIf.note?.failed === true ? 'failed' : 'muted'} role="status">
        ${whatIf.note?.text ?? 'Scored from the figures of the whole file; it is not read again.'}
      </p>
      <button class="btn" type="button" ?disabled=${!differs} @click=${() => whatIf.reset()}>Reset</button>
      <button
        class="btn primary"
        type="button"
        ?disabled=${!differs || whatIf.saving || whatIf.note?.failed === true}
        @click=${() => void whatIf.save(report)}
      >
        ${whatIf.saving ? 'Saving…' : `Save to ${targetOf(report)}`}
      </button>
    </footer>
  </dialog>`;
}

export function openWhatIf(): void {
  const dialog = document.getElementById('what-if');
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
}

function closeWhatIf(): void {
  const dialog = document.getElementById('what-if');
  if (dialog instanceof HTMLDialogElement) dialog.close();
}

function targetOf({ config }: Report): string {
  const path = config.path ?? 'pypss.toml';
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

function shareOf({ weights }: Sensitivities, metric: keyof Sensitivities['weights']): number {
  const sum = Object.values(weights).reduce((total, weight) => total + weight, 0);
  return sum === 0 ? 0 : weights[metric] / sum;
}

/** The score now and then, and what each metric loses. */
function preview({ whatIf }: Store, report: Report): TemplateResult {
  const { foretold } = whatIf;
  const pss = foretold?.pss ?? report.pss;
  const band = bandOf(pss);
  const change = pss - report.pss;
  return html`<section class="foretold" aria-label="Score under these settings">
    <div class="outcome">
      <output class="figure" for="what-if">${pss}</output>
      <span class="verdict ${band.key}">${bandShape(band)} ${band.word}</span>
      <span class="muted" id="what-if-change">
        ${change === 0 ? 'as it is now' : `${change > 0 ? '↑' : '↓'} ${Math.abs(change)} from ${report.pss}`}
      </span>
    </div>
    <table>
      <thead>
        <tr>
          <th scope="col">Metric</th>
          <th scope="col" class="r">Score</th>
          <th scope="col" class="r">Lost</th>
          <th scope="col" class="r">Now</th>
        </tr>
      </thead>
      <tbody>
        ${METRICS.map((metric) => {
          const now = report.metrics.find((candidate) => candidate.metric === metric.key);
          const score = foretold?.scores[metric.key] ?? report.scores[metric.key];
          const lost = foretold?.pointsLost[metric.key] ?? now?.pointsLost ?? 0;
          return html`<tr class="m-${metric.key}">
            <th scope="row"><i class="sw"></i>${metric.short}</th>
            <td class="r strong" data-what-if=${metric.key}>${formatScore(score)}</td>
            <td class="r">${formatPointsLost(lost)}</td>
            <td class="r muted">${now === undefined ? '' : formatPointsLost(now.pointsLost)}</td>
          </tr>`;
        })}
      </tbody>
    </table>
  </section>`;
}

interface Field {
  id: string;
  label: string;
  css: string;
  about: string;
  value: number;
  max: number;
  step: number;
  unit?: string;
  set: (value: number) => void;
}

/** A slider for trying, and a number beside it for saying exactly what. */
function field({ id, label, css, about, value, max, step, unit, set }: Field): TemplateResult {
  const take = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const typed = input.valueAsNumber;
    if (Number.isNaN(typed) || typed < 0 || (step === 1 && !Number.isInteger(typed))) return;
    set(id === 'setting-errorSpikeThreshold' ? Math.min(1, typed) : typed);
  };
  // What stands in the file may lie beyond what people usually try.
  const most = Math.max(max, value);
  return html`<div class="field ${css}">
    <label for=${id}>${css === '' ? nothing : html`<i class="sw"></i>`}${label} <small>${about}</small></label>
    <input
      type="range"
      min="0"
      max=${most}
      step=${step}
      .value=${String(value)}
      aria-label=${`${label}, ${about}`}
      @input=${take}
    />
    <span class="typed"
      ><input id=${id} type="number" min="0" step="any" .value=${String(value)} @change=${take} />${
        unit === undefined ? nothing : html`<span class="muted">${unit}</span>`
      }</span
    >
  </div>`;
}
