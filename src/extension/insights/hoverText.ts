/** The hover of a function, as Markdown. What comes from traces is escaped: data, never markup and never a link. */
import type { FunctionReport, Report } from '../../protocol/report.ts';
import { bits, clock, count, duration, percent, plural } from '../../score/figures.ts';
import { bandOf, MARKS, WORDS } from './bands.ts';
import { factOf } from './functionFacts.ts';
import { type PictureTheme, scoreBar, spreadPicture } from './hoverPictures.ts';
import { METRIC_KEYS, METRIC_NAMES } from './lensFigures.ts';

export interface HoverInput {
  readonly fn: FunctionReport;
  readonly number: number;
  readonly report: Report;
  /** What the report is called. */
  readonly label: string;
  readonly theme: PictureTheme;
  readonly changed: boolean;
  /** It has moved and the file was saved after the run, so that its code may be another. */
  readonly mayHaveChanged: boolean;
  /** Nothing but its name tells that it is this function. */
  readonly byNameOnly: boolean;
  /** Address of a command for a place in the dashboard, or to clear the scores. */
  link(action: 'show' | 'failures' | 'slowest' | 'clear'): string;
}

const MOST_EXCEPTIONS = 3;
const MOST_CALLS = 3;
const MOST_BRANCHES = 4;

export function hoverMarkdown(input: HoverInput): string {
  const { fn, label, theme } = input;
  const band = bandOf(fn.pss);
  const head = `**${MARKS[band]} PSS ${fn.pss} · ${WORDS[band]}** &nbsp; ${plural(fn.traces, 'call')} in ${escapeText(label)}`;
  const rows = METRIC_KEYS.map((key) => {
    const score = Math.round(fn.scores[key] * 100);
    const bar = `![${score} of 100](${scoreBar(fn.scores[key], key, theme)})`;
    return `| ${METRIC_NAMES[key]} | **${score}** | ${bar} | ${escapeText(factOf(fn, key))} |`;
  });
  const table = ['| | | | |', '|:--|--:|:--|:--|', ...rows].join('\n');
  const { p50, p95, p99, max } = fn.latency;
  const latency = `p50 **${duration(p50)}** &nbsp; p95 **${duration(p95)}** &nbsp; p99 **${duration(p99)}** &nbsp; max **${duration(max)}**`;
  return [
    head,
    ...notices(input),
    table,
    latency,
    links(input),
    '---',
    ...spread(input),
    ...branches(fn),
    ...exceptions(fn),
    ...worstCalls(input),
  ].join('\n\n');
}

function notices({ changed, mayHaveChanged, byNameOnly }: HoverInput): string[] {
  const notes: string[] = [];
  if (changed) notes.push('_The code changed since this run._');
  else if (mayHaveChanged) notes.push('_The file was saved after this run, and this function has moved._');
  if (byNameOnly) notes.push('_Matched by name: its traces carry no file._');
  return notes;
}

function spread({ fn, theme }: HoverInput): string[] {
  if (fn.spread === undefined) return [];
  const image = spreadPicture(fn.spread, theme);
  return image === null ? [] : [`![durations from short to long](${image}) &nbsp; shortest to longest call`];
}

function branches({ branches: tags, branchMedians, entropy }: FunctionReport): string[] {
  const list = Object.entries(tags).sort((a, b) => b[1] - a[1]);
  if (list.length < 2) return [];
  const total = list.reduce((sum, [, n]) => sum + n, 0);
  const parts = list.slice(0, MOST_BRANCHES).map(([tag, n]) => {
    const median = branchMedians?.[tag];
    return `${escapeText(tag)} ${percent(n / total)}${median === undefined ? '' : ` (p50 ${duration(median)})`}`;
  });
  if (list.length > MOST_BRANCHES) parts.push(`${count(list.length - MOST_BRANCHES)} more`);
  if (entropy !== undefined) parts.push(`${bits(entropy)} bits`);
  return [`Branches: ${parts.join(' · ')}`];
}

function exceptions({ raised = [] }: FunctionReport): string[] {
  if (raised.length === 0) return [];
  const lines = raised.slice(0, MOST_EXCEPTIONS).map(({ type, message, count: n, last }) => {
    const when = last === null ? '' : `, last ${clock(last)}`;
    return `- ${count(n)} × ${escapeText(type)}${message === '' ? '' : `: ${escapeText(message)}`}${when}`;
  });
  return [lines.join('\n')];
}

/** The function's calls among the slowest of the whole file, if it has any there. */
function worstCalls({ report, number }: HoverInput): string[] {
  const own = report.slowest.filter((call) => call.function === number).slice(0, MOST_CALLS);
  if (own.length === 0) return [];
  const calls = own.map(({ duration: seconds, timestamp, exceptionType }) => {
    const when = timestamp === null ? '' : ` at ${clock(timestamp)}`;
    return `${duration(seconds)}${when}${exceptionType === null ? '' : ` (${escapeText(exceptionType)})`}`;
  });
  return [`Slowest: ${calls.join(' · ')}`];
}

function links({ fn, link }: HoverInput): string {
  const all = [`[Show in dashboard](${link('show')})`];
  if (fn.errors > 0) all.push(`[${plural(fn.errors, 'failure')}](${link('failures')})`);
  all.push(`[Slowest calls](${link('slowest')})`, `[Clear scores](${link('clear')})`);
  return all.join(' &nbsp;&nbsp; ');
}

/** Longest text of a trace that a hover shows. */
const LONGEST = 120;

/** Text as it stands, whatever it holds: in one line, without any meaning in Markdown or HTML. */
export function escapeText(text: string): string {
  const short = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return short
    .replace(/[\s\u0085\u2028\u2029]+/g, (space) => (space === '\u202f' || space === '\u00a0' ? space : ' '))
    .replace(/[\\`*_{}[\]()#+\-.!|~$:@/]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');
}
