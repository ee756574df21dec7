import type { ComparedScope, Comparison, Verdict } from '../../protocol/history.ts';
import { count, duration, percent } from '../../score/figures.ts';
import { padText, wrapText } from '../terminal/columns.ts';
import type { Style } from '../terminal/style.ts';
import { tableLines, type TableColumn } from '../terminal/table.ts';
import { markdownCode, markdownText } from './markdown.ts';
import { verdictText } from './verdictText.ts';
import { plainSpaces, visibleName } from './visibleText.ts';
import { METRIC_LABEL, scoreText } from './wording.ts';

/** Fewer points than this are written as none. */
const NOTED = 0.05;

/** `+1.2`, `−3.4`, `0`. */
export function pointsText(points: number): string {
  if (Math.abs(points) < NOTED) return '0';
  return points > 0 ? `+${points.toFixed(1)}` : `−${(-points).toFixed(1)}`;
}

function changeShape(change: number): string {
  return change === 0 ? '=' : change > 0 ? '▲' : '▼';
}

function headline({ base, head }: Comparison): string {
  const change = head.pss - base.pss;
  const moved = change === 0 ? 'unchanged' : `${changeShape(change)} ${pointsText(change)} points`;
  return `PSS: ${String(base.pss)} → ${String(head.pss)}  ${moved}`;
}

/** What moved the score, or stands out; all functions of a large program would bury it. */
function moved({ functions }: Comparison): ComparedScope[] {
  return functions.filter(({ points, verdict }) => Math.abs(points ?? 0) >= NOTED || verdict !== null);
}

function pair(text: (figures: NonNullable<ComparedScope['base']>) => string): (row: ComparedScope) => string {
  return ({ base, head }) => {
    const [before, after] = [base === null ? 'new' : text(base), head === null ? 'gone' : text(head)];
    return before === after ? after : `${before} → ${after}`;
  };
}

const COLUMNS: readonly TableColumn<ComparedScope>[] = [
  { title: 'Function', align: 'left', cut: 'middle', text: ({ name }) => visibleName(name) },
  { title: 'Points', align: 'right', text: ({ points }) => (points === null ? '' : pointsText(points)) },
  { title: 'p50', align: 'left', dispensable: 2, text: pair(({ p50 }) => duration(p50)) },
  { title: 'p95', align: 'left', dispensable: 1, text: pair(({ p95 }) => duration(p95)) },
  {
    title: 'Errors',
    align: 'left',
    dispensable: 0,
    text: pair(({ errors, traces }) => percent(traces === 0 ? 0 : errors / traces)),
  },
  { title: 'Verdict', align: 'left', text: ({ verdict }) => verdict?.verdict ?? '' },
];

function verdictNote({ runs }: Comparison): string {
  if (runs >= 5) return `No figure differs from the ${String(runs)} earlier runs by more than they differ themselves.`;
  return `Too few runs to tell what is chance: ${String(runs)} comparable earlier ${runs === 1 ? 'run' : 'runs'} stored, 5 are needed.`;
}

function sidesText({ base, head }: Comparison): string {
  return `${visibleName(base.label)} (${count(base.traces)} traces) → ${visibleName(head.label)} (${count(head.traces)} traces)`;
}

function verdictLines(verdict: Verdict, width: number): string[] {
  return wrapText(verdictText(verdict), width - 4).map((line, i) => `${i === 0 ? '  ' : '    '}${line}`);
}

/** The comparison for a terminal. */
export function comparisonText(
  comparison: Comparison,
  { width, top, style }: { width: number; top: number; style: Style },
): string {
  const rows = moved(comparison);
  const table = tableLines(COLUMNS, rows.slice(0, top), width - 2);
  const change = comparison.head.pss - comparison.base.pss;
  const paint = change < 0 ? style.bad : change > 0 ? style.good : style.strong;
  const lines = [
    style.strong(sidesText(comparison)),
    '',
    paint(headline(comparison)),
    '',
    ...comparison.metrics.map(
      ({ metric, base, head, points }) =>
        `  ${padText(METRIC_LABEL[metric], 11, 'left')}  ${padText(scoreText(base), 3, 'right')} → ${padText(scoreText(head), 3, 'right')}  ${padText(pointsText(points), 6, 'right')}`,
    ),
    ...(rows.length === 0
      ? ['', 'No function moved the score.']
      : ['', style.strong('Functions that moved the score most'), `  ${style.muted(table.header)}`]),
    ...(rows.length === 0 ? [] : table.rows.map((row) => `  ${row}`)),
    ...(rows.length > top
      ? [style.muted(`  ${count(rows.length - top)} more; --top ${String(rows.length)} shows all`)]
      : []),
    '',
    ...(comparison.verdicts.length === 0
      ? wrapText(verdictNote(comparison), width).map((line) => style.muted(line))
      : [
          style.strong('More than chance'),
          ...comparison.verdicts.slice(0, top).flatMap((one) => verdictLines(one, width)),
        ]),
  ];
  return plainSpaces(`${lines.join('\n')}\n`);
}

/** The comparison as a comment on a pull request. */
export function comparisonMarkdown(comparison: Comparison, { top }: { top: number }): string {
  const rows = moved(comparison).slice(0, top);
  const { base, head } = comparison;
  const lines = [
    `## ${headline(comparison)}`,
    '',
    `${markdownCode(base.label)} (${count(base.traces)} traces) → ${markdownCode(head.label)} (${count(head.traces)} traces)`,
    '',
    '| Metric | Base | Head | Points |',
    '| :--- | ---: | ---: | ---: |',
    ...comparison.metrics.map(
      (row) =>
        `| ${METRIC_LABEL[row.metric]} | ${scoreText(row.base)} | ${scoreText(row.head)} | ${pointsText(row.points)} |`,
    ),
    ...(rows.length === 0
      ? []
      : ['', '| Function | Points | p50 | p95 | Errors | Verdict |', '| :--- | ---: | ---: | ---: | ---: | :--- |']),
    ...rows.map((row) => {
      const [, points, p50, p95, errors, verdict] = COLUMNS.map((column) => column.text(row));
      return `| ${markdownCode(row.name)} | ${points} | ${p50} | ${p95} | ${errors} | ${verdict} |`;
    }),
    '',
    ...(comparison.verdicts.length === 0
      ? [markdownText(verdictNote(comparison))]
      : comparison.verdicts.slice(0, top).map((one) => `- ${markdownText(verdictText(one))}`)),
  ];
  return `${lines.join('\n')}\n`;
}
