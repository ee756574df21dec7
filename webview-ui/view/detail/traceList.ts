/** Calls that match a filter, read from the file a page at a time. */
import { html, nothing, type TemplateResult } from 'lit';
import type { TraceFilter } from '../../../src/protocol/question.ts';
import { formatCount } from '../../format.ts';
import type { Store } from '../../store.ts';
import type { TracePages } from '../../tracePages.ts';
import { callTable, type CallColumn } from './callTable.ts';

export interface TraceList {
  /** Names the list among those of the page. */
  id: string;
  title: string;
  subtitle: string | TemplateResult;
  /** Layout classes of the panel. */
  css: string;
  filter: TraceFilter;
  /** How many calls match, if that is known. */
  total: number | null;
  columns: readonly CallColumn[];
  /** What stands there when nothing matches. */
  none: string;
}

/** A panel with the calls that match, and buttons for the pages. */
export function traceList(store: Store, list: TraceList): TemplateResult {
  const { id, title, subtitle, css, columns, none } = list;
  const pages = store.loading ? null : store.calls(id, list.filter);
  const empty = pages === null || pages.rows.length === 0;
  return html`<section class="pan ${css}" aria-labelledby="${id}-title" aria-busy=${pages?.reading !== false}>
    <div class="list-title">
      <h2 id="${id}-title">${title} <small>${subtitle}</small></h2>
      ${pages === null ? nothing : pager(pages, list)}
    </div>
    ${pages?.problem == null ? nothing : refusal(pages, pages.problem)}
    ${
      empty
        ? html`<p class="pad muted">
            ${pages?.reading !== false ? 'Reading the calls…' : pages.problem === null ? none : ''}
          </p>`
        : callTable(store, id, title, pages.rows, columns)
    }
  </section>`;
}

function refusal(pages: TracePages, problem: string): TemplateResult {
  return html`<p class="pad" role="alert">
    ${problem} <button class="link" type="button" @click=${() => pages.retry()}>Try again</button>
  </p>`;
}

function pager(pages: TracePages, { total, title }: TraceList): TemplateResult | typeof nothing {
  if (pages.rows.length === 0) return nothing;
  const last = pages.before + pages.rows.length;
  const all = pages.hasNext ? total : last;
  return html`<div class="pager" role="group" aria-label=${`Pages of ${title}`}>
    <span class="muted num"
      >${formatCount(pages.before + 1)} –
      ${formatCount(last)}${all === null ? '' : ` of ${formatCount(Math.max(all, last))}`}</span
    >
    ${
      pages.hasPrevious || pages.hasNext
        ? html`<button
              class="btn"
              type="button"
              ?disabled=${!pages.hasPrevious || pages.reading}
              @click=${() => pages.showPrevious()}
            >
              Previous
            </button>
            <button
              class="btn"
              type="button"
              ?disabled=${!pages.hasNext || pages.reading}
              @click=${() => pages.showNext()}
            >
              Next page
            </button>`
        : nothing
    }
  </div>`;
}
