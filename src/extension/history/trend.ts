/** What the Overview shows of the history beside a report. */
import type { HistoryTrend, RunFigures, RunSummary } from '../../protocol/history.ts';
import type { Report } from '../../protocol/report.ts';

/** Runs that a trend shows. */
export const TREND_RUNS = 50;

/** Modules whose scores are told for the change against the last run. */
const MOST_MODULES = 2000;

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

/** What changes are told from. */
export function figuresOf({ traces, errors, latency, waiting, time, modules }: Report): RunFigures {
  const worst = modules.toSorted((a, b) => a.pss - b.pss).slice(0, MOST_MODULES);
  return {
    traces,
    errors,
    span: time === null ? null : time.to - time.from,
    latency,
    waiting,
    modules: worst.map(({ module, pss }) => [module, pss]),
    cut: worst.length < modules.length,
  };
}
