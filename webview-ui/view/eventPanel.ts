/** What happened in the course of the score: marks above the chart, and a table that ties a drop to its cause. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Report } from '../../src/protocol/report.ts';
import type { Timeline } from '../../src/protocol/reportCharts.ts';
import { extentOf } from '../chart/timeChart.ts';
import { formatInstant } from '../clock.ts';
import { burstRate, LEAST_ERRORS, type CourseEvent, type EventLimits } from '../courseEvents.ts';
import { scoreDelta } from '../deltas.ts';
import { formatBytes, formatCount, formatCounted, formatRate, formatRatio, formatWidth } from '../format.ts';
import { bandShape } from '../icons.ts';
import { bandOf } from '../metrics.ts';
import { filterOf } from '../scope.ts';
import { isoTime, type Sheet } from '../sheet.ts';
import type { Store } from '../store.ts';
import { causeOfBurst, causeOfSpike } from '../eventCause.ts';
import { deltaText } from './deltaText.ts';
import { panelTools } from './panelTools.ts';
import { visibleMessage } from '../visibleText.ts';

/** PyPSS's own limits, where the report does not say which it was scored with. */
const USUAL = { errorRate: 0.1, memoryRatio: 1.5 };
const MOST_LISTED = 12;
/** Width of a label, per cent of the plot. */
const LABEL_ROOM = 9;
const NAMES = { burst: 'Error burst', spike: 'Memory spike', gap: 'No traces' } as const;

/** From where on something is an event: as the scores see it. */
export function limitsOf({ whole }: Store): EventLimits {
  const config = whole?.config;
  return {
    errorRate: config?.errorSpikeThreshold ?? USUAL.errorRate,
    memoryRatio: config?.memSpikeThresholdRatio ?? USUAL.memoryRatio,
  };
}

/** One lane above the plot, on the same time axis. */
export function eventLane(store: Store, timeline: Timeline, events: readonly CourseEvent[]): TemplateResult {
  const { from, to } = store.extent ?? extentOf(timeline);
  const left = (instant: number): number => Math.min(100, Math.max(0, ((instant - from) / (to - from)) * 100));
  const marked = events.filter(({ kind }) => kind !== 'gap');
  return html`<div class="lane" aria-hidden="true">
    <span class="lane-name muted">Events</span>
    <div class="lane-plot">
      ${marked.map((event, index) => {
        const [start, end] = [left(event.from), left(event.to)];
        const next = marked[index + 1];
        // A label only where there is room for it.
        const labelled = end < 92 && (next === undefined || left(next.from) > end + LABEL_ROOM);
        return html`<i class="lane-mark ${event.kind}" .style=${`left:${start}%;width:${end - start}%`}></i>${
            labelled
              ? html`<span class="lane-label" .style=${`left:${end}%`}
                  >${event.kind === 'burst' ? formatCounted(event.errors, 'error') : formatBytes(event.peak)}</span
                >`
              : nothing
          }`;
      })}
      ${marked.length === 0 ? html`<span class="lane-label muted">no error bursts, no memory spikes</span>` : nothing}
    </div>
  </div>`;
}

/** The bursts and spikes, each with what it did to the score and where it came from. */
export function eventTable(store: Store, timeline: Timeline, events: readonly CourseEvent[]): TemplateResult {
  const { report } = store;
  const marked = events.filter(({ kind }) => kind !== 'gap');
  if (report === null) return html``;
  const all = store.choices.tables.includes('events');
  const listed = all ? marked : marked.slice(0, MOST_LISTED);
  const span = (store.extent ?? extentOf(timeline)).to - (store.extent ?? extentOf(timeline)).from;
  return html`<section class="pan table-pan events-pan" aria-labelledby="events-title">
    <div class="chart-title">
      <h2 id="events-title">What happened <small>${inWords(events)}</small></h2>
      ${marked.length === 0 ? nothing : panelTools(store, { id: 'events', title: 'What happened', twin: false, sheet: () => sheet(store, report, marked) })}
    </div>
    ${
      marked.length === 0
        ? html`<p class="pad muted">${nothingHappened(timeline, limitsOf(store))}</p>`
        : html`<table class="list events">
            <thead>
              <tr>
                <th scope="col">Time</th>
                <th scope="col">Event</th>
                <th scope="col" class="r hide-m">Length</th>
                <th scope="col" class="r hide-m">PSS before</th>
                <th scope="col" class="r hide-m">Lowest</th>
                <th scope="col" class="r">Change</th>
                <th scope="col" class="cause">Cause in the traces</th>
                <th scope="col" class="r hide-s"><span class="unseen">Open</span></th>
              </tr>
            </thead>
            <tbody>
              ${listed.map((event) => row(store, report, event, span))}
            </tbody>
          </table>`
    }
    ${
      marked.length > MOST_LISTED
        ? html`<p class="more">
            <button class="link" type="button" aria-expanded=${all} @click=${() => store.toggleTable('events')}>
              ${all ? 'Show fewer' : `${formatCount(marked.length - MOST_LISTED)} more`}
            </button>
          </p>`
        : nothing
    }
  </section>`;
}

/** What would have been an event; where many calls fail all the time, only a window with twice as many stands out. */
function nothingHappened(timeline: Timeline, limits: EventLimits): string {
  const rate = burstRate(timeline, limits);
  const usual = rate > limits.errorRate ? ', twice the usual share' : '';
  return `No window has ${LEAST_ERRORS} or more failures that make up ${formatRate(rate)} of its calls${usual}, or ${formatRatio(limits.memoryRatio)} the usual memory.`;
}

function row(store: Store, report: Report, event: CourseEvent, span: number): TemplateResult {
  const { kind, from, to, before, lowest } = event;
  const margin = (to - from) * 2;
  return html`<tr>
    <th scope="row">
      <button
        class="link"
        type="button"
        title="Zoom to it"
        @click=${() => store.time.set({ from: from - margin, to: to + margin })}
      >
        ${formatInstant(from, Math.max(span, 5))}
      </button>
    </th>
    <td>
      <span class=${kind === 'burst' ? 'bad' : 'm-ms'}
        >${kind === 'burst' ? bandShape(bandOf(0), 10) : html`<i class="lane-square"></i>`}</span
      >
      ${NAMES[kind]}
    </td>
    <td class="r hide-m">${formatWidth(to - from)}</td>
    <td class="r hide-m">${before === null ? '–' : Math.round(before)}</td>
    <td class="r hide-m">${lowest === null ? '–' : Math.round(lowest)}</td>
    <td class="r">
      ${before === null || lowest === null ? html`<span class="muted">–</span>` : deltaText(scoreDelta(lowest, before))}
    </td>
    <td class="cause">${cause(store, report, event)}</td>
    <td class="r hide-s">
      ${
        store.host.live
          ? html`<button class="link" type="button" @click=${() => open(store, event)}>Open traces</button>`
          : nothing
      }
    </td>
  </tr>`;
}

function cause(store: Store, report: Report, event: CourseEvent): TemplateResult {
  const text = event.kind === 'burst' ? causeOfBurst(event, report, store.choices.of) : causeOfSpike(event, report);
  return html`<span title=${`${text.what}${text.who ?? ''}`.slice(0, 1000)}
    >${text.what}${text.who === null ? nothing : html`<bdi class="mono">${visibleMessage(text.who)}</bdi>`}</span
  >`;
}

function open(store: Store, { kind, from, to }: CourseEvent): void {
  const { of } = store.choices;
  store.openCalls({
    title: kind === 'burst' ? 'Failed calls of this burst' : 'Calls during this memory spike',
    filter: { ...(of === null ? {} : filterOf(of)), from, to, ...(kind === 'burst' ? { failed: true } : {}) },
  });
}

function inWords(events: readonly CourseEvent[]): string {
  const count = (kind: CourseEvent['kind']): number => events.filter((event) => event.kind === kind).length;
  return [
    formatCounted(count('burst'), 'error burst'),
    formatCounted(count('spike'), 'memory spike'),
    formatCounted(count('gap'), 'gap'),
  ].join(', ');
}

function sheet(store: Store, report: Report, events: readonly CourseEvent[]): Sheet {
  return {
    columns: ['from', 'to', 'event', 'traces', 'failed', 'pss before', 'lowest pss', 'peak memory', 'cause'],
    rows: events.map((event) => {
      const text = event.kind === 'burst' ? causeOfBurst(event, report, store.choices.of) : causeOfSpike(event, report);
      const { from, to, kind, traces, errors, before, lowest, peak } = event;
      const why = text.what + (text.who ?? '');
      return [isoTime(from), isoTime(to), NAMES[kind], traces, errors, before, lowest, peak, why];
    }),
  };
}
