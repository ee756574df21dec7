import { html, type TemplateResult } from 'lit';
import type { Store } from '../store.ts';

/** The keys that work, for the list behind `?`. */
function keys(live: boolean): [string, string][] {
  return [
    ['1 – 4', 'Overview, Metrics, Diagnostics, Performance'],
    ['/', 'Filter the table of modules and functions'],
    ['Esc', 'Clear the filter, or the marked stretch of a chart'],
    ['← →', 'Move the crosshair by one window; with Shift by ten'],
    ['L', 'Pin the crosshair, or let it go'],
    ['↑ ↓ ← → Home End', 'Move within a table'],
    ['Enter', live ? 'Functions of a module; source of a function' : 'Functions of a module'],
    ...(live
      ? ([
          ['Ctrl+Enter, O', 'Open the source of a function'],
          ['E', 'Export the report'],
        ] as [string, string][])
      : []),
    ['?', 'This list'],
  ];
}

export function keyList(store: Store): TemplateResult {
  return html`<dialog id="keys" aria-labelledby="keys-title">
    <h2 id="keys-title">Keyboard</h2>
    <dl>
      ${keys(store.host.live).map(
        ([key, meaning]) =>
          html`<div>
            <dt>${key}</dt>
            <dd>${meaning}</dd>
          </div>`,
      )}
    </dl>
    <form method="dialog"><button class="btn">Close</button></form>
  </dialog>`;
}

export function openKeyList(): void {
  const dialog = document.getElementById('keys');
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
}
