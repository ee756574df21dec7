import { html, nothing, type TemplateResult } from 'lit';
import type { Store, Tab } from '../store.ts';
import { bandOf } from '../metrics.ts';
import { formatCount } from '../format.ts';
import { banner } from './banner.ts';
import { diagnostics } from './diagnostics.ts';
import { header } from './header.ts';
import { keyList } from './keyList.ts';
import { metricsTab } from './metricsTab.ts';
import { overview } from './overview.ts';
import { performanceTab } from './performanceTab.ts';
import { emptyPage, problemPage } from './problemPage.ts';
import { progressBar, rangeStrip } from './rangeStrip.ts';

const PAGES: Record<Tab, (store: Store) => TemplateResult> = {
  overview,
  metrics: metricsTab,
  diagnostics,
  performance: performanceTab,
};

/** The whole page for what the store holds. */
export function dashboard(store: Store): TemplateResult {
  const { state, report, choices } = store;
  if (state?.state === 'problem') return frame(store, false, problemPage(store, state.problem));
  const empty = state !== null && !store.loading && report !== null && report.traces === 0 && report.damage === null;
  // The page itself says what the report's one note about an empty file says.
  const more = empty && (report.warnings.length > 1 || (state.state === 'ready' && state.stale));
  if (empty) return frame(store, false, html`${more ? banner(store) : nothing}${emptyPage(store)}`);
  return frame(store, true, html`${banner(store)}${PAGES[choices.tab](store)}`);
}

function frame(store: Store, withFigures: boolean, content: TemplateResult): TemplateResult {
  return html`<div class="dash ${store.loading ? 'loading' : ''}">
    ${header(store, withFigures)}
    <main>
      ${withFigures ? html`${progressBar(store)}${rangeStrip(store)}` : nothing}
      <div
        class="page"
        id="page"
        role=${withFigures ? 'tabpanel' : nothing}
        aria-labelledby=${withFigures ? `tab-${store.choices.tab}` : nothing}
        tabindex="-1"
      >
        <div class="body ${withFigures ? store.choices.tab : 'problem'}">${content}</div>
      </div>
    </main>
    <p class="unseen" role="status" aria-live="polite">${announcement(store)}</p>
    ${keyList(store)}
  </div>`;
}

/** What a screen reader says when the state changes; not every step of the progress. */
function announcement(store: Store): string {
  const { state, report } = store;
  if (state === null) return '';
  if (state.state === 'loading') return `Reading ${store.fileName}`;
  if (state.state === 'problem') return state.problem.message;
  if (report === null) return `Stopped reading ${store.fileName}`;
  const verdict = `PSS ${report.pss} of 100, ${bandOf(report.pss).word}, from ${formatCount(report.traces)} traces`;
  if (state.state === 'stopped') return `Stopped. ${verdict}`;
  return state.stale ? 'The file changed on disk.' : verdict;
}
