/** The calls behind a cell, an event or an exception, listed at the end of the tab. */
import { html, nothing, type TemplateResult } from 'lit';
import type { OpenedCalls } from '../choices.ts';
import { formatTime } from '../clock.ts';
import { icon } from '../icons.ts';
import type { Store } from '../store.ts';
import { durationColumn, exceptionColumns, functionColumn, type CallColumn } from './detail/callTable.ts';
import { traceList } from './detail/traceList.ts';
import { visibleMessage, visibleName } from '../visibleText.ts';

const outcomeColumn: CallColumn = {
  label: 'Outcome',
  css: 'type hide-s',
  cell: ({ failed, exceptionType }) =>
    failed
      ? html`<bdi>${visibleName((exceptionType ?? 'failed').slice(0, 300))}</bdi>`
      : html`<span class="muted">ok</span>`,
};

/** The list that was opened on this tab, with a button that closes it; nothing when none was. */
export function openedCalls(store: Store): TemplateResult | typeof nothing {
  const calls = store.openedCalls;
  if (calls === null || !store.host.live) return nothing;
  const { filter, title } = calls;
  const failing = filter.failed === true || filter.exception !== undefined;
  return html`<div class="opened" id="opened-calls" tabindex="-1">
    <button
      class="tool"
      type="button"
      title="Close (Esc)"
      aria-label="Close the list of calls"
      @click=${() => store.openCalls(null)}
    >
      ${icon('close')}
    </button>
    ${traceList(store, {
      id: 'opened',
      title,
      subtitle: inWords(calls),
      css: 'opened-pan',
      filter,
      total: null,
      columns: failing
        ? [functionColumn, ...exceptionColumns, durationColumn]
        : [functionColumn, outcomeColumn, durationColumn],
      none: 'No such call lies in this stretch of time.',
    })}
  </div>`;
}

function inWords({ filter }: OpenedCalls): TemplateResult {
  const { module, from, to, exception, message } = filter;
  return html`${exception === undefined ? nothing : html`<bdi>${visibleName(exception.slice(0, 100))}</bdi> `}${
    message === undefined ? nothing : html`<bdi>${visibleMessage(message.slice(0, 100))}</bdi> `
  }${module === undefined ? nothing : html`<bdi>${visibleName(module.slice(0, 100))}</bdi> `}${
    from === undefined || to === undefined
      ? nothing
      : `${formatTime(from, to - from < 5)} – ${formatTime(to, to - from < 5)}`
  }`;
}

let shown: OpenedCalls | null = null;

/** Called after each drawing: brings a list that has just been opened into view, and back to where it came from. */
export function arriveAtCalls(store: Store): void {
  const calls = store.openedCalls;
  const last = shown;
  if (calls === last) return;
  shown = calls;
  if (calls === null) {
    if (document.activeElement === document.body) origin?.focus({ preventScroll: true });
    return;
  }
  const { activeElement } = document;
  if (last === null && activeElement instanceof HTMLElement && activeElement.id !== 'opened-calls')
    origin = activeElement;
  const list = document.getElementById('opened-calls');
  list?.focus({ preventScroll: true });
  list?.scrollIntoView({ block: 'nearest' });
}

/** What had the focus when the list was opened. */
let origin: HTMLElement | null = null;
