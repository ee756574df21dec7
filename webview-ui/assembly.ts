/** Puts reports together whose long tables come in pieces. */
import type { LongTable, ReportHead, ToDashboard } from '../src/protocol/dashboard.ts';
import type { Report } from '../src/protocol/report.ts';

type Rows = Extract<ToDashboard, { type: 'rows' }>;

interface Pending {
  report: Report;
  totals: Record<LongTable, number>;
  wanted: () => boolean;
  done: (report: Report) => void;
}

export class Assembly {
  private readonly pending = new Map<number, Pending>();

  /**
   * Takes a report with the first rows of its tables.
   * @param wanted whether the report is still waited for
   * @param done is called with the whole report once all rows are there, which may be at once
   */
  begin(report: Report, head: ReportHead, wanted: () => boolean, done: (report: Report) => void): void {
    for (const [id, pending] of this.pending) if (!pending.wanted()) this.pending.delete(id);
    const { totals } = head;
    if (isWhole(report, totals)) {
      done(report);
      return;
    }
    const own = { ...report, modules: [...report.modules], functions: [...report.functions] };
    this.pending.set(head.id, { report: own, totals, wanted, done });
  }

  /** Takes further rows; those of a report that is no longer waited for, or that do not join on, are dropped. */
  rows(message: Rows): void {
    const pending = this.pending.get(message.report);
    if (pending === undefined) return;
    const { report, totals, done } = pending;
    if (message.from !== report[message.table].length) return;
    if (message.table === 'modules') report.modules.push(...message.rows);
    else report.functions.push(...message.rows);
    if (!isWhole(report, totals)) return;
    this.pending.delete(message.report);
    done(report);
  }
}

function isWhole(report: Report, totals: Record<LongTable, number>): boolean {
  return report.modules.length >= totals.modules && report.functions.length >= totals.functions;
}
