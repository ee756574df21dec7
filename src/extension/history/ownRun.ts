/** Which stored run a dashboard shows itself. */
import type { RunSummary } from '../../protocol/history.ts';
import type { Report } from '../../protocol/report.ts';
import type { DashboardSource } from '../dashboard/dashboardSource.ts';
import { fileName } from '../traceFiles.ts';
import { baseName } from './runRow.ts';

const stored = new WeakMap<Report, number>();

/** Remembers that a report was stored as this run, as long as it is shown. */
export function rememberOwnRun(report: Report, run: number): void {
  stored.set(report, run);
}

/**
 * The row of a report: the one that was made of it while it is shown, else the newest that a command line or an earlier
 * window made of a file of this name with the same figures; null when there is none. Held against its own row, no run
 * would ever have changed.
 * @param file name of the trace file; null when there is none
 * @param runs newest first
 */
export function storedAs(report: Report, file: string | null, runs: readonly RunSummary[]): number | null {
  const known = stored.get(report);
  if (known !== undefined) return known;
  return file === null || !report.complete ? null : (runs.find((run) => isMadeOf(run, report, file))?.id ?? null);
}

/** The row of what a dashboard shows: that of a stored run, else as `storedAs`. */
export function ownRun({ state, uri }: DashboardSource, report: Report, runs: readonly RunSummary[]): number | null {
  if (state.state === 'ready' && state.run !== undefined) return state.run.id;
  return storedAs(report, uri === null ? null : fileName(uri.path), runs);
}

function isMadeOf({ pss, scores, source, details }: RunSummary, report: Report, file: string): boolean {
  const { breakdown } = report;
  return (
    source !== null &&
    baseName(source) === file &&
    pss === report.pss &&
    scores.ts === breakdown.timing_stability &&
    scores.ms === breakdown.memory_stability &&
    scores.ev === breakdown.error_volatility &&
    scores.be === breakdown.branching_entropy &&
    scores.cc === breakdown.concurrency_chaos &&
    // PyPSS stores no counts.
    (details === null || (details.traces ?? report.traces) === report.traces) &&
    (details === null || (details.errors ?? report.errors) === report.errors)
  );
}
