import { html, nothing, svg, type TemplateResult } from 'lit';
import type { Progress } from '../../src/protocol/analysis.ts';
import type { Report, Timeline } from '../../src/protocol/report.ts';
import { formatInstant, formatTime } from '../clock.ts';
import {
  formatBytes,
  formatBytesOf,
  formatCount,
  formatCounted,
  formatDuration,
  formatPercent,
  formatTimeLeft,
  formatWidth,
} from '../format.ts';
import { icon } from '../icons.ts';
import type { Store } from '../store.ts';
import { instantAt } from './crosshair.ts';

const WIDTH = 1000;
const BASE = 29;

/**
 * Which time the figures cover, drawn as traces per window with the errors below. While the file is read the same
 * strip says how far that is, so that nothing moves when it ends.
 */
export function rangeStrip(store: Store): TemplateResult {
  const { state, report } = store;
  const reading = state?.state === 'loading' ? state.progress : null;
  return html`<div class="range">
    <div class="range-text">${reading === null ? rangeText(report) : progressText(reading)}</div>
    <div class="mini" aria-hidden=${report?.timeline == null ? 'true' : nothing}>
      ${report?.timeline == null ? nothing : minimap(store, report.timeline)}
    </div>
    <div class="range-side">${side(store, report)}</div>
  </div>`;
}

/** The bar under the tabs: how much of the file has been read. */
export function progressBar(store: Store): TemplateResult {
  const { state } = store;
  const progress = state?.state === 'loading' ? state.progress : null;
  const share = progress === null || !progress.total ? null : Math.min(1, progress.bytes / progress.total);
  return html`<div class="progress ${store.loading ? '' : 'done'}">
    ${
      store.loading
        ? html`<div
            role="progressbar"
            aria-label="Reading the file"
            aria-valuemin="0"
            aria-valuemax="100"
            aria-valuenow=${share === null ? nothing : Math.floor(share * 100)}
            class=${share === null ? 'unknown' : ''}
            .style=${share === null ? '' : `width:${share * 100}%`}
          ></div>`
        : nothing
    }
  </div>`;
}

function progressText(progress: Progress): TemplateResult {
  const { bytes, total, elapsed } = progress;
  const left = formatTimeLeft(bytes, total, elapsed);
  const share = total === null || total === 0 ? null : Math.min(1, bytes / total);
  return html`<b>${share === null ? 'Reading' : formatPercent(share)} · ${formatBytesOf(bytes, total)}</b>
    <span>${left ?? `${formatCount(progress.traces)} traces so far`}</span>`;
}

function rangeText(report: Report | null): TemplateResult {
  if (report === null) return html`<b> </b><span> </span>`;
  const { time } = report;
  if (time === null) return html`<b>No time axis</b><span>these traces carry no time</span>`;
  const span = time.to - time.from;
  if (span === 0) return html`<b>${formatTime(time.from, true)}</b><span>one instant</span>`;
  const sameDay = span <= 20 * 3600;
  const stop = sameDay ? formatTime(time.to, span < 5) : formatInstant(time.to, span);
  return html`<b>${formatInstant(time.from, span)} – ${stop}</b>
    <span>${formatDuration(span)} · ${extent(report)}</span>`;
}

/** How much of the file the figures cover. */
function extent(report: Report): string {
  if (!report.complete) return 'first part';
  return report.damage === null ? 'whole file' : 'readable part';
}

function side(store: Store, report: Report | null): TemplateResult | typeof nothing {
  const { state, host } = store;
  if (state?.state === 'loading' && host.live) {
    return html`<button class="btn" type="button" @click=${() => host.post({ type: 'stop' })}>
      ${icon('stop')} Stop here
    </button>`;
  }
  if (state?.state === 'stopped') {
    const { bytes, total } = state.progress;
    return html`<span class="stopped"
        >Stopped at ${total === null || total === 0 ? formatBytes(bytes) : formatPercent(bytes / total)}</span
      >
      <button class="btn" type="button" @click=${() => host.post({ type: 'reload' })}>Read whole file</button>`;
  }
  const timeline = report?.timeline;
  if (report === null || timeline == null) return nothing;
  const index = store.instant === null ? -1 : timeline.start.indexOf(store.instant);
  if (index < 0) {
    return html`<b>${formatCounted(report.errors, 'error')}</b>
      <span>windows of ${formatWidth(timeline.width)}</span>
      ${report.untimed > 0 ? html`<span>${formatCount(report.untimed)} without time</span>` : nothing}`;
  }
  return html`<b>${formatTime(timeline.start[index], timeline.width < 1)}</b>
    <span>${formatCounted(timeline.traces[index], 'trace')}, ${formatCount(timeline.errors[index])} failed</span>`;
}

function minimap(store: Store, timeline: Timeline): TemplateResult {
  const { start, width, traces, errors } = timeline;
  const from = start[0];
  const extent = start[start.length - 1] + width - from;
  const most = traces.reduce((highest, count) => Math.max(highest, count), 1);
  const step = (width / extent) * WIDTH;
  const left = (index: number): number => ((start[index] - from) / extent) * WIDTH;
  const bar = step > 6 ? step - 1 : step * 0.86;
  const bars = traces.map((count, index) => {
    const height = count === 0 ? 0 : Math.max(1, (count / most) * (BASE - 3));
    return `M${left(index).toFixed(2)} ${BASE}v${(-height).toFixed(1)}h${bar.toFixed(2)}V${BASE}Z`;
  });
  const marks = errors.map((count, index) => {
    if (count === 0) return '';
    const height = count >= traces[index] * 0.2 ? 9 : 5;
    return `M${left(index).toFixed(2)} ${BASE + 2}h${Math.max(bar, 3).toFixed(2)}v${height}h${(-Math.max(bar, 3)).toFixed(2)}Z`;
  });
  const failing = errors.filter((count) => count > 0).length;
  const at = store.instant === null ? null : ((store.instant + width / 2 - from) / extent) * WIDTH;
  const { span } = store.choices;
  return html`<svg
    viewBox="0 0 ${WIDTH} 40"
    preserveAspectRatio="none"
    role="img"
    aria-label=${`Traces over time: ${start.length} windows, at most ${most} traces in one, errors in ${failing}. The Metrics tab has them as a table.`}
    @pointermove=${(event: PointerEvent) => store.pointAt(instantAt(event, timeline))}
    @pointerleave=${() => store.pointAt(null)}
  >
    <rect class="hit" width=${WIDTH} height="40"></rect>
    ${
      span === null
        ? nothing
        : svg`<rect class="span" x=${((span.from - from) / extent) * WIDTH} y="0" height="40"
          width=${Math.max(3, ((span.to - span.from) / extent) * WIDTH)}></rect>`
    }
    <path class="bars" d=${bars.join('')}></path>
    <path class="base" d="M0 ${BASE + 0.5}H${WIDTH}"></path>
    <path class="marks" d=${marks.join('')}></path>
    ${at === null ? nothing : svg`<path class="cross" d=${`M${at} 0V40`}></path>`}
  </svg>`;
}
