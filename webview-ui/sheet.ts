/** A table as plain values, as it is saved or copied. */

/** Numbers in the units of the report (seconds, bytes, shares 0..1); instants as ISO text. */
export type SheetValue = string | number | null;

export interface Sheet {
  columns: readonly string[];
  rows: readonly (readonly SheetValue[])[];
}

/** An instant (epoch seconds) as ISO 8601 in UTC, with milliseconds. */
export function isoTime(epoch: number): string {
  const date = new Date(Math.round(epoch * 1000));
  return Number.isNaN(date.getTime()) ? String(epoch) : date.toISOString();
}

/**
 * The sheet as CSV (RFC 4180, with CRLF). Text that a spreadsheet would take for a formula gets an apostrophe before it:
 * names and messages come from the traces.
 */
export function csvOf({ columns, rows }: Sheet): string {
  return [columns, ...rows].map((row) => row.map(csvField).join(',')).join('\r\n') + '\r\n';
}

function csvField(value: SheetValue): string {
  if (value === null) return '';
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  const safe = /^[=+\-@\t\r\n＝＋－＠]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The sheet as a Markdown table; numbers to the right. */
export function markdownOf({ columns, rows }: Sheet): string {
  const numeric = columns.map((_, index) => rows.some((row) => typeof row[index] === 'number'));
  return [
    line(columns.map(markdownText)),
    line(numeric.map((right) => (right ? '---:' : '---'))),
    ...rows.map((row) => line(row.map(markdownField))),
    '',
  ].join('\n');
}

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

function markdownField(value: SheetValue): string {
  if (value === null) return '';
  return typeof value === 'number' ? String(Number(value.toPrecision(6))) : markdownText(value);
}

/** Text of traces as text: no links, no markup, no line of its own. */
export function markdownText(text: string): string {
  return text.replace(/[\\`*_[\]<>|~#]/g, '\\$&').replace(/\s*[\r\n]+\s*/g, ' ');
}
