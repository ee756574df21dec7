import { html, nothing, type TemplateResult } from 'lit';
import type { FromDashboard } from '../../src/protocol/dashboard.ts';
import type { Host } from '../host.ts';
import { icon } from '../icons.ts';
import { sourceOf } from '../ranking.ts';
import { visibleName } from '../visibleText.ts';
import { cutName } from './cells.ts';

/** Up to here a file name stands as it is: what is longer gives way in its middle, so that the line is always seen. */
const LONGEST = 24;

/** A function or block as the report places it. */
export interface Place {
  name: string;
  filename: string | null;
  lineno: number | null;
}

/** What leads to a place in the code; null when nothing does: no editor, or rows that stand for many. */
export function sourceMessage(host: Host, place: Place): FromDashboard | null {
  if (!host.live || place.name === '(other)') return null;
  if (place.filename !== null && place.lineno !== null) {
    return { type: 'open-source', filename: place.filename, lineno: place.lineno };
  }
  return { type: 'find-in-code', name: place.name };
}

/**
 * A link to the line; blocks carry none, so they are looked for by name. Without an editor the place is plain text.
 * `label` replaces the file name where that is already known.
 */
export function sourceLink(
  host: Host,
  place: Place,
  options: { label?: string; icon?: boolean; tabindex?: number } = {},
): TemplateResult {
  const message = sourceMessage(host, place);
  const text = place.lineno === null ? null : (options.label ?? sourceOf(place));
  if (message === null) return html`<span class="muted">${placeText(text ?? 'no line')}</span>`;
  return html`<button
    class="link"
    type="button"
    tabindex=${options.tabindex ?? nothing}
    aria-label=${text !== null && text.length > LONGEST ? visibleName(text.slice(0, 1000)) : nothing}
    title=${place.filename === null ? nothing : place.filename.slice(0, 1000)}
    @click=${() => host.post(message)}
  >
    ${options.icon === true ? icon(text === null ? 'search' : 'go-to-file') : nothing}${placeText(text ?? 'Find in code')}
  </button>`;
}

function placeText(text: string): TemplateResult {
  const shown = visibleName(text);
  return shown.length > LONGEST ? cutName(shown) : html`<bdi>${shown}</bdi>`;
}
