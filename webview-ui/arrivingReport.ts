/** The report that a page is shown, which comes in pieces and is told again with every change of its state. */
import type { ReportHead, ToDashboard } from '../src/protocol/dashboard.ts';
import type { Report } from '../src/protocol/report.ts';
import { Assembly } from './assembly.ts';

export class ArrivingReport {
  /** Rows of its long tables are still on their way. */
  coming = false;
  private readonly assembly = new Assembly();
  private readonly completed: (report: Report) => void;
  private current: { head: ReportHead; report: Report } | null = null;

  /** @param completed is called when all rows of a report have come after the first ones were shown */
  constructor(completed: (report: Report) => void) {
    this.completed = completed;
  }

  /** How many rows its tables will have; null when `report` is another one. */
  headOf(report: Report): ReportHead | null {
    return this.current?.report === report ? this.current.head : null;
  }

  /** Whether it is the report that is here already. */
  has(head: ReportHead | null): boolean {
    return this.current !== null && head !== null && this.current.head.id === head.id;
  }

  /**
   * Takes a report with the first of its rows.
   * @param whole whether the other rows follow
   * @returns the report to show: what is known of it already
   */
  take(report: Report, head: ReportHead, whole: boolean): Report {
    if (this.current !== null && this.has(head)) return this.current.report;
    this.current = { head, report };
    if (whole) this.collect(report, head);
    return this.current.report;
  }

  private collect(report: Report, head: ReportHead): void {
    this.coming = true;
    this.assembly.begin(
      report,
      head,
      () => this.has(head),
      (whole) => {
        this.coming = false;
        if (whole === report) return;
        this.current = { head, report: whole };
        this.completed(whole);
      },
    );
  }

  /** Takes the report of an answer; `done` is called with all of it, as long as it is `wanted`. */
  answer(report: Report, head: ReportHead, wanted: () => boolean, done: (report: Report) => void): void {
    this.assembly.begin(report, head, wanted, done);
  }

  rows(message: Extract<ToDashboard, { type: 'rows' }>): void {
    this.assembly.rows(message);
  }

  /** Another report takes its place, or none. */
  forget(): void {
    this.current = null;
    this.coming = false;
  }
}
