import type { ComparedFigures, ComparedScope, ComparedSide, Comparison, Verdict } from '../protocol/history.ts';
import type { FunctionReport, MetricKey, ModuleReport, Report, ScopeReport } from '../protocol/report.ts';
import { functionKeys } from './functionKeys.ts';
import { METRICS } from './pss.ts';
import type { ScoredRun } from './runFigures.ts';
import { comparableRuns, FEWEST_RUNS, verdictsOf } from './verdict.ts';

/** One report to compare, and what to call it. */
export interface ComparisonSide {
  report: Report;
  /** What a person calls it: the file's name, or "run 12". */
  label: string;
  /** Row id of a stored run. */
  run: number | null;
  /** Epoch seconds when it was stored; null for files. */
  timestamp: number | null;
}

/**
 * What moved between two reports, and who moved it. The metrics are weighted as the head's configuration says.
 * @param earlier runs before the head, newest first, for the verdicts; fewer than five give none
 */
export function compareReports(
  base: ComparisonSide,
  head: ComparisonSide,
  earlier: readonly ScoredRun[] = [],
): Comparison {
  const weights = weightsOf(head.report);
  const metrics = METRICS.map(({ key }) => {
    const [from, to] = [base.report.scores[key], head.report.scores[key]];
    return { metric: key, base: from, head: to, points: 100 * weights[key] * (to - from) };
  });
  const runs = comparableRuns(head.report, earlier).length;
  const verdicts = runs < FEWEST_RUNS ? [] : verdictsOf(head.report, earlier).filter(isWorthTelling);
  const functions = comparedFunctions(base.report, head.report, metrics, verdicts);
  return {
    base: sideOf(base),
    head: sideOf(head),
    metrics,
    functions,
    modules: comparedModules(base.report, head.report, functions),
    verdicts,
    runs,
  };
}

function isWorthTelling({ verdict }: Verdict): boolean {
  return verdict === 'worse' || verdict === 'better';
}

function weightsOf({ config }: Report): Record<MetricKey, number> {
  const sum = METRICS.reduce((total, { key }) => total + config.weights[key], 0);
  const share = (key: MetricKey): number => (sum > 0 ? config.weights[key] / sum : 0);
  return { ts: share('ts'), ms: share('ms'), ev: share('ev'), be: share('be'), cc: share('cc') };
}

function sideOf({ report, label, run, timestamp }: ComparisonSide): ComparedSide {
  const { pss, scores, traces, errors } = report;
  return { label, path: report.source.path, run, timestamp, pss, scores, traces, errors };
}

function figuresOf(scope: ScopeReport): ComparedFigures {
  const { pss, scores, traces, errors, latency } = scope;
  return { pss, scores, traces, errors, mean: latency.mean, p50: latency.p50, p95: latency.p95, p99: latency.p99 };
}

/** Points that each function costs a report, by metric: the points that the metric lost, by the shares of those who make it bad. */
function costs(report: Report): Map<MetricKey, Map<string, number>> {
  const keys = functionKeys(report.functions);
  const place = (one: { name: string; module: string; filename: string | null; lineno: number | null }): string =>
    JSON.stringify([one.name, one.module, one.filename, one.lineno]);
  const keyOf = new Map(report.functions.map((fn, i) => [place(fn), keys[i]]));
  return new Map(
    report.metrics.map(({ metric, pointsLost, contributors }) => [
      metric,
      new Map(
        contributors.map((contributor) => [
          keyOf.get(place(contributor)) ?? place(contributor),
          pointsLost * contributor.share,
        ]),
      ),
    ]),
  );
}

/**
 * Points by which each function moved each metric: what it costs in the base less what it costs in the head. Only the
 * five largest contributors of a metric are known, so the parts need not sum to the whole.
 */
function pointsByFunction(base: Report, head: Report): (key: string) => number {
  const [before, after] = [costs(base), costs(head)];
  return (key) =>
    METRICS.reduce((sum, { key: metric }) => {
      const cost = (of: typeof before): number => of.get(metric)?.get(key) ?? 0;
      return sum + cost(before) - cost(after);
    }, 0);
}

function comparedFunctions(
  base: Report,
  head: Report,
  metrics: Comparison['metrics'],
  verdicts: readonly Verdict[],
): ComparedScope[] {
  const baseKeys = functionKeys(base.functions);
  const headKeys = functionKeys(head.functions);
  const inBase = new Map(base.functions.map((fn, i) => [baseKeys[i], fn]));
  const inHead = new Map(head.functions.map((fn, i) => [headKeys[i], fn]));
  const points = pointsByFunction(base, head);
  const told = metrics.length > 0 && base.metrics.length > 0 && head.metrics.length > 0;
  return [...new Set([...headKeys, ...baseKeys])]
    .map((key): ComparedScope => {
      const [before, after] = [inBase.get(key), inHead.get(key)];
      const { name, module, filename, lineno } = (after ?? before) as FunctionReport;
      return {
        name,
        module,
        filename,
        lineno,
        base: before === undefined ? null : figuresOf(before),
        head: after === undefined ? null : figuresOf(after),
        points: told ? points(key) : null,
        verdict: after === undefined ? null : verdictOn(after, verdicts),
      };
    })
    .sort(byMove);
}

/** The first, that is the worst and surest, of the verdicts on a function. */
function verdictOn(fn: FunctionReport, verdicts: readonly Verdict[]): Verdict | null {
  const found = verdicts.find(
    ({ scope }) =>
      scope.kind === 'function' &&
      scope.name === fn.name &&
      scope.module === fn.module &&
      scope.filename === fn.filename &&
      scope.lineno === fn.lineno,
  );
  return found ?? null;
}

function changeOf({ base, head }: ComparedScope): number {
  return base === null || head === null ? 0 : Math.abs(head.pss - base.pss);
}

function byMove(a: ComparedScope, b: ComparedScope): number {
  return (
    Math.abs(b.points ?? 0) - Math.abs(a.points ?? 0) ||
    Number(b.verdict !== null) - Number(a.verdict !== null) ||
    changeOf(b) - changeOf(a) ||
    (a.name < b.name ? -1 : 1)
  );
}

function comparedModules(base: Report, head: Report, functions: readonly ComparedScope[]): ComparedScope[] {
  const inBase = new Map(base.modules.map((module) => [module.module, module]));
  const inHead = new Map(head.modules.map((module) => [module.module, module]));
  const points = new Map<string, number>();
  for (const fn of functions) if (fn.points !== null) points.set(fn.module, (points.get(fn.module) ?? 0) + fn.points);
  const figures = (module: ModuleReport | undefined): ComparedFigures | null =>
    module === undefined ? null : figuresOf(module);
  return [...new Set([...inHead.keys(), ...inBase.keys()])]
    .map((module): ComparedScope => ({
      name: module,
      module,
      filename: null,
      lineno: null,
      base: figures(inBase.get(module)),
      head: figures(inHead.get(module)),
      points: functions.some((fn) => fn.points !== null) ? (points.get(module) ?? 0) : null,
      verdict: null,
    }))
    .sort(byMove);
}
