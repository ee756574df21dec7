import type { Contributor, MetricKey, Report } from '../../protocol/report.ts';

/** A function with the points of the score that it costs. */
export interface CostlyFunction {
  name: string;
  module: string;
  filename: string | null;
  lineno: number | null;
  /** Points of the 100, over all metrics. */
  points: number;
  /** By metric, most first. */
  parts: { metric: MetricKey; points: number }[];
}

/** Fewer points than this are not worth a line. */
const POINTS_NOTED = 0.05;

function identity({ name, module, filename, lineno }: Contributor): string {
  return JSON.stringify([name, module, filename, lineno]);
}

/**
 * Functions by the points that they cost: the points that each metric lost, divided by the shares of those who make
 * it bad. The report lists the five largest contributors of each metric, so small ones may be missing.
 */
export function costliestFunctions(report: Report): CostlyFunction[] {
  const functions = new Map<string, CostlyFunction>();
  for (const { metric, pointsLost, contributors } of report.metrics) {
    for (const contributor of contributors) {
      const points = pointsLost * contributor.share;
      if (points < POINTS_NOTED) continue;
      const key = identity(contributor);
      const { name, module, filename, lineno } = contributor;
      const known = functions.get(key) ?? { name, module, filename, lineno, points: 0, parts: [] };
      known.points += points;
      known.parts.push({ metric, points });
      functions.set(key, known);
    }
  }
  const list = [...functions.values()].sort((a, b) => b.points - a.points);
  for (const { parts } of list) parts.sort((a, b) => b.points - a.points);
  return list;
}
