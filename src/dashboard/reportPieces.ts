/**
 * Reports in messages of bounded size: first the figures with the worst rows of the long tables, then the rest of the
 * rows in pieces. Text of kilobytes, which only traces made to do harm carry, is cut.
 */
import type { LongTable, ReportHead, ToDashboard } from '../protocol/dashboard.ts';
import type { FunctionReport, ModuleReport, Report } from '../protocol/report.ts';
import { cutText } from '../trace/longText.ts';

/** Rows of each table that come with the report; the worst come first, and few people read further. */
const FIRST_ROWS = 200;
/** Bytes of the rows of one table that come with the report, as JSON. */
const FIRST_SIZE = 300_000;
/** Bytes of a row, and of a message with further rows. */
const PIECE_SIZE = 400_000;
/** Bytes of all that is no long table. */
const REST_SIZE = 700_000;
/** Letters of a name, path or message; tried one after another until a row or the rest is small enough. */
const TEXT_LENGTHS = [1000, 300, 100];

type Rows = Extract<ToDashboard, { type: 'rows' }>;

/** A report as it is first sent, and how many rows its tables have. */
export interface FirstPart {
  report: Report;
  head: ReportHead;
}

/** The report with the first rows of its tables; the indices in it are those of the whole report. */
export function firstPart(report: Report, id: number): FirstPart {
  const head = { id, totals: { modules: report.modules.length, functions: report.functions.length } };
  const rest = withShortText({ ...report, modules: [], functions: [] }, REST_SIZE);
  const modules = [...rowsFrom(report.modules, 0, FIRST_SIZE, FIRST_ROWS)];
  const functions = [...rowsFrom(report.functions, 0, FIRST_SIZE, FIRST_ROWS)];
  return { head, report: { ...rest, modules, functions } };
}

/** The messages that bring the rows which `first` lacks, made one at a time. */
export function* furtherRows(report: Report, { head, report: first }: FirstPart): Generator<Rows, void, void> {
  for (let from = first.modules.length; from < report.modules.length;) {
    const rows = [...rowsFrom(report.modules, from, PIECE_SIZE)];
    yield { type: 'rows', report: head.id, table: 'modules' satisfies LongTable, from, rows };
    from += rows.length;
  }
  for (let from = first.functions.length; from < report.functions.length;) {
    const rows = [...rowsFrom(report.functions, from, PIECE_SIZE)];
    yield { type: 'rows', report: head.id, table: 'functions' satisfies LongTable, from, rows };
    from += rows.length;
  }
}

/** Rows from one on until they are `most`, or `size` bytes; at least one. */
function* rowsFrom<T extends ModuleReport | FunctionReport>(
  all: readonly T[],
  from: number,
  size: number,
  most = Number.POSITIVE_INFINITY,
): Generator<T, void, void> {
  let bytes = 0;
  for (let index = from; index < all.length && index - from < most; index++) {
    const row = withShortText(all[index], PIECE_SIZE);
    bytes += sizeOf(row);
    if (index > from && bytes > size) return;
    yield row;
  }
}

function sizeOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

/** The value with its texts cut as far as it takes to come below `size` bytes. */
function withShortText<T>(value: T, size: number): T {
  let short = value;
  for (const most of TEXT_LENGTHS) {
    short = mapTexts(value, most) as T;
    if (sizeOf(short) <= size) return short;
  }
  return short;
}

/** A copy with every text and key cut to `most` letters; whatever holds nothing longer stays itself. */
function mapTexts(value: unknown, most: number): unknown {
  if (typeof value === 'string') return cutText(value, most);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    if (typeof value[0] === 'number') return value;
    const items = value.map((item) => mapTexts(item, most));
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  let changed = false;
  const entries = Object.entries(value).map(([key, member]: [string, unknown]): [string, unknown] => {
    const entry: [string, unknown] = [cutText(key, most), mapTexts(member, most)];
    changed ||= entry[0] !== key || entry[1] !== member;
    return entry;
  });
  return changed ? Object.fromEntries(entries) : value;
}
