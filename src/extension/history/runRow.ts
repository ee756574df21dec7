/** One stored run as a row of the tree: what it says at a glance, on hover and to a screen reader. */
import type { RunSummary } from '../../protocol/history.ts';
import type { MetricKey } from '../../protocol/report.ts';
import { dayText, type Grouping, type ListedRun } from './runGroups.ts';

/** The verdict on a PSS. */
export type Band = 'stable' | 'atRisk' | 'unstable';

const BAND_WORDS: Record<Band, string> = { stable: 'Stable', atRisk: 'At risk', unstable: 'Unstable' };

/** The five metrics in the order of every view. */
export const METRIC_TITLES: readonly (readonly [MetricKey, string])[] = [
  ['ts', 'Timing stability'],
  ['ms', 'Memory stability'],
  ['ev', 'Error volatility'],
  ['be', 'Branching entropy'],
  ['cc', 'Concurrency chaos'],
];

export function bandOf(pss: number): Band {
  return pss >= 90 ? 'stable' : pss >= 70 ? 'atRisk' : 'unstable';
}

/** Longest text taken from a database for a row; names and notes beyond it are cut. */
const MAX_TEXT = 200;

/** `34`, the score alone. */
export function rowLabel({ pss }: RunSummary): string {
  return String(Math.round(pss));
}

/** `↑1 · 23:12 · web_service.traces.json`, with the word regression where it is one. */
export function rowDescription({ run, change }: ListedRun, grouping: Grouping, now: number): string {
  const regression = run.details?.regression === true ? ' regression' : '';
  return [
    `${changeText(change)}${regression}`,
    timeText(run.timestamp, grouping, now),
    ...(run.details?.baseline === true ? ['baseline'] : []),
    ...(run.source === null ? [] : [baseName(run.source)]),
    ...(run.details?.note == null ? [] : [`“${oneLine(run.details.note)}”`]),
  ]
    .filter((part) => part.trim() !== '')
    .join(' · ');
}

/** `↑1`, `↓38`, `± 0`; `first` for a run with none before it. */
export function changeText(change: number | null): string {
  if (change === null) return 'first';
  return change === 0 ? '± 0' : `${change > 0 ? '↑' : '↓'}${Math.abs(change)}`;
}

/** The time of day where the group names the day, else day and time. */
function timeText(timestamp: number, grouping: Grouping, now: number): string {
  const date = new Date(timestamp * 1000);
  const ago = (now - timestamp) / 86_400;
  const clock = clockText(date);
  // Groups of single days reach back a week; the days of a branch stand in one list.
  if (grouping === 'day' && ago < 6) return clock;
  const today = new Date(now * 1000);
  const sameDay = date.toDateString() === today.toDateString();
  return sameDay ? clock : `${dayText(date, today.getFullYear())} ${clock}`;
}

function clockText(date: Date): string {
  return `${String(date.getHours()).padStart(2, '0')}:${String(date.getMinutes()).padStart(2, '0')}`;
}

/** What a screen reader says of a row. */
export function rowSpeech(listed: ListedRun): string {
  const { run, change } = listed;
  const { details } = run;
  const moved =
    change === null ? [] : [change === 0 ? 'unchanged' : `${change > 0 ? 'up' : 'down'} ${Math.abs(change)}`];
  return [
    `Run ${run.id}`,
    `PSS ${rowLabel(run)}, ${BAND_WORDS[bandOf(run.pss)]}`,
    ...moved,
    ...(details?.regression === true ? ['regression'] : []),
    ...(details?.baseline === true ? ['baseline'] : []),
    fullTime(run.timestamp),
    ...(run.source === null ? [] : [baseName(run.source)]),
    ...METRIC_TITLES.map(([key, title]) => `${title} ${scoreText(run.scores[key])}`),
    ...(details?.note == null ? [] : [`Note: ${oneLine(details.note)}`]),
  ].join(', ');
}

/** Lines of the hover: facts of the run as pairs; plain text, never markup. */
export function rowFacts({ run, change }: ListedRun): { title: string; facts: [string, string][] } {
  const { details } = run;
  const facts: [string, string][] = METRIC_TITLES.map(([key, title]) => [title, scoreText(run.scores[key])]);
  if (change !== null) facts.unshift(['Change', changeText(change)]);
  facts.push(['Time', fullTime(run.timestamp)]);
  if (run.source !== null) facts.push(['Source', oneLine(run.source)]);
  if (details === null) facts.push(['Stored by', 'PyPSS, without a report']);
  else {
    if (details.traces !== null) facts.push(['Traces', details.traces.toLocaleString('en')]);
    if (details.errors !== null) facts.push(['Failed', details.errors.toLocaleString('en')]);
    if (details.branch !== null) facts.push(['Branch', oneLine(details.branch)]);
    if (details.commit !== null)
      facts.push(['Commit', details.commit.slice(0, 12) + (details.dirty ? ' with changes' : '')]);
    if (details.baseline) facts.push(['Baseline', 'later runs are compared with this one']);
    if (details.note !== null) facts.push(['Note', oneLine(details.note)]);
  }
  const regression = details?.regression === true ? ', regression' : '';
  return { title: `Run ${run.id}: PSS ${rowLabel(run)}, ${BAND_WORDS[bandOf(run.pss)]}${regression}`, facts };
}

/** A sub-score 0..1 as whole points of 100. */
function scoreText(score: number): string {
  return Number.isFinite(score) ? String(Math.round(score * 100)) : '–';
}

function fullTime(timestamp: number): string {
  const date = new Date(timestamp * 1000);
  return Number.isNaN(date.getTime()) ? 'unknown time' : date.toLocaleString();
}

/** The last part of a path of any system. */
export function baseName(path: string): string {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  return oneLine(name === '' ? path : name);
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > MAX_TEXT ? `${line.slice(0, MAX_TEXT - 1)}…` : line;
}
