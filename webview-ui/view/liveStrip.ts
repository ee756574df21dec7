import { html, nothing, type TemplateResult } from 'lit';
import type { LiveStatus } from '../../src/protocol/live.ts';
import { formatTime } from '../clock.ts';
import { formatCount, formatCounted, formatDuration } from '../format.ts';
import { icon } from '../icons.ts';
import type { Store } from '../store.ts';

/** Sliding windows to choose from, in seconds; null: since the start. */
const WINDOWS: readonly (readonly [seconds: number | null, label: string, title: string])[] = [
  [null, 'All', 'Figures since the start'],
  [60, '1 min', 'Figures of the last minute'],
  [300, '5 min', 'Figures of the last five minutes'],
];

/** Where a live dashboard stands: whether it is live, how fast and how fresh, every counter, and what can be done. */
export function liveStrip(store: Store): TemplateResult | typeof nothing {
  const { live } = store;
  if (live === null) return nothing;
  const moving = isMoving(live);
  const { host } = store;
  return html`<section class="live" aria-label="Live traces">
    <div class="live-state">
      <b class="live-word ${live.state} ${store.news.silence === null ? '' : 'silent'}">
        <i class="live-dot" aria-hidden="true"></i>${word(store, live)}
      </b>
      <span class="muted">${pulse(store, live)}</span>
    </div>
    <dl class="counters" title=${live.message ?? nothing}>
      ${counters(live).map(
        ([label, value, bad]) =>
          html`<div>
            <dt>${label}</dt>
            <dd class=${bad ? 'bad' : ''}>${value}</dd>
          </div>`,
      )}
    </dl>
    <div class="live-tools">
      <div class="seg" role="group" aria-label="Figures of which time">
        ${WINDOWS.map(
          ([seconds, label, title]) =>
            html`<button
              type="button"
              title=${title}
              aria-pressed=${live.window === seconds}
              ?disabled=${!moving}
              @click=${() => host.post({ type: 'live-window', seconds })}
            >
              ${label}
            </button>`,
        )}
      </div>
      <button
        class="tool"
        type="button"
        title="Mark this moment"
        aria-label="Mark this moment"
        ?disabled=${!moving}
        @click=${() => host.post({ type: 'mark' })}
      >
        ${icon('bookmark')}
      </button>
      <button
        class="tool"
        type="button"
        title="Save what was received as a trace file"
        aria-label="Save what was received as a trace file"
        ?disabled=${live.received === 0}
        @click=${() => host.post({ type: 'save-received' })}
      >
        ${icon('save')}
      </button>
      ${moving ? running(store, live) : stopped(store)}
    </div>
  </section>`;
}

/** The collector is at work, whether or not anything comes. */
export function isMoving({ state }: LiveStatus): boolean {
  return state === 'running' || state === 'waiting' || state === 'paused' || state === 'starting';
}

function running({ host }: Store, live: LiveStatus): TemplateResult {
  const paused = live.state === 'paused';
  return html`<button
      class="btn pause"
      type="button"
      title=${paused ? 'Let the figures move again' : 'Hold the figures still; nothing is lost'}
      @click=${() => host.post({ type: paused ? 'resume' : 'pause' })}
    >
      ${icon(paused ? 'play' : 'pause')} ${paused ? 'Resume' : 'Pause'}
    </button>
    <button class="btn" type="button" title="Stop collecting" @click=${() => host.post({ type: 'stop' })}>
      ${icon('stop')} Stop
    </button>`;
}

function stopped({ host }: Store): TemplateResult {
  return html`<button
    class="btn start"
    type="button"
    title="Start collecting; the figures begin from nothing"
    @click=${() => host.post({ type: 'reload' })}
  >
    ${icon('play')} Start
  </button>`;
}

function word(store: Store, { state }: LiveStatus): string {
  if (store.news.silence !== null && state !== 'stopped' && state !== 'failed') return 'No news';
  return {
    starting: 'Starting',
    running: 'Live',
    waiting: 'Waiting',
    paused: 'Paused',
    stopped: 'Stopped',
    failed: 'Failed',
  }[state];
}

/** How fast and how fresh. */
function pulse({ news }: Store, live: LiveStatus): string {
  const { state, last, rate } = live;
  if (news.silence !== null && isMoving(live)) return `the editor has said nothing for ${ago(news.silence)}`;
  if (state === 'stopped' || state === 'failed') {
    return last === null ? 'nothing was received' : `last trace at ${formatTime(last)}`;
  }
  const speed = `${rate > 0 && rate < 10 ? rate.toFixed(1) : formatCount(Math.round(rate))} traces/s`;
  return `${speed} · ${news.age === null ? 'no trace yet' : `last ${news.age === 0 ? 'just now' : `${ago(news.age)} ago`}`}`;
}

function ago(seconds: number): string {
  return formatDuration(seconds).replace(/\.0+(?=\D)/, '');
}

/** Everything that came, and what became of it; the sum is complete. */
function counters(live: LiveStatus): [label: string, value: string, bad: boolean][] {
  const { received, scored, skipped, repeated, dropped, pending, lag, behind } = live;
  return [
    ['received', formatCount(received), false],
    ['scored', formatCount(scored), false],
    ['skipped', formatCount(skipped), skipped > 0],
    ['repeated', formatCount(repeated), false],
    ['dropped', formatCount(dropped), dropped > 0],
    ['lag', lag < 0.05 ? '0 s' : formatDuration(lag), lag > 5],
    ...(pending > 0 || behind > 0
      ? [['to come', formatCount(pending + behind), false] satisfies [string, string, boolean]]
      : []),
  ];
}

/** What of the received is not in the figures, and why; null when all is. */
export function missingNote(live: LiveStatus): string | null {
  const { skipped, dropped, message, state } = live;
  if (skipped + dropped === 0 || message === null || state === 'waiting' || state === 'failed') return null;
  const parts = [
    ...(skipped > 0 ? [`${formatCounted(skipped, 'item')} skipped`] : []),
    ...(dropped > 0 ? [`${formatCounted(dropped, 'item')} dropped`] : []),
  ];
  return `Not all that came is in the score: ${parts.join(', ')}. The last reason: ${message}.`;
}
