import { html, nothing, type TemplateResult } from 'lit';
import { formatCount } from '../format.ts';
import type { Store } from '../store.ts';

/** One sentence in place of a chart: why there is none, and where to go instead. */
export function notice(title: string, text: string, css = ''): TemplateResult {
  return html`<section class="pan notice ${css}">
    <h2>${title}</h2>
    <p class="pad muted">${text}</p>
  </section>`;
}

/** In place of everything over time, when there are no times (yet). */
export function noTimeNotice(store: Store, title: string): TemplateResult {
  const { report } = store;
  if (report === null) return notice(title, 'The first figures come in a moment.');
  return html`${notice(
    title,
    'None of these traces carries a time, so nothing can be drawn over time. Add “timestamp” (epoch seconds) to the traces; scores and tables are complete without it.',
  )}`;
}

/** How many traces are missing from charts over time. */
export function untimedNote(store: Store): TemplateResult | typeof nothing {
  const untimed = store.report?.untimed ?? 0;
  if (untimed === 0 || store.report?.timeline == null) return nothing;
  return html`<p class="side-note muted">
    ${formatCount(untimed)} ${untimed === 1 ? 'trace has no time and is' : 'traces have no time and are'} not shown
    here.
  </p>`;
}
