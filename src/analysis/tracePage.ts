import { closeSync, openSync, readSync } from 'node:fs';
import type { AnalysisProblem, PageRequest } from '../protocol/analysis.ts';
import type { TracePage, TraceRow } from '../protocol/question.ts';
import type { SourceFormat } from '../protocol/report.ts';
import { OTHER } from '../score/scopes.ts';
import { FileSource, openFile } from '../trace/fileSource.ts';
import { cutText } from '../trace/longText.ts';
import { readTraces } from '../trace/readTraces.ts';
import {
  BRANCH_TAG,
  CPU_TIME,
  DURATION,
  EXCEPTION_TYPE,
  LENGTH,
  MEMORY,
  OFFSET,
  OVERFLOW,
  TIMESTAMP,
  WAIT_TIME,
  type TraceRecord,
  type TraceSink,
  type TraceTexts,
} from '../trace/record.ts';
import type { ScanContext, TraceScanner } from '../trace/scan.ts';
import { createScanner } from '../trace/scanner.ts';
import { SourceError } from '../trace/source.ts';
import { loadConfig } from './configFile.ts';
import { configurationProblem, problemOfSource } from './problems.ts';
import { TraceMatcher } from './traceMatcher.ts';

/** How the reading of a page ended. */
export type PageOutcome = { ok: true; page: TracePage } | { ok: false; problem: AnalysisProblem };

/** Letters of a name or message in a row; the record has all of it. */
const MOST_TEXT = 1000;
/** Bytes before a cursor that are looked at for what stands there. */
const LOOKED_BACK = 4096;

/**
 * Reads the traces that match, from a cursor on, until the page is full and the next match is found.
 * Never rejects for a fault of the input.
 * @param isCancelled asked before each piece of input; true ends the reading with the problem `cancelled`
 */
export async function readPage(page: PageRequest, isCancelled: () => boolean = () => false): Promise<PageOutcome> {
  const { request } = page;
  const loaded = await loadConfig({
    traceFile: request.path,
    root: request.root,
    cwd: request.configFolder ?? process.cwd(),
    explicitPath: request.configPath ?? null,
  });
  const refused = configurationProblem(loaded.diagnostics);
  if (refused !== null) return { ok: false, problem: refused };
  try {
    const reader = new PageReader(page, loaded.config.discovery.unknownModuleName);
    return await reader.read(isCancelled);
  } catch (error) {
    if (error instanceof SourceError) return { ok: false, problem: problemOfSource(error) };
    throw error;
  }
}

class PageReader implements TraceSink {
  private readonly page: PageRequest;
  private readonly unknownModule: string;
  private readonly rows: TraceRow[] = [];
  private next: number | null = null;
  private texts: TraceTexts = [];
  private matcher: TraceMatcher | null = null;
  /** Traces met so far. */
  private count = 0;

  constructor(page: PageRequest, unknownModule: string) {
    this.page = page;
    this.unknownModule = unknownModule;
  }

  /** @throws SourceError */
  async read(isCancelled: () => boolean): Promise<PageOutcome> {
    const { cursor, format, request } = this.page;
    const source = openFile(request.path);
    const plain = source instanceof FileSource && request.jsonPath === undefined;
    const context = plain && cursor !== null ? contextAt(request.path, cursor, format) : null;
    const start = context === null || cursor === null ? {} : { start: { offset: cursor, context } };
    if (context !== null && cursor !== null && source instanceof FileSource) source.consumed = cursor;
    const scanner = await this.scannerFor(start);
    this.texts = scanner.texts;
    this.matcher = new TraceMatcher(scanner.texts, request.filter ?? {}, request.root, this.unknownModule);
    const outcome = await readTraces(source, scanner, { isCancelled: () => this.next !== null || isCancelled() });
    if (outcome.status === 'failed') throw outcome.error;
    if (outcome.status === 'cancelled' && this.next === null) {
      return { ok: false, problem: { kind: 'cancelled', message: `Reading ${request.path} was stopped.` } };
    }
    return { ok: true, page: { rows: this.rows, next: this.next } };
  }

  /** The scanner of documents that hold their traces elsewhere is loaded only for those. */
  private async scannerFor(start: { start?: { offset: number; context: ScanContext } }): Promise<TraceScanner> {
    const { jsonPath } = this.page.request;
    if (jsonPath === undefined) return createScanner(this, start);
    const { createPathScanner } = await import('../trace/jsonPath.ts');
    return createPathScanner(jsonPath, this);
  }

  trace(record: TraceRecord): void {
    const place = record.numbers[OFFSET] < 0 ? this.count : record.numbers[OFFSET];
    this.count++;
    const { cursor, limit } = this.page;
    if (this.next !== null || this.matcher === null || (cursor !== null && place < cursor)) return;
    if (!this.matcher.matches(record)) return;
    if (this.rows.length < limit) this.rows.push(this.row(record, this.matcher));
    else this.next = place;
  }

  systemMetric(): void {
    // Measurements of the event loop are no calls.
  }

  skipped(): void {
    // What cannot be read is counted in the report.
  }

  private row(record: TraceRecord, { table }: TraceMatcher): TraceRow {
    const { numbers } = record;
    const { function: fn, module } = table.cells[table.cellOf(record)];
    const { name, filename, lineno } = table.functions[fn];
    const message = record.exceptionMessage();
    return {
      offset: numbers[OFFSET],
      length: numbers[LENGTH],
      name: cutText(name, MOST_TEXT),
      module: cutText(table.modules[module], MOST_TEXT),
      filename: filename === null ? null : cutText(filename, MOST_TEXT),
      lineno,
      timestamp: Number.isNaN(numbers[TIMESTAMP]) ? null : numbers[TIMESTAMP],
      duration: numbers[DURATION],
      cpu: numbers[CPU_TIME],
      wait: numbers[WAIT_TIME],
      memory: numbers[MEMORY],
      branch: this.text(record, BRANCH_TAG),
      failed: record.error,
      exceptionType: this.text(record, EXCEPTION_TYPE),
      exceptionMessage: message === null ? null : cutText(message, MOST_TEXT),
    };
  }

  private text(record: TraceRecord, slot: number): string | null {
    const id = record.texts[slot];
    if (id === OVERFLOW) return OTHER;
    return id < 0 ? null : cutText(this.texts[slot][id], MOST_TEXT);
  }
}

/** What a record at an offset stands in, if a scan can begin there; null where it must begin at the beginning. */
function contextAt(path: string, offset: number, format: SourceFormat | null): ScanContext | null {
  if (format !== 'array' && format !== 'object' && format !== 'ndjson') return null;
  const before = textBefore(path, offset);
  if (format === 'ndjson') return /\n[ \t\r]*$/.test(before) ? 'lines' : null;
  if (!/[,[]\s*$/.test(before)) return null;
  return format === 'array' ? 'array' : 'wrapper';
}

/** Some of what stands before an offset, byte for letter. */
function textBefore(path: string, offset: number): string {
  const piece = new Uint8Array(Math.min(offset, LOOKED_BACK));
  const file = openSync(path, 'r');
  try {
    readSync(file, piece, 0, piece.length, offset - piece.length);
  } finally {
    closeSync(file);
  }
  return new TextDecoder('latin1').decode(piece);
}
