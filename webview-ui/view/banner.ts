import { html, nothing, type TemplateResult } from 'lit';
import { formatCount } from '../format.ts';
import { icon, type IconName } from '../icons.ts';
import type { Store } from '../store.ts';
import { missingNote } from './liveStrip.ts';

/** The most pressing thing to know about these figures, one at a time: damage, a newer file, then notes. */
export function banner(store: Store): TemplateResult | typeof nothing {
  const { state, report, host } = store;
  if (state === null || report === null || state.state === 'problem') return nothing;
  const reload = (text: string): TemplateResult =>
    html`<button class="link" type="button" @click=${() => host.post({ type: 'reload' })}>${text}</button>`;
  const stale = state.state === 'ready' && state.stale;
  if (report.damage !== null) {
    const { offset, reason } = report.damage;
    return frame(
      'warning',
      html`<b>Damaged at byte ${formatCount(offset)}.</b> ${sentence(reason)} ${formatCount(report.traces)} whole
        ${report.traces === 1 ? 'trace counts' : 'traces count'}, what could not be read is left
        out.${stale ? ' The file has changed since.' : ''}`,
      host.live
        ? html`<button class="link" type="button" @click=${() => host.post({ type: 'open-as-text', offset })}>
              Go to byte</button
            >${reload(stale ? 'Reload' : 'Retry')}`
        : nothing,
    );
  }
  if (stale) {
    return frame(
      'history',
      html`<b>The file changed on disk.</b> You see the figures from before.`,
      host.live ? reload('Reload') : nothing,
    );
  }
  const { live } = store;
  if (live !== null && (live.state === 'failed' || live.state === 'waiting') && live.message !== null) {
    return frame(live.state === 'failed' ? 'error' : 'info', html`${sentence(live.message)}`, nothing);
  }
  const missing = live === null ? null : missingNote(live);
  const told = [...(missing === null ? [] : [missing]), ...report.warnings, ...store.themeNotes];
  if (told.length > 0 && !store.loading) return frame('info', notes(told), nothing);
  return nothing;
}

function sentence(reason: string): string {
  return `${reason.slice(0, 1).toUpperCase()}${reason.slice(1).replace(/\.$/, '')}.`;
}

function notes(warnings: readonly string[]): TemplateResult {
  if (warnings.length === 1) return html`${warnings[0]}`;
  return html`<details>
    <summary>${formatCount(warnings.length)} notes: ${warnings[0]}</summary>
    <ul>
      ${warnings.slice(1, 50).map((warning) => html`<li>${warning}</li>`)}
    </ul>
  </details>`;
}

function frame(name: IconName, text: TemplateResult, actions: TemplateResult | typeof nothing): TemplateResult {
  return html`<div class="banner" role="note">
    ${icon(name)}
    <div class="text">${text}</div>
    <div class="actions">${actions}</div>
  </div>`;
}
