import { html, nothing, type TemplateResult } from 'lit';
import type { Report } from '../../src/protocol/report.ts';
import { formatBytes, formatCount, formatCounted } from '../format.ts';
import { icon } from '../icons.ts';
import type { Tab } from '../choices.ts';
import type { Store } from '../store.ts';
import { comparePicker } from './comparePicker.ts';
import { WhatIf } from '../whatIf.ts';
import { openReportExport } from './exportDialog.ts';
import { openKeyList } from './keyList.ts';
import { openWhatIf } from './whatIfPanel.ts';

/** Title where the configuration sets none. */
const USUAL_TITLE = 'PyPSS | Reliability Platform';

const TITLES: Record<Tab, string> = {
  overview: 'Overview',
  metrics: 'Metrics',
  diagnostics: 'Diagnostics',
  performance: 'Performance',
  compare: 'Compare',
};

/** Tabs on the left; what the file is and what can be done with it on the right. */
export function header(store: Store, withTabs: boolean): TemplateResult {
  const { report } = store;
  return html`<header class="top">
    <h1 class=${withTabs ? 'unseen' : 'file-name'}><bdi>${store.fileName}</bdi></h1>
    ${withTabs ? tabs(store) : nothing}
    <div class="tools">
      ${report === null ? nothing : html`<span class="facts">${ownTitle(report)}${facts(report, store.whole ?? report)}</span>`}
      ${withTabs ? comparePicker(store) : nothing}
      ${
        report !== null && !store.loading
          ? html`<button
              class="tool"
              type="button"
              title="Export (E)"
              aria-label="Export"
              aria-haspopup="dialog"
              @click=${() => openReportExport(store)}
            >
              ${icon('export')}
            </button>`
          : nothing
      }
      ${whatIfButton(store)}
      <button class="tool" type="button" title="Keys (?)" aria-label="Keyboard shortcuts" @click=${openKeyList}>
        ${icon('question')}
      </button>
    </div>
  </header>`;
}

function whatIfButton(store: Store): TemplateResult | typeof nothing {
  if (!store.host.live || store.loading || !WhatIf.offered(store.whole)) return nothing;
  return html`<button
    class="tool"
    type="button"
    title="What if: other weights and sensitivities (S)"
    aria-label="What if: other weights and sensitivities"
    aria-haspopup="dialog"
    @click=${openWhatIf}
  >
    ${icon('settings')}
  </button>`;
}

/** The title that the configuration gives the dashboard; PyPSS's own says nothing about what is shown. */
function ownTitle({ config }: Report): TemplateResult | typeof nothing {
  if (config.title === USUAL_TITLE || config.title === '') return nothing;
  return html`<b class="own-title"><bdi>${config.title}</bdi></b> · `;
}

function facts(report: Report, whole: Report): string {
  const all = formatCounted(whole.traces, 'trace');
  return [
    report === whole ? all : `${formatCount(report.traces)} of ${all}`,
    formatBytes(whole.source.bytes),
    report.exact ? 'exact' : '± 0.2 pt',
    `${formatCount(whole.skipped)} skipped`,
  ].join(' · ');
}

function tabs(store: Store): TemplateResult {
  const chosen = store.tab;
  return html`<div
    class="tabs"
    role="tablist"
    aria-label="Dashboard"
    @keydown=${(event: KeyboardEvent) => moveTab(store, event)}
  >
    ${store.tabs.map(
      (tab) =>
        html`<button
          role="tab"
          type="button"
          id="tab-${tab}"
          aria-selected=${tab === chosen}
          aria-controls=${tab === chosen ? 'page' : nothing}
          tabindex=${tab === chosen ? 0 : -1}
          @click=${() => store.goTo(tab)}
        >
          ${TITLES[tab]}
        </button>`,
    )}
  </div>`;
}

function moveTab(store: Store, event: KeyboardEvent): void {
  const { tabs } = store;
  const index = tabs.indexOf(store.tab);
  const steps: Record<string, number> = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: tabs.length - 1 };
  const next = steps[event.key];
  if (next === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  const tab = tabs[(next + tabs.length) % tabs.length];
  store.goTo(tab);
  document.getElementById(`tab-${tab}`)?.focus();
}
