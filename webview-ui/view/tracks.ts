/** The raw figures under the scores, so that a drop has a visible cause. */
import { html, type TemplateResult } from 'lit';
import type { Timeline } from '../../src/protocol/reportCharts.ts';
import { linearScale } from '../chart/series.ts';
import { extentOf, plot, timeAxis, type Line } from '../chart/timeChart.ts';
import { windowAt } from '../chart/windows.ts';
import { formatBytes, formatCount, formatDuration, formatRate, formatUnit } from '../format.ts';
import type { Store } from '../store.ts';

interface Track {
  label: string;
  detail: string;
  css: string;
  of: (timeline: Timeline) => readonly number[];
  format: (value: number) => string;
}

const meanWait: Track = {
  label: 'Mean wait',
  detail: 'per call',
  css: 'm-cc',
  of: (timeline) => timeline.meanWait ?? [],
  format: formatDuration,
};

/** Reports of older versions do not say how long calls waited. */
const waitShare: Track = {
  label: 'Waiting',
  detail: 'share of time',
  css: 'm-cc',
  of: ({ waiting }) => waiting,
  format: formatRate,
};

const TRACKS: readonly Track[] = [
  { label: 'Errors', detail: 'per window', css: 'm-ev', of: ({ errors }) => errors, format: formatCount },
  { label: 'Latency p99', detail: 'per call', css: 'm-ts', of: ({ p99 }) => p99, format: formatDuration },
  {
    label: 'Memory (RSS)',
    detail: 'peak per window',
    css: 'm-ms',
    of: ({ memoryMax }) => memoryMax,
    format: formatBytes,
  },
  {
    label: 'Entropy',
    detail: 'of branch tags',
    css: 'm-be',
    of: ({ entropy }) => entropy,
    format: (bits) => formatUnit(bits, 'bits'),
  },
];

/** @param before what is compared with, drawn under each track */
export function tracks(store: Store, timeline: Timeline, before: Timeline | null): TemplateResult {
  const list = tracksOf(timeline);
  const under = store.instant === null ? null : windowAt(timeline, store.instant);
  const found = under === null ? -1 : timeline.start.indexOf(under);
  const index = found < 0 ? timeline.start.length - 1 : found;
  return html`<div class="tracks" role="group" aria-label="What moves the scores">
    ${list.map((track) => {
      const values = track.of(timeline);
      const most = highest(values);
      const line: Line = {
        label: track.label,
        css: track.css,
        dash: '',
        values,
        format: track.format,
        filled: true,
        before: track.of,
      };
      return html`<div class="track ${track.css}">
        <div class="track-label"><i class="sw"></i>${track.label}<span class="muted">${track.detail}</span></div>
        <div class="plot small">
          ${plot(
            store,
            {
              title: track.label,
              timeline,
              lines: [line],
              scale: linearScale(0, Math.max(most, before === null ? 0 : highest(track.of(before))) * 1.06 || 1),
              ticks: [],
              height: 30,
            },
            before,
          )}
        </div>
        <div class="track-value">
          <b>${track.format(values[index])}</b><span class="muted">max ${track.format(most)}</span>
        </div>
      </div>`;
    })}
    <div class="track axis-row">
      <div class="axis" aria-hidden="true">${timeAxis(store.extent ?? extentOf(timeline))}</div>
    </div>
    ${summary(timeline, list)}
  </div>`;
}

/** Each raw figure as a line of a table or a sheet. */
export function trackLines(timeline: Timeline): Line[] {
  return tracksOf(timeline).map(({ label, css, of, format }) => ({
    label,
    css,
    dash: '',
    values: of(timeline),
    format,
  }));
}

const tracksOf = ({ meanWait: waits }: Timeline): Track[] => [...TRACKS, waits === undefined ? waitShare : meanWait];

const highest = (values: readonly number[]): number => values.reduce((high, value) => Math.max(high, value), 0);

/** Least and most of each, for those who do not see the lines. */
function summary(timeline: Timeline, list: readonly Track[]): TemplateResult {
  return html`<div class="unseen">
    <table>
      <caption>
        What moves the scores, whole range
      </caption>
      <thead>
        <tr>
          <th scope="col">Figure</th>
          <th scope="col">Least</th>
          <th scope="col">Most</th>
        </tr>
      </thead>
      <tbody>
        ${list.map(({ label, of, format }) => {
          const values = of(timeline);
          return html`<tr>
            <th scope="row">${label}</th>
            <td>${format(values.reduce((low, value) => Math.min(low, value), values[0]))}</td>
            <td>${format(highest(values))}</td>
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
}
