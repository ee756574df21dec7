import type { MetricEvidence, MetricKey } from '../../src/protocol/report.ts';

/** One metric's arc, in turns (0..1) clockwise from the top. */
export interface Arc {
  metric: MetricKey;
  start: number;
  /** Length of the solid part. */
  earned: number;
  /** Length of the pale part behind it. */
  lost: number;
}

/**
 * Arcs whose lengths are the metrics' weights and whose solid parts are what each earned, with `gap` turns between
 * neighbours. Metrics without weight have no arc.
 */
export function ringArcs(metrics: readonly MetricEvidence[], gap: number): Arc[] {
  const weighted = metrics.filter((metric) => metric.weight > 0);
  const total = weighted.reduce((sum, metric) => sum + metric.weight, 0);
  const space = weighted.length > 1 ? gap : 0;
  let start = 0;
  return weighted.map((metric) => {
    const share = metric.weight / total;
    const length = Math.max(0, share - space);
    const earned = length * Math.min(1, Math.max(0, metric.score));
    const arc = { metric: metric.metric, start: start + space / 2, earned, lost: length - earned };
    start += share;
    return arc;
  });
}

/** An SVG path along a circle around the middle of a box of `size`, from `start` over `length` turns. */
export function arcPath(size: number, radius: number, start: number, length: number): string {
  const middle = size / 2;
  const end = start + Math.min(length, 0.9999);
  const point = (turn: number): string => {
    const angle = turn * 2 * Math.PI - Math.PI / 2;
    return `${(middle + radius * Math.cos(angle)).toFixed(2)} ${(middle + radius * Math.sin(angle)).toFixed(2)}`;
  };
  return `M${point(start)}A${radius} ${radius} 0 ${end - start > 0.5 ? 1 : 0} 1 ${point(end)}`;
}
