/** One fact behind each score of a function, from the report's own figures. */
import type { FunctionReport, MetricKey } from '../../protocol/report.ts';
import { bits, count, duration, memory, percent, plural, significant, times } from '../../score/figures.ts';

/** Scores from here on have nothing to explain. */
const NOTHING_LOST = 0.995;

export function factOf(fn: FunctionReport, metric: MetricKey): string {
  switch (metric) {
    case 'ts':
      return timing(fn);
    case 'ms':
      return memoryUse(fn);
    case 'ev':
      return errors(fn);
    case 'be':
      return branching(fn);
    case 'cc':
      return waiting(fn);
  }
}

function timing({ latency, traces }: FunctionReport): string {
  if (traces < 2) return 'one call only';
  if (latency.p50 <= 0) return `p95 ${duration(latency.p95)}`;
  const ratio = latency.p95 / latency.p50;
  return ratio < 1.1
    ? `p95 ${duration(latency.p95)}, close to the median`
    : `p95 ${duration(latency.p95)} is ${times(ratio)} the median`;
}

function memoryUse({ memory: range }: FunctionReport): string {
  if (range === undefined) return 'no memory recorded';
  return range.min === range.max ? `RSS ${memory(range.max)}` : `RSS ${memory(range.min)} to ${memory(range.max)}`;
}

function errors({ errors: failed, traces, exceptions, longestRun }: FunctionReport): string {
  if (failed === 0) return 'no errors';
  const types = exceptions.slice(0, 2).map(({ type, count: n }) => `${count(n)} ${type}`);
  const run = longestRun !== undefined && longestRun > 1 ? `, ${count(longestRun)} in a row` : '';
  return `${types.length > 0 ? types.join(', ') : `${count(failed)} of ${plural(traces, 'call')}`}${run}`;
}

function branching({ branches, entropy, scores }: FunctionReport): string {
  const tags = Object.keys(branches).length;
  if (tags === 0) return 'no branch tags';
  if (tags === 1) return 'one branch';
  const even = scores.be >= NOTHING_LOST ? '' : entropy === undefined ? '' : `, ${bits(entropy)} bits`;
  return `${plural(tags, 'branch', 'branches')}${even}`;
}

function waiting({ waiting: share, wait }: FunctionReport): string {
  if (share === 0) return 'no waiting';
  const swing = wait === undefined ? '' : `, CV ${significant(wait.cv, 2)}`;
  return `${percent(share)} of the time is waiting${swing}`;
}
