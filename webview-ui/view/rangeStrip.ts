import { html, nothing, svg, type TemplateResult } from 'lit';
import type { Progress } from '../../src/protocol/analysis.ts';
import type { LiveStatus } from '../../src/protocol/live.ts';
import type { Report } from '../../src/protocol/report.ts';
import type { Timeline } from '../../src/protocol/reportCharts.ts';
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
import { panned, widthOf, type TimeRange } from '../timeRange.ts';
import { momentsIn, momentText } from '../chart/moments.ts';
import { windowAt } from '../chart/windows.ts';
import { instantAt, timeAt } from './crosshair.ts';
import { beginDrag } from './rangeGesture.ts';

const WIDTH = 1000;
const BASE = 29;

/**
 * Which time the figures cover, drawn as traces per window with the errors below. While the file is read the same
 * strip says how far that is, so that nothing moves when it ends.
 */
export function rangeStrip(store: Store): TemplateResult {
  const { state, whole } = store;
  const reading = state?.state === 'loading' ? state.progress : null;
  return html`<div class="range">
    <div class="range-text">${reading === null ? rangeText(store) : progressText(reading)}</div>
    <div class="mini" aria-hidden=${whole?.timeline == null ? 'true' : nothing}>
      ${whole?.timeline == null ? nothing : minimap(store, whole.timeline)}
    </div>
    <div class="range-side">${side(store)}</div>
  </div>`;
}

/** The bar under the tabs: how much of the file has been read. */
export function progressBar(store: Store): TemplateResult {
  const { state } = store;
  const progress = state?.state === 'loading' ? state.progress : null;
  const share = progress === null || !progress.total ? null : Math.min(1, progress.bytes / progress.total);
  const updating = store.figures === 'updating';
  return html`<div class="progress ${store.loading || updating ? '' : 'done'}">
    ${
      store.loading || updating
        ? html`<div
            role="progressbar"
            aria-label=${updating ? 'Updating the figures of this stretch of time' : 'Reading the file'}
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

function rangeText(store: Store): TemplateResult {
  const { whole, range, figures } = store;
  if (whole === null) return html`<b> </b><span> </span>`;
  const { time } = whole;
  if (time === null) return html`<b>No time axis</b><span>these traces carry no time</span>`;
  const under = underCrosshair(store, whole.timeline);
  if (under !== null) return under;
  const span = time.to - time.from;
  if (range !== null) {
    const width = widthOf(range);
    const note = { exact: '', updating: ' · updating…', refused: ' · charts only' }[figures];
    return html`<b>${stretch(range, width)}</b>
      <span title=${store.refusal ?? nothing}>${formatDuration(width)} of ${formatDuration(span)}${note}</span>`;
  }
  if (span === 0) return html`<b>${formatTime(time.from, true)}</b><span>one instant</span>`;
  const untimed = whole.untimed > 0 ? ` · ${formatCount(whole.untimed)} without time` : '';
  const part = store.live === null ? extent(whole) : liveExtent(store.live);
  return html`<b>${stretch(time, span)}</b> <span>${formatDuration(span)} · ${part}${untimed}</span>`;
}

/** From when to when, the date and milliseconds only where they are needed. */
function stretch({ from, to }: TimeRange, span: number): string {
  const sameDay = span <= 20 * 3600;
  return `${formatInstant(from, span)} – ${sameDay ? formatTime(to, span < 5) : formatInstant(to, span)}`;
}

/** What the crosshair points at. */
function underCrosshair(store: Store, timeline: Timeline | null): TemplateResult | null {
  if (store.instant === null || timeline === null) return null;
  const start = windowAt(timeline, store.instant);
  if (start === null) return null;
  const index = timeline.start.indexOf(start);
  const failed = timeline.errors[index];
  return html`<b>${formatTime(start, timeline.width < 1)}</b>
    <span>${formatCounted(timeline.traces[index], 'trace')}, ${formatCount(failed)} failed</span>`;
}

/** How much of the file the figures cover. */
function extent(report: Report): string {
  if (!report.complete) return 'first part';
  return report.damage === null ? 'whole file' : 'readable part';
}

/** From when on the figures of a collector count. */
function liveExtent({ window }: LiveStatus): string {
  return window === null ? 'since the start' : `last ${formatWidth(window)}`;
}

function side(store: Store): TemplateResult | typeof nothing {
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
  if (store.bounds === null) return nothing;
  return html`<div class="range-buttons">
    <button
      class="tool"
      type="button"
      title="Range before (Z)"
      aria-label="Back to the range before"
      ?disabled=${store.choices.past.length === 0}
      @click=${() => store.time.undo()}
    >
      ${icon('discard')}
    </button>
    <button
      class="btn"
      type="button"
      title="All of the time (0)"
      ?disabled=${store.range === null}
      @click=${() => store.time.set(null)}
    >
      Reset
    </button>
  </div>`;
}

/** Wider bars, of files that hold an instant, would look like a block. */
const MOST_BAR = 24;

function minimap(store: Store, timeline: Timeline): TemplateResult {
  const { start, width, traces, errors } = timeline;
  const from = start[0];
  const extent = start[start.length - 1] + width - from;
  const most = traces.reduce((highest, count) => Math.max(highest, count), 1);
  const step = (width / extent) * WIDTH;
  const left = (index: number): number => ((start[index] - from) / extent) * WIDTH;
  const bar = Math.min(MOST_BAR, step > 6 ? step - 1 : step * 0.86);
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
  const under = store.instant === null ? null : windowAt(timeline, store.instant);
  const at = under === null ? null : ((under + width / 2 - from) / extent) * WIDTH;
  const { span } = store.choices;
  const bounds = { from, to: from + extent };
  return html`<svg
    viewBox="0 0 ${WIDTH} 40"
    preserveAspectRatio="none"
    role="img"
    aria-label=${`Traces over time: ${start.length} windows, at most ${most} traces in one, errors in ${failing}. The Metrics tab has them as a table.`}
    @pointerdown=${(event: PointerEvent) => beginDrag(store, event, bounds, { moves: 1, click: () => recentre(store, event, bounds) })}
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
    ${store.range === null ? nothing : chosen(store.range, bounds)}
    ${store.brush === null ? nothing : svg`<rect class="brush" x=${place(store.brush.from, bounds)} width=${place(store.brush.to, bounds) - place(store.brush.from, bounds)} height="40"></rect>`}
    ${moments(store, bounds)} ${at === null ? nothing : svg`<path class="cross" d=${`M${at} 0V40`}></path>`}
  </svg>`;
}

/** Moments that were marked while the traces came, with flags. */
function moments(store: Store, bounds: TimeRange): TemplateResult[] {
  return momentsIn(store, bounds).map((moment) => {
    const at = place(moment.time, bounds);
    return svg`<g><title>${momentText(moment)}</title><path class="moment" d=${`M${at} 0V40`}></path><path class="moment-flag" d=${`M${at} 0h10v7h-10Z`}></path></g>`;
  });
}

function place(instant: number, { from, to }: TimeRange): number {
  return Math.min(1, Math.max(0, (instant - from) / (to - from))) * WIDTH;
}

/** What lies outside the range steps back; its ends stand out. */
function chosen(range: TimeRange, bounds: TimeRange): TemplateResult {
  const [left, right] = [place(range.from, bounds), place(range.to, bounds)];
  return svg`<g class="chosen">
    <rect class="veil" width=${left} height="40"></rect>
    <rect class="veil" x=${right} width=${WIDTH - right} height="40"></rect>
    <rect class="in" x=${left} width=${right - left} height="40"></rect>
    <path d=${`M${left} 0V40M${right} 0V40`}></path>
    <path class="grip" d=${`M${left} 12V26M${right} 12V26`}></path>
  </g>`;
}

/** A click moves the range there. */
function recentre(store: Store, event: PointerEvent, bounds: TimeRange): void {
  const { range } = store;
  const at = timeAt(event, bounds);
  if (range !== null && at !== null) store.time.set(panned(range, bounds, at - (range.from + range.to) / 2));
}
