/** What of a report is sent to the dashboard while the file is still being read. */
import type { Report } from '../../protocol/report.ts';

/** Rows of each table that are sent before the reading has ended; the worst come first, and nobody reads further. */
const ROWS = 200;

/**
 * The report without the long tail of its tables: the lists of a file with 50,000 functions take seconds on their way
 * to a webview, and the figures are wanted within one.
 */
export function firstFigures(report: Report): Report {
  if (report.functions.length <= ROWS && report.modules.length <= ROWS) return report;
  const known = <T extends { readonly function: number }>(entry: T): T =>
    entry.function < ROWS ? entry : { ...entry, function: -1 };
  return {
    ...report,
    modules: report.modules.slice(0, ROWS),
    functions: report.functions.slice(0, ROWS),
    exceptions: report.exceptions.map(known),
    failures: report.failures.map(known),
    slowest: report.slowest.map(known),
  };
}
