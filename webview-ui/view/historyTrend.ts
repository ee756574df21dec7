/** The runs stored before: PSS and the five scores from run to run. */
import { html, nothing, svg, type TemplateResult } from 'lit';
import type { HistoryTrend, RunSummary } from '../../src/protocol/history.ts';
import {
  labelledRuns,
  marksOf,
  placeOfRun,
  runAt,
  runsWithin,
  TREND_RANGES,
  type RunMarks,
} from '../chart/runTrend.ts';
import { linearScale, linePath } from '../chart/series.ts';
import { formatDate, formatTime } from '../clock.ts';
import { scoreDelta } from '../deltas.ts';
import { formatCounted, formatScore } from '../format.ts';
import { bandShape } from '../icons.ts';
import { bandOf, METRICS } from '../metrics.ts';
import { isoTime, type Sheet } from '../sheet.ts';
import type { Store } from '../store.ts';
import { panelTools } from './panelTools.ts';

const WIDTH = 1000;
const HEIGHT = 128;
const SCORES = linearScale(0, 100);
const TICKS = [0, 50, 70, 90, 100];

/** A panel with the trend; nothing where there is no history to speak of. */
export function historyTrend(store: Store): TemplateResult | typeof nothing {
  const { history, host } = store;
  if (history === null || !host.live) return nothing;
  if (history.runs.length === 0) return firstRun(store);
  const range = TREND_RANGES.find(({ key }) => key === store.choices.trend) ?? TREND_RANGES[3];
  const runs = runsWithin(history.runs, range.key, Date.now() / 1000);
  const asTable = store.choices.tables.includes('history');
  return html`<section class="pan chart-pan history-pan" aria-labelledby="history-title">
    <div class="chart-title">
      <h2 id="history-title">History <small>${subtitle(history, runs)}</small></h2>
      ${history.current === null ? storeButton(store) : nothing}
      <div class="seg" role="group" aria-label="How far back">
        ${TREND_RANGES.map(
          ({ key, label, words }) =>
            html`<button
              type="button"
              title=${`Runs of ${words}`}
              aria-pressed=${key === range.key}
              @click=${() => store.choose({ trend: key })}
            >
              ${label}
            </button>`,
        )}
      </div>
      ${panelTools(store, { id: 'history', title: 'History', sheet: () => sheetOf(runs) })}
    </div>
    ${runs.length === 0 ? noRuns(store, range.words) : asTable ? table(store, runs) : chart(store, runs)}
  </section>`;
}

function subtitle({ runs: all }: HistoryTrend, runs: readonly RunSummary[]): string {
  const count = formatCounted(runs.length, 'run');
  const regressions = runs.filter(({ details }) => details?.regression).length;
  const part = runs.length < all.length ? `${count} of the last ${all.length}` : `last ${count}`;
  return regressions === 0 ? part : `${part}, ${formatCounted(regressions, 'regression')}`;
}

function sheetOf(runs: readonly RunSummary[]): Sheet {
  return {
    columns: ['run', 'time', 'pss', ...METRICS.map(({ name }) => name)],
    rows: runs.map(({ id, timestamp, pss, scores }) => [
      id,
      isoTime(timestamp),
      pss,
      ...METRICS.map(({ key }) => scores[key]),
    ]),
  };
}

function storeButton(store: Store): TemplateResult | typeof nothing {
  if (store.loading || store.report === null) return nothing;
  return html`<button class="btn" type="button" @click=${() => store.host.post({ type: 'store-run' })}>
    Store this run
  </button>`;
}

function firstRun(store: Store): TemplateResult {
  return html`<section class="pan history-pan first-run" aria-label="History">
    <p class="pad muted">No run is stored yet. With stored runs you see here how the score moves from run to run.</p>
    ${storeButton(store)}
  </section>`;
}

function noRuns(store: Store, words: string): TemplateResult {
  return html`<div class="no-runs">
    <p class="muted">No run was stored in ${words}.</p>
    <button class="btn" type="button" @click=${() => store.choose({ trend: 'all' })}>Show all</button>
  </div>`;
}

function chart(store: Store, runs: readonly RunSummary[]): TemplateResult {
  const marks = marksOf(runs);
  const shown = shownRun(store, runs);
  const left = (index: number): number => placeOfRun(index, runs.length) * 100;
  return html`<div class="plot-row">
    <div class="gutter" aria-hidden="true">
      ${TICKS.map((tick) => html`<span .style=${`bottom:${SCORES.at(tick) * 100}%`}>${tick}</span>`)}
    </div>
    <div
      class="plot trend"
      .style=${`height:${HEIGHT}px`}
      role="listbox"
      tabindex="0"
      aria-label="Stored runs, oldest first; Enter opens the dashboard of a run"
      aria-activedescendant=${`trend-run-${runs[shown].id}`}
      @keydown=${(event: KeyboardEvent) => moveAmong(store, runs, event)}
      @pointermove=${(event: PointerEvent) => pointAt(store, runs, event)}
      @pointerleave=${() => store.pointAtRun(null)}
      @click=${(event: MouseEvent) => openAt(store, runs, event)}
    >
      ${plot(runs, shown)}
      ${runs.map((run, index) => point(run, marks[index], left(index), index === shown, store.history?.current ?? null))}
    </div>
    ${readout(runs, marks, shown)}
    <div class="axis" aria-hidden="true">
      ${labelledRuns(runs.length, 6).map((index) => html`<span .style=${`left:${left(index)}%`}>${when(runs, index)}</span>`)}
    </div>
  </div>`;
}

/** The lines alone; they stretch to the width they get. */
function plot(runs: readonly RunSummary[], shown: number): TemplateResult {
  const x = { at: (index: number) => placeOfRun(index, runs.length) };
  const path = (value: (run: RunSummary) => number): string => {
    const points = runs.map((run, index) => ({ x: index, y: value(run) }));
    return linePath(points, x, SCORES, WIDTH, HEIGHT) + (points.length === 1 ? 'h0.01' : '');
  };
  const kind = runs.length === 1 ? 'dot' : 'line';
  const place = x.at(shown) * WIDTH;
  return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">
    ${TICKS.map((tick) => {
      const y = (1 - SCORES.at(tick)) * HEIGHT;
      return svg`<path class="hair ${tick === 70 || tick === 90 ? 'dotted' : ''}" d=${`M0 ${y}H${WIDTH}`}></path>`;
    })}
    ${METRICS.toReversed().map(
      (metric) =>
        svg`<g class="m-${metric.key} part"><path class=${kind} stroke-dasharray=${metric.dash === '' ? nothing : metric.dash}
          d=${path(({ scores }) => scores[metric.key] * 100)}></path></g>`,
    )}
    ${svg`<g class="total"><path class=${kind} d=${path(({ pss }) => pss)}></path></g>
    <path class="cross" d=${`M${place} 0V${HEIGHT}`}></path>`}
  </svg>`;
}

function point(run: RunSummary, marks: RunMarks, left: number, shown: boolean, current: number | null): TemplateResult {
  const own = run.id === current;
  return html`<span
    class="run-point ${bandOf(run.pss).key} ${own ? 'own' : ''} ${shown ? 'shown' : ''}"
    id="trend-run-${run.id}"
    role="option"
    aria-selected=${shown}
    aria-label=${describe(run, marks, own)}
    .style=${`left:${left}%;bottom:${SCORES.at(run.pss) * 100}%`}
    >${bandShape(bandOf(run.pss), own ? 12 : 9)}${
      marks.regression ? html`<b class="regression bad" aria-hidden="true">R</b>` : nothing
    }${marks.baseline ? html`<b class="baseline" aria-hidden="true">B</b>` : nothing}${
      marks.commit === null ? nothing : html`<i class="commit" aria-hidden="true"></i>`
    }</span
  >`;
}

function describe(run: RunSummary, marks: RunMarks, own: boolean): string {
  return [
    `Run ${run.id}`,
    `PSS ${Math.round(run.pss)}, ${bandOf(run.pss).word}`,
    `${formatDate(run.timestamp)} ${formatTime(run.timestamp)}`,
    ...METRICS.map(({ key, short }) => `${short} ${formatScore(run.scores[key])}`),
    ...(marks.regression ? ['regression'] : []),
    ...(marks.baseline ? ['baseline'] : []),
    ...(marks.commit === null ? [] : [`commit ${marks.commit}`]),
    ...(own ? ['shown here'] : []),
  ].join(', ');
}

/** Time of a run, with the day where it is another than that of the label before. */
function when(runs: readonly RunSummary[], index: number): string {
  const time = runs[index].timestamp;
  const span = runs[runs.length - 1].timestamp - runs[0].timestamp;
  const clock = formatTime(time).slice(0, 5);
  return span > 20 * 3600 ? `${formatDate(time).slice(5)} ${clock}` : clock;
}

function readout(runs: readonly RunSummary[], marks: readonly RunMarks[], shown: number): TemplateResult {
  const run = runs[shown];
  const before = shown > 0 ? runs[shown - 1] : null;
  const change = before === null ? null : scoreDelta(run.pss, before.pss);
  const { commit, branch, note } = run.details ?? { commit: null, branch: null, note: null };
  const code = [branch, commit?.slice(0, 7)].filter((text) => text != null).join(' ');
  return html`<div class="readout">
    <b>${formatDate(run.timestamp)} ${formatTime(run.timestamp).slice(0, 5)}</b>
    <span class="muted one-line" title=${run.source ?? nothing}>run ${run.id}${code === '' ? '' : ` · ${code}`}</span>
    ${note === null ? nothing : html`<span class="muted one-line" title=${note}>${note}</span>`}
    <dl>
      <div class="total">
        <dt>PSS${marks[shown].regression ? html` <span class="word bad">regression</span>` : nothing}</dt>
        <dd>
          ${Math.round(run.pss)}${change === null ? nothing : html` <small class=${hue(change.better)}>${change.text}</small>`}
        </dd>
      </div>
      ${METRICS.map(
        (metric) =>
          html`<div class="m-${metric.key}">
            <dt>
              <svg class="swatch" width="18" height="8" aria-hidden="true">
                ${svg`<path stroke-dasharray=${metric.dash === '' ? nothing : metric.dash} d="M0 4H18"></path>`}</svg
              >${metric.short}
            </dt>
            <dd>${formatScore(run.scores[metric.key])}</dd>
          </div>`,
      )}
    </dl>
  </div>`;
}

function hue(better: boolean | null): string {
  return better === null ? 'muted' : better ? 'word good' : 'word bad';
}

function table(store: Store, runs: readonly RunSummary[]): TemplateResult {
  const marks = marksOf(runs);
  return html`<div class="twin" tabindex="0" role="region" aria-label="History as a table">
    <table>
      <thead>
        <tr>
          <th scope="col">Run</th>
          <th scope="col">Time</th>
          <th scope="col" class="r">PSS</th>
          <th scope="col" class="r">Change</th>
          <th scope="col">Mark</th>
          ${METRICS.map(({ short }) => html`<th scope="col" class="r">${short}</th>`)}
          <th scope="col">Commit</th>
          <th scope="col">Branch</th>
          <th scope="col">Source</th>
        </tr>
      </thead>
      <tbody>
        ${runs
          .map(
            (run, index) =>
              html`<tr>
                <th scope="row">
                  <button class="link" type="button" @click=${() => open(store, run)}>run ${run.id}</button>
                </th>
                <td>${formatDate(run.timestamp)} ${formatTime(run.timestamp)}</td>
                <td class="r">${Math.round(run.pss)}</td>
                <td class="r">${index === 0 ? '' : scoreDelta(run.pss, runs[index - 1].pss).text}</td>
                <td>
                  ${[marks[index].regression ? 'regression' : '', marks[index].baseline ? 'baseline' : ''].filter(Boolean).join(', ')}
                </td>
                ${METRICS.map(({ key }) => html`<td class="r">${formatScore(run.scores[key])}</td>`)}
                <td class="mono">${run.details?.commit?.slice(0, 7) ?? ''}</td>
                <td>${run.details?.branch ?? ''}</td>
                <td><bdi>${run.source ?? ''}</bdi></td>
              </tr>`,
          )
          .toReversed()}
      </tbody>
    </table>
  </div>`;
}

/** Index of the run that is read out: the one pointed at, else the one shown on this page, else the newest. */
function shownRun(store: Store, runs: readonly RunSummary[]): number {
  const wanted = [store.run, store.history?.current ?? null];
  for (const id of wanted) {
    const index = id === null ? -1 : runs.findIndex((run) => run.id === id);
    if (index >= 0) return index;
  }
  return runs.length - 1;
}

function pointAt(store: Store, runs: readonly RunSummary[], event: MouseEvent): void {
  const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
  store.pointAtRun(runs[runAt((event.clientX - box.left) / box.width, runs.length)].id);
}

function openAt(store: Store, runs: readonly RunSummary[], event: MouseEvent): void {
  pointAt(store, runs, event);
  open(store, runs[shownRun(store, runs)]);
}

function moveAmong(store: Store, runs: readonly RunSummary[], event: KeyboardEvent): void {
  const index = shownRun(store, runs);
  const last = runs.length - 1;
  const steps: Record<string, number> = { ArrowLeft: index - 1, ArrowRight: index + 1, Home: 0, End: last };
  if (event.key === 'Enter' || event.key === ' ') open(store, runs[index]);
  else if (event.key in steps) store.pointAtRun(runs[Math.min(last, Math.max(0, steps[event.key]))].id);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function open(store: Store, run: RunSummary): void {
  store.host.post({ type: 'open-run', run: run.id });
}
