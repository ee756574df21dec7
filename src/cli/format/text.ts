import type { Advice, MetricEvidence, ModuleReport, Report } from '../../protocol/report.ts';
import { count, duration, percent, plural } from '../../score/figures.ts';
import { METRICS } from '../../score/pss.ts';
import { padText, wrapText } from '../terminal/columns.ts';
import type { Style } from '../terminal/style.ts';
import { tableLines, type TableColumn } from '../terminal/table.ts';
import { costliestFunctions, type CostlyFunction } from './costliest.ts';
import { plainSpaces, visibleName, visibleSentence } from './visibleText.ts';
import * as say from './wording.ts';

export interface TextLayout {
  /** Cells in a line. */
  width: number;
  /** Rows in each table. */
  top: number;
  style: Style;
}

const INDENT = '  ';
/** Evidence stands beside its score if that leaves this many cells, else below it. */
const NARROWEST_EVIDENCE = 30;

function inBand(style: Style, band: say.Band): (text: string) => string {
  switch (band) {
    case 'stable':
      return style.good;
    case 'at-risk':
      return style.fair;
    case 'unstable':
      return style.bad;
    case 'none':
      return style.muted;
  }
}

function metricLines(metric: MetricEvidence, { width, style }: TextLayout): string[] {
  const label = padText(say.METRIC_LABEL[metric.metric], 11, 'left');
  const figures = `${padText(say.scoreText(metric.score), 3, 'right')}  ${padText(say.pointsLostText(metric.pointsLost), 8, 'right')}`;
  const start = `${INDENT}${label}  ${figures}  `;
  const evidence = say.evidenceText(metric);
  if (width - start.length < NARROWEST_EVIDENCE) {
    return [start.trimEnd(), ...wrapText(evidence, width - 4).map((line) => `    ${style.muted(line)}`)];
  }
  const [first = '', ...more] = wrapText(evidence, width - start.length);
  return [start + style.muted(first), ...more.map((line) => ' '.repeat(start.length) + style.muted(line))];
}

function latencyText({ latency, waiting }: Report): string {
  const figures = [
    ['mean', latency.mean],
    ['p50', latency.p50],
    ['p90', latency.p90],
    ['p95', latency.p95],
    ['p99', latency.p99],
    ['max', latency.max],
  ] as const;
  return `Latency ${figures.map(([name, value]) => `${name}\u00a0${duration(value)}`).join(', ')}; waiting ${percent(waiting)}`;
}

function factsText(report: Report): string {
  const { traces, errors, skipped, modules, functions } = report;
  const rate = errors === 0 ? '' : ` (${percent(errors / traces)})`;
  const list = [plural(traces, 'trace'), `${plural(errors, 'error')}${rate}`];
  if (skipped > 0) list.push(`${count(skipped)} skipped`);
  list.push(plural(modules.length, 'module'), plural(functions.length, 'function'));
  return list.join(', ');
}

const MODULE_COLUMNS: readonly TableColumn<ModuleReport>[] = [
  { title: 'Module', align: 'left', cut: 'middle', text: ({ module }) => visibleName(module) },
  { title: 'PSS', align: 'right', text: ({ pss }) => String(pss) },
  { title: 'Verdict', align: 'left', dispensable: 2, text: (row) => say.verdictOf(row).word },
  { title: 'Traces', align: 'right', text: ({ traces }) => count(traces) },
  { title: 'Errors', align: 'right', text: ({ errors }) => count(errors) },
  { title: 'p50', align: 'right', dispensable: 3, text: ({ latency }) => duration(latency.p50) },
  { title: 'p95', align: 'right', dispensable: 1, text: ({ latency }) => duration(latency.p95) },
  ...METRICS.map(({ key }): TableColumn<ModuleReport> => ({
    title: key.toUpperCase(),
    align: 'right',
    dispensable: 0,
    text: ({ scores }) => say.scoreText(scores[key]),
  })),
];

const FUNCTION_COLUMNS: readonly TableColumn<CostlyFunction>[] = [
  { title: 'Function', align: 'left', cut: 'middle', text: ({ name }) => visibleName(name) },
  { title: 'Points', align: 'right', text: ({ points }) => `−${points.toFixed(1)}` },
  {
    title: 'Mostly',
    align: 'left',
    dispensable: 1,
    text: ({ parts }) =>
      parts
        .slice(0, 1)
        .map(({ metric }) => say.METRIC_LABEL[metric])
        .join(''),
  },
  { title: 'Module', align: 'left', cut: 'middle', dispensable: 2, text: ({ module }) => visibleName(module) },
  { title: 'Place', align: 'left', cut: 'start', text: (row) => say.placeText(row) ?? 'no line' },
];

function tableSection<Row>(
  title: string,
  columns: readonly TableColumn<Row>[],
  all: readonly Row[],
  { width, top, style }: TextLayout,
): string[] {
  if (all.length === 0) return [];
  const table = tableLines(columns, all.slice(0, top), width - INDENT.length);
  const rest = all.length - top;
  return [
    '',
    style.strong(title),
    INDENT + style.muted(table.header),
    ...table.rows.map((row) => INDENT + row),
    ...(rest > 0 ? [style.muted(`${INDENT}${count(rest)} more; --top ${String(all.length)} shows all`)] : []),
  ];
}

function adviceLines(advice: Advice, { width, style }: TextLayout): string[] {
  const { shape, band } = say.SEVERITY_BAND[advice.severity];
  const worth = say.worthText(advice.worth);
  const title = `${visibleSentence(advice.title)}${worth === null ? '' : ` (${worth})`}`;
  const [first = '', ...more] = wrapText(title, width - 4);
  const place = say.placeText(advice);
  return [
    `${INDENT}${inBand(style, band)(shape)} ${style.strong(first)}`,
    ...more.map((line) => `    ${style.strong(line)}`),
    ...[advice.evidence, advice.step]
      .filter((text) => text !== '')
      .flatMap((text) => wrapText(visibleSentence(text), width - 4))
      .map((line) => `    ${line}`),
    // Whole, even if longer than the line: a terminal makes it a link.
    ...(place === null ? [] : [`    ${style.muted(place)}`]),
  ];
}

/** The report for a terminal. The token `PSS: n/100` is what PyPSS printed, and scripts look for it. */
export function textReport(report: Report, layout: TextLayout): string {
  const { style, width } = layout;
  const { band, shape, word } = say.verdictOf(report);
  const notes = say.caveats(report);
  const lines = [
    style.strong(`PyPSS stability report: ${say.sourceName(report.source.path)}`),
    '',
    `${style.strong(`PSS: ${String(report.pss)}/100`)}  ${inBand(style, band)(`${shape} ${word}`)}`,
    '',
    ...report.metrics.flatMap((metric) => metricLines(metric, layout)),
    ...(report.metrics.length === 0 ? [] : ['']),
    ...wrapText(factsText(report), width),
    ...(report.traces === 0 ? [] : wrapText(latencyText(report), width)),
    ...tableSection('Modules, worst first', MODULE_COLUMNS, report.modules, layout),
    ...tableSection('Functions that cost most points', FUNCTION_COLUMNS, costliestFunctions(report), layout),
    ...(report.advice.length === 0 ? [] : ['', style.strong('Advisor')]),
    ...report.advice.flatMap((advice) => adviceLines(advice, layout)),
    ...(notes.length === 0 ? [] : ['', style.strong('Notes')]),
    ...notes.flatMap((note) => wrapText(note, width - 4).map((line, i) => (i === 0 ? `  - ${line}` : `    ${line}`))),
  ];
  return plainSpaces(`${lines.join('\n')}\n`);
}
