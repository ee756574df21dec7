import type { AnalysisProblem, AnalysisRequest, Progress } from '../protocol/analysis.ts';
import type { Report } from '../protocol/report.ts';
import { openFile } from '../trace/fileSource.ts';
import { createScanner, type ScanResult } from '../trace/scanner.ts';
import { SourceError, type TraceSource } from '../trace/source.ts';
import { TraceAccumulator } from './accumulator.ts';
import { loadConfig, type LoadedConfig } from './configFile.ts';
import { configurationProblem, problemOfScan, problemOfSource } from './problems.ts';
import { buildReport, type ReportFrame } from './report/report.ts';

/** How an analysis ended: with a report, or with a problem that a user can act on. */
export type AnalysisOutcome = { ok: true; report: Report } | { ok: false; problem: AnalysisProblem };

/** What an analysis tells and asks while it runs. */
export interface AnalysisHooks {
  onProgress?(progress: Progress): void;
  /** The report over what has been read so far, at most four a second. */
  onPartial?(report: Report, progress: Progress): void;
  isCancelled?(): boolean;
}

/** Seconds between partial reports, and how much of the time they may take at most. */
const PARTIAL_INTERVAL = 0.25;
const PARTIAL_SHARE = 0.2;
/** Seconds after which other work of the thread gets its turn. */
const TURN = 0.05;

function seconds(): number {
  return performance.now() / 1000;
}

/** Reads a trace file (or standard input, `-`) once and reports what is in it. Never rejects for a fault of the input. */
export async function analyzeFile(request: AnalysisRequest, hooks: AnalysisHooks = {}): Promise<AnalysisOutcome> {
  const loaded = await loadConfig({
    traceFile: request.path === '-' ? null : request.path,
    root: request.root,
    cwd: process.cwd(),
    explicitPath: request.configPath ?? null,
  });
  const refused = configurationProblem(loaded.diagnostics);
  if (refused !== null) return { ok: false, problem: refused };
  let source: TraceSource | undefined;
  try {
    source = openFile(request.path);
    return await new Analysis(request, hooks, loaded, source).run();
  } catch (error) {
    if (error instanceof SourceError) return { ok: false, problem: problemOfSource(error) };
    throw error;
  } finally {
    source?.close();
  }
}

class Analysis {
  private readonly started = seconds();
  private readonly request: AnalysisRequest;
  private readonly hooks: AnalysisHooks;
  private readonly loaded: LoadedConfig;
  private readonly source: TraceSource;
  private readonly accumulator: TraceAccumulator;
  private readonly scanner;
  private nextPartial = PARTIAL_INTERVAL;

  constructor(request: AnalysisRequest, hooks: AnalysisHooks, loaded: LoadedConfig, source: TraceSource) {
    this.request = request;
    this.hooks = hooks;
    this.loaded = loaded;
    this.source = source;
    // The scanner knows its text tables before it hands on the first record.
    this.scanner = createScanner({
      trace: (record) => this.accumulator.trace(record),
      systemMetric: (record) => this.accumulator.systemMetric(record),
      skipped: (offset, reason) => this.accumulator.skipped(offset, reason),
    });
    this.accumulator = new TraceAccumulator(this.scanner.texts, {
      root: request.root,
      unknownModule: loaded.config.discovery.unknownModuleName,
      share: () => (source.total === null || source.total === 0 ? null : source.consumed / source.total),
    });
  }

  async run(): Promise<AnalysisOutcome> {
    const cancelled = await this.read();
    const result = this.scanner.finish();
    if (this.source.damage !== null) {
      result.damage = { offset: result.damage?.offset ?? result.bytes, reason: this.source.damage };
    }
    const problem = cancelled && result.traces > 0 ? null : problemOfScan(this.request.path, result, cancelled);
    if (problem !== null) return { ok: false, problem };
    return { ok: true, report: this.report(cancelled ? { ...result, damage: null } : result, !cancelled) };
  }

  /** @returns whether the user stopped it */
  private async read(): Promise<boolean> {
    const { source, scanner, hooks } = this;
    let turn = seconds() + TURN;
    while (!scanner.done) {
      const pending = source.read(scanner.space());
      const count = typeof pending === 'number' ? pending : await pending;
      if (count === 0) return false;
      scanner.advance(count);
      if (hooks.isCancelled?.() === true) return true;
      hooks.onProgress?.(this.progress());
      const now = seconds();
      if (hooks.onPartial !== undefined && now - this.started > this.nextPartial) this.partial(hooks.onPartial);
      if (now > turn) {
        await new Promise((resolve) => setImmediate(resolve));
        turn = seconds() + TURN;
      }
    }
    return false;
  }

  private partial(onPartial: NonNullable<AnalysisHooks['onPartial']>): void {
    const before = seconds();
    if (this.accumulator.traces > 0) onPartial(this.report(this.scanner.result(), false), this.progress());
    const cost = seconds() - before;
    this.nextPartial = seconds() - this.started + Math.max(PARTIAL_INTERVAL, cost / PARTIAL_SHARE);
  }

  private progress(): Progress {
    return {
      bytes: this.source.consumed,
      total: this.source.total,
      traces: this.accumulator.traces,
      elapsed: seconds() - this.started,
    };
  }

  private report(result: ScanResult, complete: boolean): Report {
    const frame: ReportFrame = {
      config: this.loaded.config,
      configPath: this.loaded.path,
      source: {
        path: this.request.path,
        bytes: this.source.total ?? this.source.consumed,
        format: result.format ?? 'array',
        compression: this.source.compression,
      },
      damage: result.damage,
      warnings: this.loaded.diagnostics.map(
        ({ file, line, column, message }) => `${file}:${String(line)}:${String(column)}: ${message}`,
      ),
      complete,
    };
    return buildReport(this.accumulator, frame);
  }
}
