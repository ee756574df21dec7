import type { RunSummary } from '../../protocol/history.ts';
import { METRICS } from '../../score/pss.ts';
import type { Style } from '../terminal/style.ts';
import { tableLines, type TableColumn } from '../terminal/table.ts';
import { plainSpaces, visibleName } from './visibleText.ts';

/** A run with the one stored before it; null for the first. */
interface Row {
  run: RunSummary;
  before: RunSummary | null;
}

/** Local time as `YYYY-MM-DD HH:MM:SS`. */
export function localTime(epochSeconds: number): string {
  const date = new Date(epochSeconds * 1000);
  if (Number.isNaN(date.getTime())) return 'unknown time';
  const two = (n: number): string => String(n).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')}`;
}

function changeText({ run, before }: Row): string {
  if (before === null) return '';
  const change = Math.round(run.pss) - Math.round(before.pss);
  return change === 0 ? '=' : change > 0 ? `+${String(change)}` : `−${String(-change)}`;
}

function markText({ run: { details } }: Row): string {
  return [details?.regression === true ? '▼' : '', details?.baseline === true ? '◎' : ''].join('');
}

function commitText({ run: { details } }: Row): string {
  if (details === null || details.commit === null) return '';
  const id = `${details.commit.slice(0, 7)}${details.dirty ? '+' : ''}`;
  return details.branch === null ? id : `${visibleName(details.branch)} ${id}`;
}

const COLUMNS: readonly TableColumn<Row>[] = [
  { title: 'Run', align: 'right', text: ({ run }) => String(run.id) },
  { title: 'Time', align: 'left', text: ({ run }) => localTime(run.timestamp) },
  { title: 'PSS', align: 'right', text: ({ run }) => run.pss.toFixed(0) },
  { title: '±', align: 'right', text: changeText },
  { title: '', align: 'left', text: markText },
  ...METRICS.map(({ key }): TableColumn<Row> => ({
    title: key.toUpperCase(),
    align: 'right',
    dispensable: 0,
    text: ({ run }) => run.scores[key].toFixed(2),
  })),
  { title: 'Commit', align: 'left', cut: 'middle', dispensable: 2, text: commitText },
  {
    title: 'Source',
    align: 'left',
    cut: 'start',
    dispensable: 1,
    text: ({ run }) => (run.source === null ? '' : visibleName(run.source)),
  },
  {
    title: 'Note',
    align: 'left',
    cut: 'middle',
    dispensable: 3,
    text: ({ run }) => visibleName(run.details?.note ?? ''),
  },
];

/**
 * Runs as a table, newest first.
 * @param next the run before the oldest one shown, for its change; null for none
 */
export function historyTable(
  runs: readonly RunSummary[],
  next: RunSummary | null,
  layout: { title: string; width: number; style: Style },
): string {
  const rows = runs.map((run, i): Row => ({ run, before: runs[i + 1] ?? next }));
  const used = COLUMNS.filter((column) => column.title === 'PSS' || rows.some((row) => column.text(row) !== ''));
  const { header, rows: lines } = tableLines(used, rows, layout.width);
  const marks = [
    runs.some(({ details }) => details?.regression === true) ? '▼ regression' : '',
    runs.some(({ details }) => details?.baseline === true) ? '◎ baseline' : '',
  ].filter((mark) => mark !== '');
  const all = [
    layout.style.strong(layout.title),
    layout.style.muted(header),
    ...lines,
    ...(marks.length === 0 ? [] : ['', layout.style.muted(marks.join(', '))]),
  ];
  return plainSpaces(`${all.join('\n')}\n`);
}
