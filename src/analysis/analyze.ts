import type { AnalysisProblem, AnalysisRequest, Progress } from '../protocol/analysis.ts';
import type { Report } from '../protocol/report.ts';
import { FileSource, openFile, openPlainFile } from '../trace/fileSource.ts';
import { readTraces, type ReadingProgress } from '../trace/readTraces.ts';
import type { ScanResult } from '../trace/scan.ts';
import { createScanner } from '../trace/scanner.ts';
import { SourceError, type TraceSource } from '../trace/source.ts';
import { openStream } from '../trace/streamSource.ts';
import type { AccumulatorOptions } from './accumulator.ts';
import { loadConfig, type LoadedConfig } from './configFile.ts';
import { joinResults, SecondReader } from './parallel.ts';
import { mergePart, plainPart } from './part.ts';
import { createPass, type Pass } from './pass.ts';
import { configurationProblem, problemOfScan, problemOfSource } from './problems.ts';
import { buildReport } from './report/report.ts';

/** How an analysis ended: with a report, or with a problem that a user can act on. */
export type AnalysisOutcome = { ok: true; report: Report } | { ok: false; problem: AnalysisProblem };

/** What an analysis tells and asks while it runs. */
export interface AnalysisHooks {
  onProgress?(progress: Progress): void;
  /** The report over what has been read so far, at most four a second. */
  onPartial?(report: Report, progress: Progress): void;
  isCancelled?(): boolean;
  /** Size in bytes from which a plain file is read by two threads, if not `WORTH_TWO_READERS`. */
  twoReadersFrom?: number;
}

const STANDARD_INPUT = '-';
/**
 * Exact values that functions and time windows may hold, in bytes. Files up to `EXACT_FILE` bytes fit; of larger ones
 * the functions and windows with most traces go over to histograms anyway, so less is held.
 */
const EXACT_BYTES = 14 * 2 ** 20;
const EXACT_BYTES_OF_LARGE = 2 ** 20;
const EXACT_FILE = 200e6;
/** Seconds between partial reports, and how much of the time they may take at most. */
const PARTIAL_INTERVAL = 0.25;
const PARTIAL_SHARE = 0.2;

function seconds(): number {
  return performance.now() / 1000;
}

/** Reads a trace file (or standard input, `-`) once and reports what is in it. Never rejects for a fault of the input. */
export async function analyzeFile(request: AnalysisRequest, hooks: AnalysisHooks = {}): Promise<AnalysisOutcome> {
  const loaded = await loadConfig({
    traceFile: request.path === STANDARD_INPUT ? null : request.path,
    root: request.root,
    cwd: request.configFolder ?? process.cwd(),
    explicitPath: request.configPath ?? null,
  });
  const refused = configurationProblem(loaded.diagnostics);
  if (refused !== null) return { ok: false, problem: refused };
  try {
    const source =
      request.path === STANDARD_INPUT ? await openStream(process.stdin, 'standard input') : openFile(request.path);
    return await new Analysis(request, hooks, loaded, source, await scannerFor(request)).run();
  } catch (error) {
    if (error instanceof SourceError) return { ok: false, problem: problemOfSource(error) };
    throw error;
  }
}

/** The scanner of documents that hold their traces elsewhere is loaded only for those. */
async function scannerFor({ jsonPath }: AnalysisRequest): Promise<typeof createScanner> {
  if (jsonPath === undefined) return createScanner;
  const { createPathScanner } = await import('../trace/jsonPath.ts');
  return (sink, options) => createPathScanner(jsonPath, sink, options);
}

class Analysis {
  private readonly started = seconds();
  private readonly request: AnalysisRequest;
  private readonly hooks: AnalysisHooks;
  private readonly loaded: LoadedConfig;
  private readonly source: TraceSource;
  private readonly options: AccumulatorOptions;
  private readonly second: SecondReader | null;
  private readonly pass: Pass;
  private nextPartial = PARTIAL_INTERVAL;

  constructor(
    request: AnalysisRequest,
    hooks: AnalysisHooks,
    loaded: LoadedConfig,
    source: TraceSource,
    create: typeof createScanner,
  ) {
    this.request = request;
    this.hooks = hooks;
    this.loaded = loaded;
    this.source = source;
    const accumulation = {
      root: request.root,
      unknownModule: loaded.config.discovery.unknownModuleName,
      exactBytes: (source.total ?? 0) > EXACT_FILE ? EXACT_BYTES_OF_LARGE : EXACT_BYTES,
      ...(request.filter === undefined ? {} : { filter: request.filter }),
      ...(request.window === undefined ? {} : { window: request.window }),
    };
    const { total } = source;
    const half = { ...accumulation, exactBytes: accumulation.exactBytes / 2 };
    const plain = source instanceof FileSource && request.jsonPath === undefined;
    this.second = plain ? SecondReader.start(source, half, hooks.twoReadersFrom) : null;
    this.options = {
      ...(this.second === null ? accumulation : half),
      share: () => (total === null || total === 0 ? null : source.consumed / total),
    };
    const scan = this.second === null ? {} : { limit: this.second.cut.offset };
    this.pass = createPass(this.options, scan, create);
  }

  async run(): Promise<AnalysisOutcome> {
    try {
      const reading = await this.read(this.source, this.pass);
      if (reading === 'cancelled') return await this.conclude(this.pass.scanner.result(), true);
      const result = this.second === null ? reading : await this.readRest(reading, this.second);
      return await this.conclude(result, result === 'cancelled');
    } finally {
      await this.second?.stop();
    }
  }

  /** @throws SourceError */
  private async read(source: TraceSource, pass: Pass): Promise<ScanResult | 'cancelled'> {
    const { hooks } = this;
    const outcome = await readTraces(source, pass.scanner, {
      onProgress: (reading) => this.progressed(reading),
      ...(hooks.isCancelled === undefined ? {} : { isCancelled: () => hooks.isCancelled!() }),
    });
    if (outcome.status === 'failed') throw outcome.error;
    return outcome.status === 'cancelled' ? 'cancelled' : outcome.result;
  }

  /** Adds what the second reader saw, or reads on where the first one stopped. */
  private async readRest(first: ScanResult, second: SecondReader): Promise<ScanResult | 'cancelled'> {
    if (first.stopped === null) return first;
    const rest = await second.join(first.stopped);
    if (rest !== null) {
      mergePart(this.pass.accumulator, rest.part);
      return joinResults(first, rest.result);
    }
    const source = openPlainFile(this.request.path);
    if (this.source instanceof FileSource) source.expectSame(this.source.identity);
    source.consumed = first.stopped.offset;
    const pass = createPass({ ...this.options, share: () => null }, { start: first.stopped });
    const result = await this.read(source, pass);
    mergePart(this.pass.accumulator, plainPart(pass.accumulator));
    return result === 'cancelled' ? result : joinResults(first, result);
  }

  private async conclude(result: ScanResult | 'cancelled', cancelled: boolean): Promise<AnalysisOutcome> {
    const { accumulator, scanner } = this.pass;
    const seen = result === 'cancelled' ? scanner.result() : result;
    if (cancelled && accumulator.traces > 0) return { ok: true, report: this.report({ ...seen, damage: null }, false) };
    const problem = problemOfScan(this.request.path, seen, cancelled);
    if (problem === null) return { ok: true, report: this.report(seen, true) };
    if (problem.kind === 'no-traces' && this.request.path !== STANDARD_INPUT && this.request.jsonPath === undefined) {
      const { findTraceArrays } = await import('../trace/jsonPath.ts');
      const arrays = await findTraceArrays(openFile(this.request.path));
      if (arrays.length > 0) {
        problem.paths = arrays.map(({ path }) => path);
        problem.message += `; arrays that look like traces: ${problem.paths.join(', ')}`;
      }
    }
    return { ok: false, problem };
  }

  private progressed(reading: ReadingProgress): void {
    const progress: Progress = {
      bytes: reading.bytes + (this.second?.bytes ?? 0),
      total: reading.total,
      traces: this.pass.accumulator.traces + (this.second?.traces ?? 0),
      elapsed: seconds() - this.started,
    };
    this.hooks.onProgress?.(progress);
    const { onPartial } = this.hooks;
    if (onPartial === undefined || progress.elapsed < this.nextPartial) return;
    const before = seconds();
    if (this.pass.accumulator.traces > 0) {
      onPartial.call(this.hooks, this.report({ ...this.pass.scanner.result(), damage: null }, false), progress);
    }
    const cost = seconds() - before;
    this.nextPartial = seconds() - this.started + Math.max(PARTIAL_INTERVAL, cost / PARTIAL_SHARE);
  }

  private report(result: ScanResult, complete: boolean): Report {
    return buildReport(this.pass.accumulator, {
      config: this.loaded.config,
      configPath: this.loaded.path,
      source: {
        path: this.request.path,
        bytes: this.source.total ?? this.source.consumed,
        format: this.request.jsonPath === undefined ? (result.format ?? 'array') : 'path',
        compression: this.source.compression,
      },
      damage: result.damage,
      warnings: this.loaded.diagnostics.map(
        ({ file, line, column, message }) => `${file}:${String(line)}:${String(column)}: ${message}`,
      ),
      complete,
      filtered: this.request.filter !== undefined,
      ...(this.request.window === undefined ? {} : { window: this.request.window }),
    });
  }
}
