import { cutText, padText, textWidth } from './columns.ts';

export interface TableColumn<Row> {
  title: string;
  align: 'left' | 'right';
  text(row: Row): string;
  /** May be cut down to a few cells when room is short, in the middle or at the start. */
  cut?: 'middle' | 'start';
  /** Left out when room is short: the highest number goes first, and those with the same number go together. */
  dispensable?: number;
}

const GAP = '  ';
/** Columns that can be cut get this many cells before others are left out for them, and never fewer than the second. */
const COMFORTABLE = 20;
const NARROWEST = 8;

interface Laid<Row> {
  column: TableColumn<Row>;
  cells: string[];
  width: number;
}

function totalWidth(columns: readonly { width: number }[]): number {
  return columns.reduce((sum, { width }) => sum + width, 0) + GAP.length * Math.max(0, columns.length - 1);
}

/** The least width at which no column has to go. */
function tolerableWidth<Row>(columns: readonly Laid<Row>[]): number {
  return totalWidth(
    columns.map(({ column, width }) => ({ width: column.cut === undefined ? width : Math.min(width, COMFORTABLE) })),
  );
}

function dropColumns<Row>(columns: Laid<Row>[], width: number): Laid<Row>[] {
  let kept = columns;
  while (tolerableWidth(kept) > width) {
    const rank = Math.max(...kept.map(({ column }) => column.dispensable ?? -1));
    if (rank < 0) break;
    kept = kept.filter(({ column }) => column.dispensable !== rank);
  }
  return kept;
}

function narrowColumns<Row>(columns: readonly Laid<Row>[], width: number): void {
  for (let over = totalWidth(columns) - width; over > 0; over--) {
    const widest = columns
      .filter((laid) => laid.column.cut !== undefined && laid.width > NARROWEST)
      .sort((a, b) => b.width - a.width)[0];
    if (widest === undefined) return;
    widest.width--;
  }
}

/** Lines of a table with a header, no wider than `width` as far as its columns allow. */
export function tableLines<Row>(
  columns: readonly TableColumn<Row>[],
  rows: readonly Row[],
  width: number,
): { header: string; rows: string[] } {
  const laid = columns.map((column) => {
    const cells = rows.map((row) => column.text(row));
    const widest = cells.reduce((most, cell) => Math.max(most, textWidth(cell)), textWidth(column.title));
    return { column, cells, width: widest };
  });
  const kept = dropColumns(laid, width);
  narrowColumns(kept, width);
  const line = (text: (one: Laid<Row>) => string): string =>
    kept
      .map((one) => padText(cutText(text(one), one.width, one.column.cut), one.width, one.column.align))
      .join(GAP)
      .trimEnd();
  return {
    header: line(({ column }) => column.title),
    rows: rows.map((_, i) => line(({ cells }) => cells[i])),
  };
}
