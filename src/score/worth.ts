import { ErrorRuns } from '../stats/errorRuns.ts';
import { percentiles } from '../stats/percentile.ts';
import { TagCounts } from '../stats/tagCounts.ts';
import { TraceSummary } from '../stats/traceSummary.ts';
import type { Config } from './config/config.ts';
import { rawPss, scoresOf } from './pss.ts';
import type { FileScope, FunctionScope } from './scopes.ts';
import { branchingEntropy, concurrencyChaos, errorVolatility, timingStability } from './subScores.ts';

/** What if a function always took its median time? The file's timing stability then, from the functions' summaries. */
function timingWithSteady(file: FileScope, steady: FunctionScope | null, config: Config): number {
  // As coarse as the functions' own summaries: a finer one could not take in those that count in bins.
  const all = new TraceSummary((file.functions[0] ?? file).summary.options);
  for (const scope of file.functions) {
    const own = scope.summary;
    if (scope !== steady) {
      all.duration.merge(own.duration);
      all.durations.merge(own.durations);
      continue;
    }
    const p50 = percentiles(own.durations, own.duration, [0.5])[0];
    const block = new Float64Array(Math.min(own.n, 4096)).fill(p50);
    for (let left = own.n; left > 0; left -= block.length) {
      const n = Math.min(left, block.length);
      all.duration.addBlock(block, 0, n);
      all.durations.addBlock(block, 0, n);
    }
  }
  return timingStability(all, config).score;
}

function waitsWithSteady(file: FileScope, steady: FunctionScope, config: Config): number {
  const all = new TraceSummary(file.summary.options);
  all.lag.merge(file.summary.lag);
  for (const scope of file.functions) {
    const own = scope.summary.wait;
    all.wait.merge(scope === steady ? own.steadied() : own);
  }
  return concurrencyChaos(all, config).score;
}

function errorsWithout(file: FileScope, healed: ReadonlySet<FunctionScope>, config: Config): number {
  const runs = new ErrorRuns();
  runs.n = file.summary.n;
  for (const { summary } of file.functions.filter((scope) => !healed.has(scope))) {
    runs.errors += summary.errors;
    runs.longest = Math.max(runs.longest, summary.runs.longest);
  }
  // How failures of several functions would follow each other is not known, only that no run gets longer than now:
  // where several fail at once this may promise too much, where they alternate too little.
  runs.longest = Math.min(runs.longest, file.summary.runs.longest);
  return errorVolatility(runs, config).score;
}

function entropyWithout(file: FileScope, untagged: FunctionScope): number {
  const own = new Map(untagged.summary.tags.entries());
  const rest = new TagCounts();
  for (const [tag, count] of file.summary.tags.entries()) {
    const left = count - (own.get(tag) ?? 0);
    if (left > 0) rest.add(tag, left);
  }
  rest.addOther(Math.max(0, file.summary.tags.others - untagged.summary.tags.others));
  return branchingEntropy(rest).score;
}

/** How many points the file's score would gain by what is done to a function, everything else as it was. */
export interface Worth {
  /** It always takes its median time. */
  steadyTime(scope: FunctionScope): number;
  /** It always waits its mean wait. */
  steadyWait(scope: FunctionScope): number;
  /** These never fail. */
  noErrors(scopes: readonly FunctionScope[]): number;
  /** Its branches carry no tag. */
  noTags(scope: FunctionScope): number;
}

/** Answers what-if questions about a file; keeps what they have in common. */
export function worthIn(file: FileScope, config: Config): Worth {
  const now = scoresOf(file.summary, config);
  const gain = (then: Partial<typeof now>): number => 100 * (rawPss({ ...now, ...then }, config) - rawPss(now, config));
  let merged: number | null = null;
  return {
    steadyTime: (scope) => {
      // Measured against the same merged summaries, so that their coarser bins cancel out.
      merged ??= timingWithSteady(file, null, config);
      return gain({ ts: Math.min(1, Math.max(0, now.ts + timingWithSteady(file, scope, config) - merged)) });
    },
    steadyWait: (scope) => gain({ cc: waitsWithSteady(file, scope, config) }),
    noErrors: (scopes) => gain({ ev: errorsWithout(file, new Set(scopes), config) }),
    noTags: (scope) => gain({ be: entropyWithout(file, scope) }),
  };
}
