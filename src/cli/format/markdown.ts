import type { Advice, Report } from '../../protocol/report.ts';
import { count, duration, percent, plural } from '../../score/figures.ts';
import { METRICS } from '../../score/pss.ts';
import { costliestFunctions } from './costliest.ts';
import { shortened, visibleSentence, visibleText } from './visibleText.ts';
import * as say from './wording.ts';

/** Longest name in a comment: tables on code hosting sites do not cut. */
const LONGEST_NAME = 80;

/** Underscores inside words mark nothing up and stay; addresses that a parser would link are broken at these places. */
const OUTER_UNDERSCORE = String.raw`(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])`;
const LINK_JOINT = String.raw`:(?=//)|(?<=www)\.`;
const MARKUP = new RegExp(`${OUTER_UNDERSCORE}|${LINK_JOINT}|[&<>"'\`*~|\\\\[\\]!#@$^{}=+]`, 'giu');

function entity(character: string): string {
  return `&#${String(character.charCodeAt(0))};`;
}

/**
 * Text as Markdown that shows it literally: ASCII punctuation that could mark something up becomes a numeric entity,
 * and after the signs that address people, issues or merge requests stands a zero-width space.
 */
export function markdownText(text: string): string {
  return visibleSentence(text)
    .replace(MARKUP, (sign) => (/[@#!~$&]/.test(sign) ? `${entity(sign)}&#8203;` : entity(sign)))
    .replace(/^-/, entity)
    .replace(/^(\d+)([.)])/, (_, digits: string, sign: string) => digits + entity(sign));
}

/** A name in `<code>`, where code hosting sites link nothing. */
export function markdownCode(name: string): string {
  return `<code>${visibleText(shortened(name, LONGEST_NAME)).replace(MARKUP, entity)}</code>`;
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const rule = header.map((_, i) => (i === 0 ? ':---' : '---:'));
  return [header, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`);
}

function metricTable(report: Report): string[] {
  const lines = report.metrics.map(
    (metric) =>
      `| ${say.METRIC_LABEL[metric.metric]} | ${say.scoreText(metric.score)} | ${say.pointsLostText(metric.pointsLost)} | ${markdownText(say.evidenceText(metric))} |`,
  );
  return ['| Metric | Score | Lost | Evidence |', '| :--- | ---: | ---: | :--- |', ...lines];
}

function moduleTable(report: Report, top: number): string[] {
  const rows = report.modules
    .slice(0, top)
    .map((row) => [
      markdownCode(row.module),
      `${say.verdictOf(row).shape} ${String(row.pss)}`,
      count(row.traces),
      count(row.errors),
      duration(row.latency.p95),
      ...METRICS.map(({ key }) => say.scoreText(row.scores[key])),
    ]);
  const header = ['Module', 'PSS', 'Traces', 'Errors', 'p95', ...METRICS.map(({ key }) => key.toUpperCase())];
  const rest = report.modules.length - top;
  return [...table(header, rows), ...(rest > 0 ? ['', `…and ${plural(rest, 'more module', 'more modules')}.`] : [])];
}

function functionTable(report: Report, top: number): string[] {
  const rows = costliestFunctions(report)
    .slice(0, top)
    .map(({ name, filename, lineno, points, parts }) => [
      markdownCode(name),
      placeCode({ filename, lineno }) ?? 'no line',
      say.pointsLostText(points),
      parts.map(({ metric, points: part }) => `${say.METRIC_LABEL[metric]} ${say.pointsLostText(part)}`).join(', '),
    ]);
  return rows.length === 0 ? [] : table(['Function', 'Place', 'Cost', 'Of which'], rows);
}

function placeCode({ filename, lineno }: { filename: string | null; lineno: number | null }): string | null {
  if (filename === null) return null;
  return markdownCode(lineno === null ? filename : `${shortened(filename, LONGEST_NAME - 12)}:${String(lineno)}`);
}

function adviceItem(advice: Advice): string {
  const { subject, title } = advice;
  const named = subject !== null && subject !== '' && title.startsWith(subject);
  const what = named ? `${markdownCode(subject)}${markdownText(title.slice(subject.length))}` : markdownText(title);
  const place = placeCode(advice);
  const worth = say.worthText(advice.worth);
  const facts = [place, worth].filter((fact) => fact !== null).join(', ');
  const { shape } = say.SEVERITY_BAND[advice.severity];
  return `- ${shape} **${what}**${facts === '' ? '' : ` (${facts})`}<br>${[advice.evidence, advice.step]
    .filter((text) => text !== '')
    .map(markdownText)
    .join(' ')}`;
}

function details(summary: string, body: readonly string[]): string[] {
  if (body.length === 0) return [];
  return ['', '<details>', `<summary>${summary}</summary>`, '', ...body, '', '</details>'];
}

function facts(report: Report): string {
  const { traces, errors, skipped, latency, waiting } = report;
  return [
    `${plural(traces, 'trace')}, ${plural(errors, 'error')}${errors === 0 ? '' : ` (${percent(errors / traces)})`}`,
    ...(skipped === 0 ? [] : [`${count(skipped)} skipped`]),
    `latency p50 ${duration(latency.p50)}, p95 ${duration(latency.p95)}, p99 ${duration(latency.p99)}`,
    `waiting ${percent(waiting)}`,
  ].join(' · ');
}

/** The report as a comment on a pull request. */
export function markdownReport(report: Report, { top }: { top: number }): string {
  const { shape, word } = say.verdictOf(report);
  const notes = say.caveats(report);
  const source = report.source.path === '-' ? 'standard input' : markdownCode(report.source.path);
  const lines = [
    `## PSS: ${String(report.pss)}/100 ${shape} ${word}`,
    '',
    `${source} · ${facts(report)}`,
    ...notes.flatMap((note) => ['', `> ${markdownText(note)}`]),
    ...(report.metrics.length === 0 ? [] : ['', ...metricTable(report)]),
    ...(report.advice.length === 0 ? [] : ['', '### Advisor', '', ...report.advice.map(adviceItem)]),
    ...details('Modules, worst first', report.modules.length === 0 ? [] : moduleTable(report, top)),
    ...details('Functions that cost most points', functionTable(report, top)),
  ];
  return `${lines.join('\n')}\n`;
}
