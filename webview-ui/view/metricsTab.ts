import { html, type TemplateResult } from 'lit';
import type { Timeline } from '../../src/protocol/report.ts';
import { linearScale } from '../chart/series.ts';
import { plot, timeAxis, timeChart, type Line } from '../chart/timeChart.ts';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatRate,
  formatScore,
  formatUnit,
  formatWidth,
} from '../format.ts';
import { METRICS } from '../metrics.ts';
import type { Store } from '../store.ts';
import { noTimeNotice, untimedNote } from './notice.ts';

/** The score and its five parts over time, above the raw figures that move them. */
export function metricsTab(store: Store): TemplateResult {
  const timeline = store.report?.timeline;
  if (timeline == null || timeline.start.length === 0) return noTimeNotice(store, 'Stability over time');
  const lines: Line[] = [
    { label: 'PSS', css: 'total', dash: '', values: timeline.pss, format: (value) => String(Math.round(value)) },
    ...METRICS.map((metric): Line => ({
      label: metric.short,
      css: `m-${metric.key}`,
      dash: metric.dash,
      values: timeline[metric.key].map((score) => score * 100),
      format: (value) => formatScore(value / 100),
    })),
  ];
  return html`${timeChart(store, {
    id: 'stability',
    title: 'Stability',
    subtitle: `score 0 – 100, windows of ${formatWidth(timeline.width)}${store.report?.complete === true ? '' : ', first part of the file'}`,
    timeline,
    lines,
    scale: linearScale(0, 100),
    ticks: [0, 50, 70, 90, 100].map((value) => ({ value, label: String(value), dotted: value === 70 || value === 90 })),
    height: 260,
  })}
  ${tracks(store, timeline)} ${untimedNote(store)}`;
}

/** A raw figure under the scores. */
interface Track {
  label: string;
  detail: string;
  css: string;
  values: readonly number[];
  format: (value: number) => string;
}

function tracks(store: Store, timeline: Timeline): TemplateResult {
  const list: Track[] = [
    { label: 'Errors', detail: 'per window', css: 'm-ev', values: timeline.errors, format: formatCount },
    { label: 'Latency p99', detail: 'per call', css: 'm-ts', values: timeline.p99, format: formatDuration },
    { label: 'Memory (RSS)', detail: 'peak per window', css: 'm-ms', values: timeline.memoryMax, format: formatBytes },
    {
      label: 'Entropy',
      detail: 'of branch tags',
      css: 'm-be',
      values: timeline.entropy,
      format: (bits) => formatUnit(bits, 'bits'),
    },
    { label: 'Waiting', detail: 'share of time', css: 'm-cc', values: timeline.waiting, format: formatRate },
  ];
  const found = store.instant === null ? -1 : timeline.start.indexOf(store.instant);
  const index = found < 0 ? timeline.start.length - 1 : found;
  return html`<section class="pan tracks" aria-label="What moves the scores">
    ${list.map((track) => {
      const most = track.values.reduce((high, value) => Math.max(high, value), 0);
      return html`<div class="track ${track.css}">
        <div class="track-label"><i class="sw"></i>${track.label}<span class="muted">${track.detail}</span></div>
        <div class="plot small">
          ${plot(store, {
            title: track.label,
            timeline,
            lines: [
              {
                label: track.label,
                css: track.css,
                dash: '',
                values: track.values,
                format: track.format,
                filled: true,
              },
            ],
            scale: linearScale(0, most > 0 ? most * 1.06 : 1),
            ticks: [],
            height: 30,
          })}
        </div>
        <div class="track-value">
          <b>${track.format(track.values[index])}</b><span class="muted">max ${track.format(most)}</span>
        </div>
      </div>`;
    })}
    <div class="track axis-row"><div class="axis" aria-hidden="true">${timeAxis(timeline)}</div></div>
    ${trackTable(list)}
  </section>`;
}

function trackTable(list: readonly Track[]): TemplateResult {
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
        ${list.map(
          ({ label, values, format }) =>
            html`<tr>
              <th scope="row">${label}</th>
              <td>${format(values.reduce((low, value) => Math.min(low, value), values[0]))}</td>
              <td>${format(values.reduce((high, value) => Math.max(high, value), values[0]))}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
