import { html, nothing, type TemplateResult } from 'lit';
import type { LiveStatus } from '../../src/protocol/live.ts';
import type { Report } from '../../src/protocol/report.ts';
import type { Tab } from '../choices.ts';
import type { Store } from '../store.ts';
import { bandOf } from '../metrics.ts';
import { formatCount } from '../format.ts';
import { banner } from './banner.ts';
import { compareTab } from './compareTab.ts';
import { diagnostics } from './diagnostics.ts';
import { header } from './header.ts';
import { livePage } from './livePage.ts';
import { liveStrip } from './liveStrip.ts';
import { layoutPage } from './layoutPage.ts';
import { keyList } from './keyList.ts';
import { openedCalls } from './openedCalls.ts';
import { metricsTab } from './metricsTab.ts';
import { overview } from './overview.ts';
import { performanceTab } from './performanceTab.ts';
import { emptyPage, problemPage } from './problemPage.ts';
import { whatIfPanel } from './whatIfPanel.ts';
import { progressBar, rangeStrip } from './rangeStrip.ts';

const PAGES: Record<Tab, (store: Store) => TemplateResult> = {
  overview,
  metrics: metricsTab,
  diagnostics,
  performance: performanceTab,
  compare: compareTab,
};

/** The whole page for what the store holds. */
export function dashboard(store: Store): TemplateResult {
  const { state } = store;
  if (state?.state === 'problem') return frame(store, false, problemPage(store, state.problem));
  const { whole, live } = store;
  if (live !== null && (whole === null || whole.traces === 0)) return frame(store, false, livePage(store, live));
  const empty = state !== null && !store.loading && whole !== null && whole.traces === 0 && whole.damage === null;
  // The page itself says what the report's one note about an empty file says.
  const more = empty && (whole.warnings.length > 1 || (state.state === 'ready' && state.stale));
  if (empty) return frame(store, false, html`${more ? banner(store) : nothing}${emptyPage(store)}`);
  return frame(store, true, html`${banner(store)}${layoutPage(store) ?? PAGES[store.tab](store)}${openedCalls(store)}`);
}

function frame(store: Store, withFigures: boolean, content: TemplateResult): TemplateResult {
  return html`<div class="dash ${store.loading ? 'loading' : ''}">
    ${header(store, withFigures)}
    <main>
      ${liveStrip(store)} ${withFigures ? html`${progressBar(store)}${rangeStrip(store)}` : nothing}
      <div
        class="page"
        id="page"
        role=${withFigures ? 'tabpanel' : nothing}
        aria-labelledby=${withFigures ? `tab-${store.tab}` : nothing}
        aria-busy=${store.figures === 'updating'}
        tabindex="-1"
      >
        <div class="body ${withFigures ? store.tab : 'problem'} ${store.detail === null ? '' : 'detail'}">
          ${content}
        </div>
      </div>
    </main>
    <p class="unseen" role="status" aria-live="polite">${announcement(store)}</p>
    ${keyList(store)}${whatIfPanel(store)}
  </div>`;
}

/** What a screen reader says when the state changes; not every step of the progress. */
function announcement(store: Store): string {
  const { state, report } = store;
  if (state === null) return '';
  if (state.state === 'loading') return `Reading ${store.fileName}`;
  if (state.state === 'problem') return state.problem.message;
  if (state.state === 'live' && state.live.state === 'failed') return state.live.message ?? 'The collector failed';
  if (report === null)
    return state.state === 'live' ? `Collecting from ${store.file}` : `Stopped reading ${store.fileName}`;
  const verdict = `PSS ${report.pss} of 100, ${bandOf(report.pss).word}, from ${formatCount(report.traces)} traces`;
  if (state.state === 'stopped') return `Stopped. ${verdict}`;
  if (state.state === 'live') return liveWords(state.live, report, verdict);
  if (store.range !== null) return store.figures === 'updating' ? '' : `In this stretch of time ${verdict}`;
  return state.stale ? 'The file changed on disk.' : verdict;
}

/** Figures that move twice a second are not read out each time: only what they lead to. */
function liveWords({ state }: LiveStatus, report: Report, verdict: string): string {
  if (state === 'stopped') return `Stopped. ${verdict}`;
  return `${state === 'paused' ? 'Paused' : 'Live'}. PSS ${report.pss} of 100, ${bandOf(report.pss).word}`;
}
