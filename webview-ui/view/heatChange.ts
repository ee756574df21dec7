/** The choice between the figures of a heatmap and how they changed against a baseline. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Store } from '../store.ts';

/** The switch between figures and their change; nothing without a baseline. */
export function changeSwitch(store: Store, compared: boolean): TemplateResult | typeof nothing {
  if (!compared) return nothing;
  return html`<div class="seg" role="group" aria-label="Cells show">
    ${([false, true] as const).map(
      (value) =>
        html`<button
          type="button"
          aria-pressed=${store.choices.change === value}
          title=${value ? 'How each cell changed against the baseline at the same time after its start' : 'The figures of this file'}
          @click=${() => store.choose({ change: value })}
        >
          ${value ? 'Change' : 'Now'}
        </button>`,
    )}
  </div>`;
}
