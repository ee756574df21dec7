import { Moments } from '../stats/moments.ts';
import { percentiles } from '../stats/percentile.ts';
import { TagCounts } from '../stats/tagCounts.ts';
import { TraceSummary } from '../stats/traceSummary.ts';
import type { Config } from './config/config.ts';
import { rawPss, scoresOf } from './pss.ts';
import type { FileScope, FunctionScope } from './scopes.ts';
import { branchingEntropy, concurrencyChaos, errorVolatility, timingStability } from './subScores.ts';
import { ErrorRuns } from '../stats/errorRuns.ts';

/** What if a function always took its median time? The file's timing stability then, from the functions' summaries. */
function timingWithSteady(file: FileScope, steady: FunctionScope | null, config: Config): number {
  // As coarse as the functions' own summaries: a finer one could not take in those that count in bins.
  const all = new TraceSummary((steady ?? file.functions[0] ?? file).summary.options);
  for (const scope of file.functions) {
    if (scope !== steady) {
      all.duration.merge(scope.summary.duration);
      all.durations.merge(scope.summary.durations);
      continue;
    }
    const own = scope.summary;
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
    all.wait.merge(scope === steady ? Moments.revive({ ...own, m2: 0 } as Moments) : own);
  }
  return concurrencyChaos(all, config).score;
}

function errorsWithout(file: FileScope, healed: FunctionScope, config: Config): number {
  const runs = new ErrorRuns();
  runs.n = file.summary.n;
  runs.errors = file.summary.errors - healed.summary.errors;
  // How the others' failures would follow each other is not known; at least their own longest run stays.
  for (const scope of file.functions) {
    if (scope !== healed) runs.longest = Math.max(runs.longest, Math.min(scope.summary.runs.longest, runs.errors));
  }
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

/**
 * How many points the file's score would gain with one function steady (`ts`, `cc`), free of errors (`ev`) or
 * untagged (`be`), everything else as it was.
 */
export function worthOf(
  file: FileScope,
  scope: FunctionScope,
  metric: 'ts' | 'ev' | 'be' | 'cc',
  config: Config,
): number {
  const now = scoresOf(file.summary, config);
  const then = { ...now };
  if (metric === 'ts') {
    // Measured against the same merged summaries, so that their coarser bins cancel out.
    then.ts = Math.min(
      1,
      Math.max(0, now.ts + timingWithSteady(file, scope, config) - timingWithSteady(file, null, config)),
    );
  } else if (metric === 'cc') {
    then.cc = waitsWithSteady(file, scope, config);
  } else if (metric === 'ev') {
    then.ev = errorsWithout(file, scope, config);
  } else {
    then.be = entropyWithout(file, scope);
  }
  return 100 * (rawPss(then, config) - rawPss(now, config));
}
