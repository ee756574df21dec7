import { html, type TemplateResult } from 'lit';
import type { Store } from '../store.ts';

/** The keys that work, for the list behind `?`. */
function keys(live: boolean, comparable: boolean): [string, string][] {
  return [
    ['1 – 4', 'Overview, Metrics, Diagnostics, Performance'],
    ['/', 'Filter the table of modules and functions'],
    ['Esc, Alt+←', 'Back from a module or function; Esc also clears marked stretch, filter and range'],
    ['← →', 'Move the crosshair by one window; with Shift by ten; at the edge the range moves'],
    ['+ −', 'Zoom in and out at the crosshair; or drag over a chart, with Shift to move it'],
    ['Z, 0', 'Back to the range before; all of the time'],
    ['L', 'Pin the crosshair, or let it go'],
    ['↑ ↓ ← → Home End', 'Move within a table'],
    ['Enter', 'Open a module, function or call, or the calls of a heatmap cell'],
    ['E', 'Export: report, web page, Markdown, picture'],
    ...(live
      ? ([
          ['Ctrl+Enter, O', 'Open the source of a row'],
          ['S', 'What if: other weights and sensitivities'],
        ] as [string, string][])
      : []),
    ...(comparable
      ? ([
          ['C', 'Compare with a file, a stored run or the baseline'],
          ['5', 'What moved, while the report is compared'],
        ] as [string, string][])
      : []),
    ['?', 'This list'],
  ];
}

export function keyList(store: Store): TemplateResult {
  return html`<dialog id="keys" aria-labelledby="keys-title">
    <h2 id="keys-title">Keyboard</h2>
    <dl>
      ${keys(store.host.live, store.comparable).map(
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
