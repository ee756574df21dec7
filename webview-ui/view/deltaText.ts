import { html, type TemplateResult } from 'lit';
import type { Delta } from '../deltas.ts';

/** A change in the colour of its meaning; the arrow says its direction, the accessible text the whole. */
export function deltaText(change: Delta): TemplateResult {
  const hue = change.better === null ? 'muted' : change.better ? 'word good' : 'word bad';
  return html`<span class=${hue}
    ><span aria-hidden="true">${change.text}</span><span class="unseen">${change.words}</span></span
  >`;
}
