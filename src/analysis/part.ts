import { ErrorRuns } from '../stats/errorRuns.ts';
import { LogHistogram } from '../stats/logHistogram.ts';
import { Moments } from '../stats/moments.ts';
import { TimeBins, type PlainTimeBins } from '../stats/timeBins.ts';
import { TraceSummary, WINDOW_SUMMARY } from '../stats/traceSummary.ts';
import { MOST_FAILURES, type TraceAccumulator } from './accumulator.ts';
import type { BranchDurations } from './branchTimes.ts';
import type { ExceptionKind } from './exceptionTable.ts';
import type { CellIdentity, FunctionIdentity, FunctionTable } from './functionTable.ts';
import { HeatColumn } from './heatColumn.ts';
import type { KeptTrace } from './slowest.ts';

/** What one reader saw of its part of a file, fit for a message between threads. */
export interface PlainPart {
  functions: FunctionIdentity[];
  modules: string[];
  cells: CellIdentity[];
  folded: FunctionTable['folded'];
  tagNames: readonly string[];
  file: TraceSummary;
  failedSpread: LogHistogram;
  summaries: TraceSummary[];
  moduleRuns: ErrorRuns[];
  functionRuns: Map<number, ErrorRuns>;
  moduleLag: Map<number, Moments>;
  timeline: PlainTimeBins<TraceSummary>;
  heat: PlainTimeBins<HeatColumn>;
  branchTimes: BranchDurations[];
  exceptions: ExceptionKind[];
  failures: KeptTrace[];
  slowest: KeptTrace[];
  systemMetrics: number;
  untimed: number;
  skippedRecords: number;
  firstSkip: TraceAccumulator['firstSkip'];
  from: number;
  to: number;
}

/** Everything that an accumulator holds, as data. */
export function plainPart(accumulator: TraceAccumulator): PlainPart {
  accumulator.settle();
  accumulator.growCells();
  const { table } = accumulator;
  return {
    functions: table.functions,
    modules: table.modules,
    cells: table.cells,
    folded: table.folded,
    tagNames: accumulator.tagNames,
    file: accumulator.file,
    failedSpread: accumulator.failedSpread,
    summaries: accumulator.cells,
    moduleRuns: accumulator.moduleRuns,
    functionRuns: accumulator.functionRuns,
    moduleLag: accumulator.moduleLag,
    timeline: accumulator.timeline.plain(),
    heat: accumulator.heat.plain(),
    branchTimes: accumulator.branchTimes.list(),
    exceptions: [...accumulator.exceptions.kinds.values()],
    failures: accumulator.failures,
    slowest: accumulator.slowest.list(),
    systemMetrics: accumulator.systemMetrics,
    untimed: accumulator.untimed,
    skippedRecords: accumulator.skippedRecords,
    firstSkip: accumulator.firstSkip,
    from: accumulator.from,
    to: accumulator.to,
  };
}

/** The memory that a part's numbers lie in, so that it can be handed to another thread instead of being copied. */
export function buffersOf(part: PlainPart): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  const pending: unknown[] = [part];
  while (pending.length > 0) {
    const value = pending.pop();
    if (ArrayBuffer.isView(value)) buffers.add(value.buffer as ArrayBuffer);
    else if (value instanceof Map) pending.push(...(value as Map<unknown, unknown>).values());
    else if (Array.isArray(value)) for (const item of value as unknown[]) pending.push(item);
    else if (typeof value === 'object' && value !== null) pending.push(...(Object.values(value) as unknown[]));
  }
  return [...buffers];
}

/** Appends the part of a file that comes right after what `accumulator` has read. */
export function mergePart(accumulator: TraceAccumulator, part: PlainPart): void {
  accumulator.settle();
  const tag = tagTranslation(accumulator, part.tagNames);
  const { table } = accumulator;
  const modules = part.modules.map((name) => table.moduleNumber(name));
  const cells = part.cells.map((cell) => table.cellFor(part.functions[cell.function], part.modules[cell.module]));
  table.foldAll(part.folded);
  accumulator.growCells();
  appendRuns(accumulator, part, modules, cells);
  part.summaries.forEach((plain, i) => {
    const summary = TraceSummary.revive(plain);
    summary.tags.rename(tag);
    accumulator.cells[cells[i]].merge(summary);
  });
  accumulator.file.merge(TraceSummary.revive(part.file));
  accumulator.failedSpread.merge(LogHistogram.revive(part.failedSpread));
  for (const [module, lag] of part.moduleLag) accumulator.lagOf(modules[module]).merge(Moments.revive(lag));
  appendTimes(accumulator, part, (id) => modules[id], tag);
  const functions = new Map(part.cells.map(({ function: fn }, i) => [fn, table.cells[cells[i]].function]));
  accumulator.branchTimes.merge(part.branchTimes, (fn) => functions.get(fn)!, tag);
  accumulator.exceptions.merge(part.exceptions, (cell) => cells[cell]);
  for (const trace of part.failures) {
    if (accumulator.failures.length < MOST_FAILURES) accumulator.failures.push({ ...trace, cell: cells[trace.cell] });
  }
  for (const trace of part.slowest) accumulator.slowest.offer({ ...trace, cell: cells[trace.cell] });
  accumulator.systemMetrics += part.systemMetrics;
  accumulator.untimed += part.untimed;
  accumulator.skippedRecords += part.skippedRecords;
  accumulator.firstSkip ??= part.firstSkip;
  accumulator.from = Math.min(accumulator.from, part.from);
  accumulator.to = Math.max(accumulator.to, part.to);
}

function tagTranslation(accumulator: TraceAccumulator, names: readonly string[]): (id: number) => number {
  const known = new Map(accumulator.tagNames.map((name, id) => [name, id]));
  const all = [...accumulator.tagNames];
  const ids = names.map((name) => {
    let id = known.get(name);
    if (id === undefined) {
      id = all.push(name) - 1;
      known.set(name, id);
    }
    return id;
  });
  accumulator.tagNames = all;
  return (id) => ids[id];
}

/** Runs of functions and modules depend on the order of all their calls, so they are appended before the cells are. */
function appendRuns(
  accumulator: TraceAccumulator,
  part: PlainPart,
  modules: readonly number[],
  cells: readonly number[],
): void {
  part.moduleRuns.forEach((runs, i) => accumulator.moduleRuns[modules[i]].merge(ErrorRuns.revive(runs)));
  const done = new Set<number>();
  part.cells.forEach(({ function: fn }, i) => {
    if (done.has(fn)) return;
    done.add(fn);
    const runs = accumulator.functionRuns.get(accumulator.table.cells[cells[i]].function);
    runs?.merge(ErrorRuns.revive(part.functionRuns.get(fn) ?? part.summaries[i].runs));
  });
}

function appendTimes(
  accumulator: TraceAccumulator,
  part: PlainPart,
  module: (id: number) => number,
  tag: (id: number) => number,
): void {
  const timeline = TimeBins.revive(
    part.timeline,
    () => new TraceSummary(WINDOW_SUMMARY),
    (plain) => {
      const bin = TraceSummary.revive(plain);
      bin.tags.rename(tag);
      return bin;
    },
  );
  accumulator.timeline.merge(timeline);
  const heat = TimeBins.revive(
    part.heat,
    () => new HeatColumn(),
    (plain) => HeatColumn.revive(plain).renamed(module, tag),
  );
  accumulator.heat.merge(heat);
}
