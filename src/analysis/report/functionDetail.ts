/** What of a function is told beside its scores: branches, failures, memory and waiting, how durations are spread. */
import type { FunctionReport } from '../../protocol/report.ts';
import type { FunctionScope } from '../../score/scopes.ts';
import type { Quantiles } from '../../stats/quantiles.ts';
import type { TagCounts } from '../../stats/tagCounts.ts';
import type { TraceAccumulator } from '../accumulator.ts';
import { medianOf } from '../branchTimes.ts';
import { histogram } from './histogram.ts';

type Detail = Pick<
  FunctionReport,
  'entropy' | 'branchMedians' | 'raised' | 'longestRun' | 'memory' | 'wait' | 'spread'
>;

/** Functions, worst first, that carry the distribution of their durations. */
const MOST_SPREADS = 500;
/** Bins per octave as a power of two; a picture a few letters wide shows no more. */
const SPREAD_BITS = 3;

/** Durations per tag, by number of the function. */
export function branchDurationsOf(accumulator: TraceAccumulator): Map<number, Map<number, Quantiles>> {
  const byFunction = new Map<number, Map<number, Quantiles>>();
  for (const { function: fn, tag, durations } of accumulator.branchTimes.list()) {
    let tags = byFunction.get(fn);
    if (tags === undefined) byFunction.set(fn, (tags = new Map<number, Quantiles>()));
    tags.set(tag, durations);
  }
  return byFunction;
}

/** Tags whose every call was followed: past the bound, one reader may know of calls that another one passed over. */
function mediansOf(branches: ReadonlyMap<number, Quantiles>, counts: TagCounts, names: readonly string[]) {
  const whole: [string, number][] = [];
  for (const [tag, count] of counts.entries()) {
    const durations = branches.get(tag);
    if (durations?.n === count) whole.push([names[tag], medianOf(durations)]);
  }
  return whole.length === 0 ? {} : { branchMedians: Object.fromEntries(whole) };
}

/** @param place the function's place in the report, worst first */
export function functionDetail(
  scope: FunctionScope,
  branches: ReadonlyMap<number, Quantiles> | undefined,
  tagNames: readonly string[],
  place: number,
): Detail {
  const { summary, failures } = scope;
  const { tags, memory, wait, runs } = summary;
  return {
    ...(tags.total > 0 ? { entropy: tags.entropy } : {}),
    ...(branches === undefined ? {} : mediansOf(branches, tags, tagNames)),
    ...(failures.length > 0 ? { raised: failures } : {}),
    ...(runs.longest > 0 ? { longestRun: runs.longest } : {}),
    ...(memory.n > 0 && memory.max > 0 ? { memory: { min: memory.min, max: memory.max } } : {}),
    ...(wait.n > 0 && wait.mean > 0 ? { wait: { mean: wait.mean, cv: wait.deviation / wait.mean } } : {}),
    ...(place < MOST_SPREADS ? { spread: histogram(summary.durations.histogramOf(SPREAD_BITS)) } : {}),
  };
}
