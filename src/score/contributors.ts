import type { Contributor, MetricKey } from '../protocol/report.ts';
import type { Moments } from '../stats/moments.ts';
import type { FileScope, FunctionScope } from './scopes.ts';

const LISTED = 5;
/** Relative deviation that comes from the arithmetic. */
const ROUNDING = 1e-12;

interface Portion {
  scope: FunctionScope;
  within: number;
  between: number;
}

/**
 * Splits the file's sum of squared deviations among functions: Σ m2ᵢ (their calls differ from each other) plus
 * Σ nᵢ(x̄ᵢ − x̄)² (they differ from the rest), the analysis of variance.
 */
function ofSpread(
  file: FileScope,
  pick: (scope: { duration: Moments; memory: Moments; wait: Moments }) => Moments,
): Portion[] {
  const all = pick(file.summary);
  // Equal values differ by rounding alone, which nobody contributes to.
  if (all.deviation <= ROUNDING * Math.abs(all.mean)) return [];
  return file.functions.map((scope) => {
    const own = pick(scope.summary);
    const distance = own.mean - all.mean;
    return { scope, within: own.m2, between: own.n * distance * distance };
  });
}

function ofErrors(file: FileScope): Portion[] {
  return file.functions.map((scope) => ({ scope, within: scope.summary.errors, between: 0 }));
}

/** Each tag costs its share of log2(N/c) bits; within is what the function's own mixture of tags costs. */
function ofEntropy(file: FileScope): Portion[] {
  const total = file.summary.tags.total;
  if (total === 0) return [];
  const counts = new Map(file.summary.tags.entries());
  return file.functions.map((scope) => {
    let bits = (scope.summary.tags.others / total) * Math.log2(total);
    for (const [tag, count] of scope.summary.tags.entries()) {
      bits += (count / total) * Math.log2(total / (counts.get(tag) ?? count));
    }
    const within = Math.min(bits, (scope.summary.tags.total / total) * scope.summary.tags.entropy);
    return { scope, within, between: bits - within };
  });
}

function portions(file: FileScope, metric: MetricKey): Portion[] {
  switch (metric) {
    case 'ts':
      return ofSpread(file, (scope) => scope.duration);
    case 'ms':
      return ofSpread(file, (scope) => scope.memory);
    case 'ev':
      return ofErrors(file);
    case 'be':
      return ofEntropy(file);
    case 'cc':
      return ofSpread(file, (scope) => scope.wait);
  }
}

/** A function's share in what makes a metric bad, with the function itself. */
export type Contribution = Contributor & { scope: FunctionScope };

/** The functions that make a metric bad, largest share first, at most five. */
export function contributions(file: FileScope, metric: MetricKey): Contribution[] {
  const all = portions(file, metric);
  let total = 0;
  for (const { within, between } of all) total += within + between;
  if (!(total > 0) || !Number.isFinite(total)) return [];
  return all
    .filter(({ within, between }) => within + between > 0)
    .sort((a, b) => b.within + b.between - a.within - a.between)
    .slice(0, LISTED)
    .map(({ scope, within, between }) => ({
      scope,
      name: scope.name,
      module: scope.module,
      filename: scope.filename,
      lineno: scope.lineno,
      share: (within + between) / total,
      within: within / total,
    }));
}
