import { html, nothing, type TemplateResult } from 'lit';
import type { Report } from '../../src/protocol/report.ts';
import { formatBytes, formatCount, formatCounted } from '../format.ts';
import { icon } from '../icons.ts';
import { TABS, type Store, type Tab } from '../store.ts';
import { openKeyList } from './keyList.ts';

const TITLES: Record<Tab, string> = {
  overview: 'Overview',
  metrics: 'Metrics',
  diagnostics: 'Diagnostics',
  performance: 'Performance',
};

/** Tabs on the left; what the file is and what can be done with it on the right. */
export function header(store: Store, withTabs: boolean): TemplateResult {
  const { report, host } = store;
  return html`<header class="top">
    <h1 class=${withTabs ? 'unseen' : 'file-name'}><bdi>${store.fileName}</bdi></h1>
    ${withTabs ? tabs(store) : nothing}
    <div class="tools">
      ${report === null ? nothing : html`<span class="facts">${facts(report)}</span>`}
      ${
        host.live && report !== null && !store.loading
          ? html`<button
              class="tool"
              type="button"
              title="Export report (E)"
              aria-label="Export report"
              @click=${() => host.post({ type: 'export-report' })}
            >
              ${icon('export')}
            </button>`
          : nothing
      }
      <button class="tool" type="button" title="Keys (?)" aria-label="Keyboard shortcuts" @click=${openKeyList}>
        ${icon('question')}
      </button>
    </div>
  </header>`;
}

function facts(report: Report): string {
  return [
    formatCounted(report.traces, 'trace'),
    formatBytes(report.source.bytes),
    report.exact ? 'exact' : '± 0.2 pt',
    `${formatCount(report.skipped)} skipped`,
  ].join(' · ');
}

function tabs(store: Store): TemplateResult {
  const chosen = store.choices.tab;
  return html`<div
    class="tabs"
    role="tablist"
    aria-label="Dashboard"
    @keydown=${(event: KeyboardEvent) => moveTab(store, event)}
  >
    ${TABS.map(
      (tab) =>
        html`<button
          role="tab"
          type="button"
          id="tab-${tab}"
          aria-selected=${tab === chosen}
          aria-controls=${tab === chosen ? 'page' : nothing}
          tabindex=${tab === chosen ? 0 : -1}
          @click=${() => store.choose({ tab })}
        >
          ${TITLES[tab]}
        </button>`,
    )}
  </div>`;
}

function moveTab(store: Store, event: KeyboardEvent): void {
  const index = TABS.indexOf(store.choices.tab);
  const steps: Record<string, number> = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: TABS.length - 1 };
  const next = steps[event.key];
  if (next === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  const tab = TABS[(next + TABS.length) % TABS.length];
  store.choose({ tab });
  document.getElementById(`tab-${tab}`)?.focus();
}
