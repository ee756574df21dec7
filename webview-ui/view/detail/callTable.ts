/** Single calls as a table: each opens as text beneath its row. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Call } from '../../call.ts';
import { formatDate, formatTime } from '../../clock.ts';
import { formatBytes, formatDuration } from '../../format.ts';
import { indentedJson } from '../../recordText.ts';
import type { Store } from '../../store.ts';
import { sourceLink } from '../links.ts';
import { visibleMessage, visibleName } from '../../visibleText.ts';

/** A column besides the time, which every list has first. */
export interface CallColumn {
  label: string;
  css: string;
  cell: (call: Call) => TemplateResult | string;
}

/** What a failed call says. */
export const exceptionColumns: readonly CallColumn[] = [
  {
    label: 'Exception',
    css: 'type',
    cell: ({ exceptionType }) => html`<b><bdi>${visibleName((exceptionType ?? 'unnamed').slice(0, 300))}</bdi></b>`,
  },
  {
    label: 'Message',
    css: 'message mono',
    cell: ({ exceptionMessage }) =>
      exceptionMessage === null
        ? html`<span class="muted">no message</span>`
        : html`<bdi title=${exceptionMessage.slice(0, 2000)}>${visibleMessage(exceptionMessage.slice(0, 300))}</bdi>`,
  },
];

export const functionColumn: CallColumn = {
  label: 'Function',
  css: 'function mono hide-s',
  cell: ({ name, module }) => html`<bdi title=${module.slice(0, 1000)}>${visibleName(name.slice(0, 300))}</bdi>`,
};

export const durationColumn: CallColumn = {
  label: 'Duration',
  css: 'r',
  cell: ({ duration }) => formatDuration(duration),
};

/** Calls with the columns asked for. Arrow keys go from call to call, Enter opens the record. */
export function callTable(
  store: Store,
  id: string,
  label: string,
  calls: readonly Call[],
  columns: readonly CallColumn[],
): TemplateResult {
  const days = new Set(calls.map(({ timestamp }) => (timestamp === null ? '' : formatDate(timestamp))));
  return html`<table class="calls" aria-label=${label} @keydown=${moveBetweenCalls}>
    <thead>
      <tr>
        <th scope="col">Time</th>
        ${columns.map((column) => html`<th scope="col" class=${column.css}>${column.label}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${calls.map((call, index) => callRow(store, `${id}-${index}`, call, columns, days.size > 1, index === 0))}
    </tbody>
  </table>`;
}

function callRow(
  store: Store,
  id: string,
  call: Call,
  columns: readonly CallColumn[],
  withDate: boolean,
  first: boolean,
): TemplateResult {
  const { shown } = store.record;
  const open = shown !== null && call.offset >= 0 && shown.offset === call.offset;
  const readable = store.host.live && call.offset >= 0;
  const toggle = (): void => {
    if (readable) store.record.toggle(call.offset, call.length);
  };
  return html`<tr class=${open ? 'open' : ''} @dblclick=${toggle}>
      <th scope="row">
        ${
          readable
            ? html`<button
                class="call"
                type="button"
                tabindex=${first ? 0 : -1}
                aria-expanded=${open}
                aria-controls=${open ? `record-${id}` : nothing}
                title="Show this call’s record"
                @click=${toggle}
              >
                ${time(call, withDate)}
              </button>`
            : time(call, withDate)
        }
      </th>
      ${columns.map((column) => html`<td class=${column.css}>${column.cell(call)}</td>`)}
    </tr>
    ${open ? recordRow(store, `record-${id}`, call, columns.length + 1) : nothing}`;
}

function time({ timestamp }: Call, withDate: boolean): TemplateResult {
  if (timestamp === null) return html`<span class="muted">no time</span>`;
  const [whole, thousandths] = formatTime(timestamp, true).split('.');
  const date = withDate ? `${formatDate(timestamp).slice(5)} ` : '';
  return html`<span class="num">${date}${whole}<span class="muted">.${thousandths}</span></span>`;
}

function recordRow(store: Store, id: string, call: Call, width: number): TemplateResult {
  const { shown } = store.record;
  return html`<tr class="record-row">
    <td colspan=${width}>
      <div class="record" id=${id} role="region" aria-label="Record of this call">
        <p class="actions">
          <span class="muted">byte ${call.offset.toLocaleString('en')}, ${formatBytes(call.length)}</span>
          <button
            class="link"
            type="button"
            @click=${() => store.host.post({ type: 'open-as-text', offset: call.offset })}
          >
            Open in the text editor
          </button>
          ${sourceLink(store.host, call)}
          <button class="link" type="button" @click=${() => store.record.toggle(call.offset, call.length)}>
            Close
          </button>
        </p>
        ${
          shown === null || shown.problem !== null
            ? html`<p role="alert">${shown?.problem ?? ''}</p>`
            : shown.text === null
              ? html`<p class="muted">Reading…</p>`
              : html`<pre tabindex="0">${indentedJson(shown.text)}</pre>
                  ${
                    shown.text.length < shown.bytes / 4
                      ? html`<p class="muted">
                          This is the beginning of ${formatBytes(shown.bytes)}; the text editor has all of it.
                        </p>`
                      : nothing
                  }`
        }
      </div>
    </td>
  </tr>`;
}

/** One tab stop for the list: arrow keys move between its calls. */
function moveBetweenCalls(event: KeyboardEvent): void {
  const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };
  const by = steps[event.key];
  const table = event.currentTarget as HTMLElement;
  const buttons = [...table.querySelectorAll<HTMLButtonElement>('button.call')];
  const at = buttons.findIndex((button) => button === document.activeElement);
  if (by === undefined || at < 0) return;
  event.preventDefault();
  event.stopPropagation();
  const next = buttons[Math.min(buttons.length - 1, Math.max(0, at + by))];
  buttons[at].tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}
