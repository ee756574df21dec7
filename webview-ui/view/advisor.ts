import { html, nothing, type TemplateResult } from 'lit';
import type { Advice, Severity } from '../../src/protocol/report.ts';
import { formatGain } from '../format.ts';
import { bandShape } from '../icons.ts';
import { bandOf, type Band } from '../metrics.ts';
import type { Detail } from '../choices.ts';
import { detailOf } from '../scope.ts';
import type { Store } from '../store.ts';
import { sourceLink } from './links.ts';
import { visibleMessage, visibleName } from '../visibleText.ts';

const BANDS: Record<Severity, Band> = { critical: bandOf(0), warning: bandOf(70), info: bandOf(100) };
const MOST = 5;
/** So many keep the panel as high as its neighbours. */
const FIRST = 3;

/** What to do first, at most five items, each with its evidence, one next step and a way to the code. */
export function advisorPanel(store: Store): TemplateResult {
  const report = store.report;
  const all = store.choices.moreAdvice;
  const advice = report?.advice.slice(0, MOST) ?? [];
  return html`<section class="pan advisor-pan ${all ? 'all' : ''}" aria-labelledby="advisor-title">
    <h2 id="advisor-title">Advisor</h2>
    ${
      advice.length === 0
        ? html`<p class="pad muted">
            ${store.loading ? 'Advice comes with the first figures.' : 'There is nothing to advise on these traces.'}
          </p>`
        : html`<ol class="advice">
            ${advice.slice(0, all ? MOST : FIRST).map((one) => item(store, one))}
          </ol>`
    }
    ${
      advice.length <= FIRST
        ? nothing
        : html`<p class="more">
            <button class="link" type="button" aria-expanded=${all} @click=${() => store.choose({ moreAdvice: !all })}>
              ${all ? 'Show fewer' : `${advice.length - FIRST} more`}
            </button>
          </p>`
    }
  </section>`;
}

function item(store: Store, advice: Advice): TemplateResult {
  const { span, worth } = advice;
  const place = advice.function !== null || advice.lineno !== null;
  return html`<li>
    ${bandShape(BANDS[advice.severity], 12, advice.severity)}
    <div>
      <p class="title">${title(store, advice)}</p>
      <p class="evidence">${visibleMessage(`${advice.evidence} ${advice.step}`)}</p>
      <p class="actions">
        ${
          place
            ? sourceLink(
                store.host,
                { name: advice.function ?? '', filename: advice.filename, lineno: advice.lineno },
                { icon: true },
              )
            : advice.module === null
              ? nothing
              : html`<button class="link" type="button" @click=${() => showModule(store, advice.module ?? '')}>
                  Open the module
                </button>`
        }
        ${
          span === null || store.report?.timeline == null
            ? nothing
            : html`<button class="link" type="button" @click=${() => store.choose({ tab: 'metrics', span })}>
                Show on chart
              </button>`
        }
        ${worth === null ? nothing : html`<span class="worth muted">${worth.scope} ${formatGain(worth.points)}</span>`}
      </p>
    </div>
  </li>`;
}

/** The title; the function or module in it opens its detail view. */
function title(store: Store, advice: Advice): TemplateResult {
  const { subject } = advice;
  if (subject === null || !advice.title.startsWith(subject)) return html`${visibleName(advice.title)}`;
  const [name, rest] = [subject, advice.title.slice(subject.length)].map(visibleName);
  const detail = detailOfAdvice(store, advice);
  if (detail === null)
    return html`<b><bdi>${name}</bdi></b
      >${rest}`;
  return html`<button class="subject" type="button" @click=${() => store.open(detail)}><bdi>${name}</bdi></button
    >${rest}`;
}

function detailOfAdvice(store: Store, { function: name, filename, lineno, module, subject }: Advice): Detail | null {
  if (subject === module && module !== null) return { place: 'module', module };
  const row = store.report?.functions.find(
    (fn) => fn.name === name && fn.filename === filename && fn.lineno === lineno,
  );
  return row === undefined ? null : detailOf(row);
}

/** The detail view of a module. */
export function showModule(store: Store, module: string): void {
  store.open({ place: 'module', module });
}
