import type { TraceFilter } from '../protocol/question.ts';
import { MAX, MIN } from '../stats/blockKernel.ts';
import { ErrorRuns } from '../stats/errorRuns.ts';
import { LogHistogram } from '../stats/logHistogram.ts';
import { Moments } from '../stats/moments.ts';
import { TimeBins } from '../stats/timeBins.ts';
import { FILE_SUMMARY, SCOPE_SUMMARY, SPREAD_BITS, TraceSummary, WINDOW_SUMMARY } from '../stats/traceSummary.ts';
import { RUN_NUMBERS, type FastLane } from '../trace/fastLane.ts';
import {
  BRANCH_TAG,
  CPU_TIME,
  DURATION,
  EXCEPTION_TYPE,
  LAG,
  LENGTH,
  MEMORY,
  OFFSET,
  OVERFLOW,
  TIMESTAMP,
  WAIT_TIME,
  type RowSink,
  type TraceRecord,
  type TraceSink,
  type TraceTexts,
} from '../trace/record.ts';
import { BranchTimes } from './branchTimes.ts';
import { collectGarbage } from './collectGarbage.ts';
import { Batch, BATCH, Grouping } from './columns.ts';
import { ExceptionTable } from './exceptionTable.ts';
import { FunctionTable } from './functionTable.ts';
import { HeatColumn } from './heatColumn.ts';
import { Slowest, type KeptTrace } from './slowest.ts';
import { guessSpan } from './span.ts';

export const MOST_FAILURES = 200;
export const MOST_SLOWEST = 100;
const MOST_BINS = 300;
/** Windows of a width that was asked for. */
const MOST_CHOSEN_BINS = 2000;
const MOST_HEAT_CELLS = 1024;
const MOST_HEAT_COLUMNS = 64;
const FEWEST_HEAT_COLUMNS = 8;
/** The calls of modules seen later than these are only counted over time, without scores; */
const MOST_HEAT_MODULES = MOST_HEAT_CELLS / FEWEST_HEAT_COLUMNS;
/** and not even that from here on. */
const MOST_COUNTED_MODULES = 4096;
/** A holder this small gains nothing from a histogram. */
const SMALL_HOLDER = 20 * 2 ** 10;
const BATCHES_BETWEEN_CHECKS = 2;
/** Not before some 260,000 calls: smaller files drop too little for it to pay. */
const BATCHES_BEFORE_COLLECTIONS = 16;
const MESSAGE_KEPT = 1000;

export interface AccumulatorOptions {
  /** Folder against which file names become module names. */
  root: string;
  /** What a trace without module and file belongs to. */
  unknownModule: string;
  /** Bytes of exact values held by functions and windows together; beyond, the largest holders go over to histograms. */
  exactBytes: number;
  /** Only traces that match are taken. */
  filter?: TraceFilter;
  /** Width of the time windows in seconds, see `AnalysisRequest.window`. */
  window?: number;
  /** How much of the input has been read, 0..1, or null when that cannot be known. */
  share: () => number | null;
}

/** One pass over the traces of a file: everything a report needs, in memory that does not grow with their number. */
export class TraceAccumulator implements TraceSink, RowSink {
  readonly table: FunctionTable;
  readonly file = new TraceSummary(FILE_SUMMARY);
  readonly failedSpread = new LogHistogram(SPREAD_BITS);
  /** By cell of the table. */
  readonly cells: TraceSummary[] = [];
  /** By module; a module's other figures follow from its cells, but its runs depend on their order. */
  readonly moduleRuns: ErrorRuns[] = [];
  /** Only of functions seen in several modules. */
  readonly functionRuns = new Map<number, ErrorRuns>();
  readonly timeline = new TimeBins<TraceSummary>(MOST_BINS, () => new TraceSummary(WINDOW_SUMMARY));
  readonly heat = new TimeBins<HeatColumn>(MOST_HEAT_COLUMNS, () => new HeatColumn());
  readonly branchTimes = new BranchTimes();
  readonly exceptions = new ExceptionTable();
  readonly failures: KeptTrace[] = [];
  readonly slowest = new Slowest(MOST_SLOWEST);
  readonly moduleLag = new Map<number, Moments>();
  systemMetrics = 0;
  untimed = 0;
  skippedRecords = 0;
  firstSkip: { offset: number; reason: string } | null = null;
  from = Infinity;
  to = -Infinity;
  tagNames: readonly string[];
  private readonly texts: TraceTexts;
  private readonly options: AccumulatorOptions;
  private readonly batch: Batch;
  private readonly lane: FastLane | null;
  private readonly grouping: Grouping;
  private readonly firstCell: number[] = [];
  /** The module of each cell. */
  private moduleOf: Int32Array<ArrayBuffer>;
  private readonly runs = new ErrorRuns();
  private batches = 0;
  private widthsGuessed = false;

  /** @param lane of the scanner that the traces come from */
  constructor(texts: TraceTexts, options: AccumulatorOptions, lane: FastLane | null = null) {
    this.batch = new Batch(lane);
    this.grouping = new Grouping(lane);
    this.lane = lane;
    this.moduleOf = lane?.modules ?? new Int32Array(1024);
    this.texts = texts;
    this.options = options;
    if (options.window !== undefined) {
      this.timeline.limit = MOST_CHOSEN_BINS;
      this.timeline.widen(options.window);
    }
    this.table = new FunctionTable(texts, options.root, options.unknownModule);
    this.tagNames = texts[BRANCH_TAG]!;
  }

  /** Calls counted so far. */
  get traces(): number {
    return this.file.n + this.batch.n;
  }

  // --- calls as rows of the fast lane, whose columns are those of the batch ---

  get row(): number {
    return this.batch.n;
  }

  get longest(): number {
    return this.slowest.threshold;
  }

  failed(row: number, record: TraceRecord): void {
    this.failure(record, this.batch.cell[row]);
  }

  filled(row: number): void {
    const { batch } = this;
    batch.n = row;
    if (row === BATCH) this.settle();
  }

  trace(record: TraceRecord): void {
    const numbers = record.numbers;
    const batch = this.batch;
    const i = batch.n;
    const cell = this.table.cellOf(record);
    const duration = numbers[DURATION];
    this.lane?.learnCell(record, cell);
    batch.duration[i] = duration;
    batch.memory[i] = numbers[MEMORY]!;
    batch.wait[i] = numbers[WAIT_TIME]!;
    batch.cpu[i] = numbers[CPU_TIME]!;
    batch.time[i] = numbers[TIMESTAMP]!;
    batch.cell[i] = cell;
    batch.tag[i] = record.texts[BRANCH_TAG]!;
    batch.failed[i] = record.error ? 1 : 0;
    if (record.error) this.failure(record, cell);
    if (duration > this.slowest.threshold) this.slowest.offer(this.keep(record, cell, null));
    batch.n = i + 1;
    if (i + 1 === BATCH) this.settle();
  }

  systemMetric(record: TraceRecord): void {
    this.systemMetrics++;
    const lag = record.numbers[LAG];
    if (Number.isNaN(lag)) return;
    this.file.lag.add(lag);
    this.lagOf(this.table.moduleOfRecord(record)).add(lag);
    const time = record.numbers[TIMESTAMP];
    if (!Number.isNaN(time)) this.timeline.at(time).lag.add(lag);
  }

  /** The event-loop lag measured in a module. */
  lagOf(module: number): Moments {
    let lag = this.moduleLag.get(module);
    if (lag === undefined) this.moduleLag.set(module, (lag = new Moments()));
    return lag;
  }

  skipped(offset: number, reason: string): void {
    this.skippedRecords++;
    this.firstSkip ??= { offset, reason };
  }

  /** Works the current batch into the summaries; a report may be made afterwards. */
  settle(): void {
    const { batch } = this;
    if (batch.n === 0) return;
    this.growCells();
    if (!this.widthsGuessed) this.guessWidths();
    this.file.addCalls(batch, 0, batch.n);
    this.addRuns();
    this.grouping.forEach(batch, batch.cell, this.cells.length, (calls, cell, from, to) => {
      const summary = this.cells[cell];
      summary.addCalls(calls, from, to);
      if (summary.tags.total > 0) this.branchTimes.addCalls(this.table.cells[cell].function, calls, from, to);
    });
    this.addTimes();
    batch.n = 0;
    if (++this.batches % BATCHES_BETWEEN_CHECKS === 0) this.limitExactValues();
    if (this.batches >= BATCHES_BEFORE_COLLECTIONS) collectGarbage();
  }

  /** What depends on the order of a module's or function's calls across cells. */
  private addRuns(): void {
    const { batch, functionRuns, failedSpread } = this;
    const { cell, failed, n } = batch;
    const { cells } = this.table;
    this.addModuleRuns();
    for (let i = failed.indexOf(1); i >= 0 && i < n; i = failed.indexOf(1, i + 1)) failedSpread.add(batch.duration[i]);
    if (functionRuns.size === 0) return;
    for (let i = 0; i < n; i++) functionRuns.get(cells[cell[i]].function)?.add(failed[i] === 1);
  }

  private addModuleRuns(): void {
    const { batch, moduleOf, moduleRuns, runs } = this;
    const found = this.laneOfModules?.runs(batch.n, moduleRuns.length) ?? null;
    if (found === null) {
      for (let i = 0; i < batch.n; i++) moduleRuns[moduleOf[batch.cell[i]]].add(batch.failed[i] === 1);
      return;
    }
    for (let m = 0, at = 0; m < moduleRuns.length; m++, at += RUN_NUMBERS) {
      runs.n = found[at];
      if (runs.n === 0) continue;
      runs.errors = found[at + 1];
      runs.prefix = found[at + 2];
      runs.suffix = found[at + 3];
      runs.longest = found[at + 4];
      moduleRuns[m].merge(runs);
    }
  }

  private addTimes(): void {
    const { batch, grouping, lane } = this;
    const { keys, n } = batch;
    const find = lane === null ? undefined : lane.places.bind(lane);
    const extremes = batch.kernel.measure(batch.time, 0, n);
    this.from = Math.min(this.from, extremes[MIN]);
    this.to = Math.max(this.to, extremes[MAX]);
    const bins = this.timeline.assign(batch.time, n, keys, find);
    for (let i = keys.indexOf(-1); i >= 0 && i < n; i = keys.indexOf(-1, i + 1)) this.untimed++;
    grouping.forEach(batch, keys, bins.length, (calls, bin, from, to) => bins[bin].addCalls(calls, from, to));
    const columns = this.heat.assign(batch.time, n, keys, find);
    const modules = Math.min(this.moduleRuns.length, MOST_HEAT_MODULES);
    this.countLateModules(columns, modules);
    this.splitByModule(modules);
    grouping.forEach(batch, keys, columns.length * modules, (calls, key, from, to) => {
      columns[Math.floor(key / modules)].of(key % modules).addCalls(calls, from, to);
    });
  }

  /** Modules after the first `modules` are counted in each column of the batch's keys, and no more. */
  private countLateModules(columns: readonly HeatColumn[], modules: number): void {
    if (this.moduleRuns.length === modules) return;
    const { batch, moduleOf } = this;
    const { cell, failed, keys, n } = batch;
    for (let i = 0; i < n; i++) {
      const module = moduleOf[cell[i]];
      if (module < modules || module >= MOST_COUNTED_MODULES || keys[i] < 0) continue;
      columns[keys[i]].count(module, 1, failed[i]);
    }
  }

  /** Makes the keys of the batch tell the first `modules` modules apart too. */
  private splitByModule(modules: number): void {
    const { batch, laneOfModules, moduleOf } = this;
    const { cell, keys, n } = batch;
    if (laneOfModules !== null) {
      laneOfModules.splitByModule(n, modules);
      return;
    }
    for (let i = 0; i < n; i++) {
      const module = moduleOf[cell[i]];
      keys[i] = keys[i] < 0 || module >= modules ? -1 : keys[i] * modules + module;
    }
  }

  /** The lane as long as it has room for the modules of all cells. */
  private get laneOfModules(): FastLane | null {
    return this.moduleOf === this.lane?.modules ? this.lane : null;
  }

  /** Makes room for the cells and modules that the table has met since. */
  growCells(): void {
    const { cells, modules } = this.table;
    while (this.cells.length < cells.length) {
      const { function: fn } = cells[this.cells.length];
      const before = this.firstCell[fn];
      if (before === undefined) this.firstCell[fn] = this.cells.length;
      // Until now the function's calls were all in one cell, so that cell's runs are the function's.
      else if (!this.functionRuns.has(fn)) this.functionRuns.set(fn, ErrorRuns.revive(this.cells[before].runs));
      this.moduleOf = entered(this.moduleOf, this.cells.length, cells[this.cells.length].module);
      this.cells.push(new TraceSummary(SCOPE_SUMMARY));
    }
    if (this.moduleRuns.length === modules.length) return;
    while (this.moduleRuns.length < modules.length) this.moduleRuns.push(new ErrorRuns());
    this.heat.narrow(Math.max(FEWEST_HEAT_COLUMNS, Math.floor(MOST_HEAT_CELLS / modules.length)));
  }

  /** Starts with bins about as wide as they will be in the end, judged by the first batch. */
  private guessWidths(): void {
    this.widthsGuessed = true;
    const { from = -Infinity, to = Infinity } = this.options.filter ?? {};
    const span = Math.min(to - from, guessSpan(this.batch.time.subarray(0, this.batch.n), this.options.share()));
    if (this.options.window === undefined) this.timeline.widen(span / (MOST_BINS / 2));
    this.heat.widen(span / this.heat.limit);
  }

  private failure(record: TraceRecord, cell: number): void {
    const typeId = record.texts[EXCEPTION_TYPE];
    const type = typeId >= 0 ? this.texts[EXCEPTION_TYPE][typeId] : typeId === OVERFLOW ? '(other)' : '';
    const message = record.exceptionMessage();
    const time = record.numbers[TIMESTAMP];
    this.exceptions.add(type, message ?? '', cell, time);
    if (this.failures.length < MOST_FAILURES) this.failures.push(this.keep(record, cell, message));
  }

  private keep(record: TraceRecord, cell: number, message: string | null): KeptTrace {
    const numbers = record.numbers;
    const type = record.texts[EXCEPTION_TYPE];
    const time = numbers[TIMESTAMP];
    return {
      offset: numbers[OFFSET],
      length: numbers[LENGTH],
      cell,
      timestamp: Number.isNaN(time) ? null : time,
      duration: numbers[DURATION],
      cpu: numbers[CPU_TIME],
      wait: numbers[WAIT_TIME],
      exceptionType: type >= 0 ? this.texts[EXCEPTION_TYPE][type] : null,
      exceptionMessage: message === null ? null : message.slice(0, MESSAGE_KEPT),
    };
  }

  /** Turns the largest holders of exact values into histograms when together they hold too much. */
  private limitExactValues(): void {
    const holders = [...this.cells, ...this.timeline.values()];
    let held = 0;
    for (const holder of holders) held += holder.exactBytes;
    if (held <= this.options.exactBytes) return;
    holders.sort((a, b) => b.exactBytes - a.exactBytes);
    for (const holder of holders) {
      if (held <= this.options.exactBytes / 2 || holder.exactBytes < SMALL_HOLDER) break;
      held -= holder.exactBytes;
      holder.compact();
    }
  }
}

/** `list` with `value` at place `i`, made longer where it has to be. */
function entered(list: Int32Array<ArrayBuffer>, i: number, value: number): Int32Array<ArrayBuffer> {
  let into = list;
  if (i >= list.length) {
    into = new Int32Array(2 * list.length);
    into.set(list);
  }
  into[i] = value;
  return into;
}
