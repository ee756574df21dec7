/** What the Overview shows of the history beside a report. */
import type { HistoryTrend, RunSummary } from '../../protocol/history.ts';

/** Runs that a trend shows. */
export const TREND_RUNS = 50;

/**
 * The trend beside a report, without the figures of the last run.
 * @param runs newest first
 * @param current row of the report itself, when it is stored: what came after it is no part of its past
 */
export function trendOf(runs: readonly RunSummary[], current: number | null): Omit<HistoryTrend, 'lastFigures'> {
  const index = current === null ? -1 : runs.findIndex(({ id }) => id === current);
  const last = runs[index + 1] ?? null;
  // The run itself is in the picture however old it is.
  const from = Math.max(0, Math.min(index - TREND_RUNS / 2, runs.length - TREND_RUNS));
  return { runs: runs.slice(from, from + TREND_RUNS).reverse(), last, current: index < 0 ? null : current };
}
