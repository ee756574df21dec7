import { PYPSS_COLUMNS } from './schema.ts';

/** A row of PyPSS's table as it stands in the file. */
export interface HistoryRow {
  id: number;
  /** Epoch seconds. */
  timestamp: number | null;
  pss: number | null;
  ts: number | null;
  ms: number | null;
  ev: number | null;
  be: number | null;
  cc: number | null;
  /** JSON, as PyPSS writes it. */
  meta: string | null;
}

const LINE_END = '\r\n';

/** Rows as PyPSS exports them: RFC 4180, a header, numbers of the table's REAL columns with a decimal point. */
export function* exportCsv(rows: Iterable<HistoryRow>): Generator<string> {
  yield PYPSS_COLUMNS.join(',') + LINE_END;
  for (const row of rows) {
    yield PYPSS_COLUMNS.map((column) => csvField(column === 'id' ? String(row.id) : row[column])).join(',') + LINE_END;
  }
}

function csvField(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return numberField(value);
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

/** As Python writes a float. */
function numberField(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  return Number.isInteger(value) && Math.abs(value) < 1e15 ? value.toFixed(1) : String(value);
}

/** Rows as an array of objects, `meta` as an object where it is JSON and as its text where it is not. */
export function* exportJson(rows: Iterable<HistoryRow>): Generator<string> {
  let separator = '[\n';
  for (const row of rows) {
    const text = JSON.stringify({ ...row, meta: metaOf(row.meta) }, null, 2);
    yield separator + text.replace(/^/gm, '  ');
    separator = ',\n';
  }
  yield separator === '[\n' ? '[]\n' : '\n]\n';
}

function metaOf(meta: string | null): unknown {
  if (meta === null) return null;
  try {
    return JSON.parse(meta) as unknown;
  } catch {
    // Whoever wrote it meant something: it is passed on as it is.
    return meta;
  }
}
