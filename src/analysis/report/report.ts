import type { Damage, FunctionReport, ModuleReport, Report, SourceReport } from '../../protocol/report.ts';
import { adviceOf } from '../../score/advice.ts';
import type { Config } from '../../score/config/config.ts';
import { layoutOf, layoutProblems, themeOf } from '../../score/config/pageLayout.ts';
import { evidenceOf } from '../../score/evidence.ts';
import { OTHER, type FunctionScope } from '../../score/scopes.ts';
import { scoreFigures } from '../../score/whatIf.ts';
import { TagCounts } from '../../stats/tagCounts.ts';
import { SCOPE_SUMMARY, TraceSummary } from '../../stats/traceSummary.ts';
import type { TraceAccumulator } from '../accumulator.ts';
import { exceptionsOf, exceptionTypes, failuresByFunction, traceRef } from './failures.ts';
import { branchDurationsOf, functionDetail } from './functionDetail.ts';
import { heatOf } from './heat.ts';
import { scopeReport } from './scopeReport.ts';
import { distributionsOf } from './distributions.ts';
import { memoryWindows, timelineOf } from './timeline.ts';

const MOST_BRANCHES = 500;

/** What a report says besides the traces themselves. */
export interface ReportFrame {
  config: Config;
  configPath: string | null;
  source: SourceReport;
  damage: Damage | null;
  warnings: readonly string[];
  complete: boolean;
  /** Only traces that match a filter are in it. */
  filtered?: boolean;
  /** Width of the timeline's windows in seconds, if one was asked for. */
  window?: number;
}

/** The summary of several cells; a single one is taken as it is. */
function merged(cells: readonly TraceSummary[], runs: TraceSummary['runs'] | undefined): TraceSummary {
  if (cells.length === 1) return cells[0];
  const all = new TraceSummary(SCOPE_SUMMARY);
  for (const cell of cells) all.merge(cell);
  if (runs !== undefined) all.runs = runs;
  return all;
}

/** The file's tags follow from its functions', so they are not counted a second time while reading. */
function tagsOf(accumulator: TraceAccumulator): TagCounts {
  const tags = new TagCounts();
  for (const cell of accumulator.cells) tags.merge(cell.tags);
  return tags;
}

function moduleReports(accumulator: TraceAccumulator, config: Config): ModuleReport[] {
  const { table, cells, moduleRuns, moduleLag } = accumulator;
  const byModule: TraceSummary[][] = table.modules.map(() => []);
  table.cells.forEach(({ module }, i) => byModule[module].push(cells[i]));
  return table.modules
    .map((module, i): ModuleReport | null => {
      const own = byModule[i];
      const lag = moduleLag.get(i);
      if (own.length === 0) return null;
      // A module's lag must not leak into its only function.
      const summary =
        lag === undefined
          ? merged(own, moduleRuns[i])
          : merged([...own, new TraceSummary(SCOPE_SUMMARY)], moduleRuns[i]);
      if (lag !== undefined) summary.lag.merge(lag);
      return { module, ...scopeReport(summary, config) };
    })
    .filter((module) => module !== null)
    .sort((a, b) => worstFirst(a, b, a.module, b.module));
}

function functionScopes(accumulator: TraceAccumulator): FunctionScope[] {
  const { table, cells, functionRuns } = accumulator;
  const byFunction: TraceSummary[][] = table.functions.map(() => []);
  table.cells.forEach(({ function: fn }, i) => byFunction[fn].push(cells[i]));
  const failures = failuresByFunction(accumulator);
  return table.functions.map(({ name, filename, lineno, module }, i) => ({
    name,
    module: table.modules[module],
    filename,
    lineno,
    summary: merged(byFunction[i], functionRuns.get(i)),
    failures: failures.get(i) ?? [],
  }));
}

function functionReport(scope: FunctionScope, tagNames: readonly string[], config: Config): FunctionReport {
  const { name, module, filename, lineno, summary } = scope;
  const tags = [...summary.tags.entries()].sort((a, b) => b[1] - a[1]);
  const branches = tags.slice(0, MOST_BRANCHES).map(([tag, count]): [string, number] => [tagNames[tag], count]);
  const rest = tags.slice(MOST_BRANCHES).reduce((sum, [, count]) => sum + count, summary.tags.others);
  if (rest > 0) branches.push([OTHER, rest]);
  return {
    name,
    module,
    filename,
    lineno,
    ...scopeReport(summary, config),
    branches: Object.fromEntries(branches),
    exceptions: exceptionTypes(scope.failures),
  };
}

function worstFirst(
  a: { pss: number; traces: number },
  b: { pss: number; traces: number },
  nameA: string,
  nameB: string,
): number {
  if ((nameA === OTHER) !== (nameB === OTHER)) return nameA === OTHER ? 1 : -1;
  return a.pss - b.pss || b.traces - a.traces || (nameA < nameB ? -1 : nameA > nameB ? 1 : 0);
}

function truncationOf(accumulator: TraceAccumulator): Report['truncated'] {
  const { folded } = accumulator.table;
  const functions = folded.functions.size;
  const modules = folded.modules.size;
  let tags = 0;
  for (const cell of accumulator.cells) tags += cell.tags.others;
  return functions + modules + tags === 0 ? null : { functions, modules, tags };
}

function warningsOf(accumulator: TraceAccumulator, frame: ReportFrame): string[] {
  const warnings = [...frame.warnings, ...layoutProblems(frame.config)];
  const { traces, untimed, skippedRecords, firstSkip } = accumulator;
  if (traces === 0 && frame.filtered !== true)
    warnings.push('The file is valid but holds no traces; the score is 0 by definition.');
  if (untimed > 0) {
    warnings.push(`${String(untimed)} of ${String(traces)} traces have no timestamp and are on no time axis.`);
  }
  if (firstSkip !== null) {
    warnings.push(
      `${String(skippedRecords)} ${skippedRecords === 1 ? 'record was' : 'records were'} skipped, the first at byte ${String(firstSkip.offset)}: ${firstSkip.reason}.`,
    );
  }
  return warnings;
}

/** The report of what an accumulator has seen so far; reading may go on afterwards. */
export function buildReport(accumulator: TraceAccumulator, frame: ReportFrame): Report {
  const { config } = frame;
  accumulator.settle();
  const { file } = accumulator;
  file.tags = tagsOf(accumulator);
  const scopes = functionScopes(accumulator);
  const reports = scopes.map((scope) => functionReport(scope, accumulator.tagNames, config));
  const order = reports
    .map((_, i) => i)
    .sort((a, b) => worstFirst(reports[a], reports[b], reports[a].name, reports[b].name));
  const place: number[] = [];
  order.forEach((fn, i) => (place[fn] = i));
  const branches = branchDurationsOf(accumulator);
  order.forEach((fn, i) =>
    Object.assign(reports[fn], functionDetail(scopes[fn], branches.get(fn), accumulator.tagNames, i)),
  );
  const timeline = timelineOf(accumulator.timeline, config, frame.window);
  const time = accumulator.to >= accumulator.from ? { from: accumulator.from, to: accumulator.to } : null;
  const scope = { summary: file, functions: scopes, memory: memoryWindows(timeline), time };
  const metrics = file.n === 0 ? [] : evidenceOf(scope, config);
  return {
    ...scopeReport(file, config),
    schema: 1,
    skipped: accumulator.skippedRecords,
    damage: frame.damage,
    time,
    untimed: accumulator.untimed,
    systemMetrics: accumulator.systemMetrics,
    lag: file.lag.n === 0 ? null : file.lag.mean,
    modules: moduleReports(accumulator, config),
    functions: order.map((fn) => reports[fn]),
    truncated: truncationOf(accumulator),
    advice: file.n === 0 ? [] : adviceOf(scope, metrics, config),
    metrics,
    timeline,
    heat: heatOf(accumulator.heat, accumulator.table.modules, config),
    distributions: distributionsOf(accumulator),
    exceptions: exceptionsOf(accumulator).map((kind) => ({ ...kind, function: place[kind.function] ?? -1 })),
    failures: accumulator.failures.map((trace) => traceRef(trace, accumulator, place)),
    slowest: accumulator.slowest.list().map((trace) => traceRef(trace, accumulator, place)),
    source: frame.source,
    config: {
      path: frame.configPath,
      title: config.ui.title,
      htmlTitle: config.default.htmlReportTitle,
      weights: config.weights,
      alpha: config.alpha,
      beta: config.beta,
      gamma: config.gamma,
      delta: config.delta,
      memSpikeThresholdRatio: config.memSpikeThresholdRatio,
      errorSpikeThreshold: config.errorSpikeThreshold,
      consecutiveErrorThreshold: config.consecutiveErrorThreshold,
      concurrencyWaitThreshold: config.concurrencyWaitThreshold,
      theme: themeOf(config),
      layout: layoutOf(config),
    },
    warnings: warningsOf(accumulator, frame),
    complete: frame.complete,
    ...(file.n === 0 ? {} : { figures: scoreFigures(file, config) }),
  };
}
