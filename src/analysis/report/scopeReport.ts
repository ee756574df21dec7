import type { Latency, ScopeReport } from '../../protocol/report.ts';
import type { Config } from '../../score/config/config.ts';
import { breakdownOf, pssOf, scoresOf } from '../../score/pss.ts';
import { clampShare } from '../../score/rounding.ts';
import { timingCuts } from '../../score/subScores.ts';
import { lookAhead, percentiles } from '../../stats/percentile.ts';
import type { TraceSummary } from '../../stats/traceSummary.ts';

const LATENCIES = [0.5, 0.9, 0.95, 0.99];

/** Latency percentiles of a summary, seconds. */
export function latencyOf(summary: TraceSummary): Latency {
  const [p50, p90, p95, p99] = percentiles(summary.durations, summary.duration, LATENCIES) as [
    number,
    number,
    number,
    number,
  ];
  return { mean: summary.duration.mean, p50, p90, p95, p99, max: summary.n === 0 ? 0 : summary.duration.max };
}

/** Share of the traced time spent waiting, 0..1. */
export function waitingOf(summary: TraceSummary): number {
  const total = summary.duration.total;
  return total > 0 ? clampShare(summary.wait.total / total) : 0;
}

/** Scores and figures of a summary. */
export function scopeReport(summary: TraceSummary, config: Config): ScopeReport {
  lookAhead(summary.durations, LATENCIES, timingCuts(config));
  const scores = scoresOf(summary, config);
  return {
    pss: summary.n === 0 ? 0 : pssOf(scores, config),
    breakdown: breakdownOf(scores),
    scores,
    exact: summary.exact,
    traces: summary.n,
    errors: summary.errors,
    latency: latencyOf(summary),
    waiting: waitingOf(summary),
  };
}
