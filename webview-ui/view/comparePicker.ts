import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../icons.ts';
import type { Store } from '../store.ts';

/** What the page is compared with, and the way to another; nothing without an editor. */
export function comparePicker(store: Store): TemplateResult | typeof nothing {
  const { baseline, history, host } = store;
  if (!host.live || !store.comparable || store.loading || store.report === null || store.moving) return nothing;
  const name = baseline?.label ?? (history?.last == null ? undefined : 'last run');
  return html`<span class="compare-picker" role="group" aria-label="Comparison">
    <button
      class="btn"
      type="button"
      title="Compare with a file, a stored run or the baseline (C)"
      aria-haspopup="dialog"
      @click=${() => host.post({ type: 'choose-baseline' })}
    >
      <span class="narrow">${icon('compare')}</span>
      <span class="wide">${name === undefined ? 'Compare with…' : html`Compare: <bdi>${name}</bdi>`}</span>
      ${icon('chevron-down')}
    </button>
    ${
      baseline === null
        ? nothing
        : html`<button
            class="tool"
            type="button"
            title="Stop comparing"
            aria-label="Stop comparing"
            @click=${() => host.post({ type: 'clear-baseline' })}
          >
            ${icon('close')}
          </button>`
    }
  </span>`;
}
