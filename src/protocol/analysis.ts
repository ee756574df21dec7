import type { TraceFilter, TracePage } from './question.ts';
import type { Report, SourceFormat } from './report.ts';

/** How far the reading is. */
export interface Progress {
  /** Bytes of the stored input consumed. */
  bytes: number;
  /** Size of the stored input, null when unknown (a pipe). */
  total: number | null;
  traces: number;
  /** Seconds since the start. */
  elapsed: number;
}

/** Something that a user can act on: what happened, where, and what to do. */
export interface AnalysisProblem {
  kind:
    | 'not-found'
    | 'unreadable'
    | 'no-traces'
    | 'only-skipped'
    | 'damaged'
    | 'configuration'
    | 'changed'
    | 'crashed'
    | 'cancelled';
  /** One line, complete in itself. */
  message: string;
  /** Byte offset in the input, if the problem has one. */
  offset?: number;
  /** Line and column (1-based) in `file`, for configuration problems. */
  file?: string;
  line?: number;
  column?: number;
  /** What a document without traces holds instead, e.g. "one object with the keys name, version". */
  found?: string;
  /** JSON paths of arrays that look like traces. */
  paths?: string[];
}

export interface AnalysisRequest {
  path: string;
  /** JSONPath of the array of traces, for documents that hold them elsewhere. */
  jsonPath?: string;
  /** Folder against which file names become module names, and where the search for pypss.toml ends. */
  root: string;
  /** A configuration file named by the user; then no other is looked for. */
  configPath?: string;
  /** Where pypss.toml is looked for last, instead of the current directory: for traces that lie apart from their program. */
  configFolder?: string;
  /** Take only the traces that match. */
  filter?: TraceFilter;
  /**
   * Width of the timeline's windows in seconds, instead of one that suits the span. Where it would give too many
   * windows they are wider; the timeline tells its width.
   */
  window?: number;
}

/** Which page of a file's traces; `request.filter` says which traces. */
export interface PageRequest {
  request: AnalysisRequest;
  /** `TracePage.next` of the page before; null for the first one. */
  cursor: number | null;
  /** Most rows of the page. */
  limit: number;
  /** What the file's report says it is, which lets reading begin at the cursor; null when unknown. */
  format: SourceFormat | null;
}

/** A record by its place in the (decompressed) input. */
export interface RecordRequest {
  path: string;
  offset: number;
  length: number;
}

/** Host → worker. */
export type ToAnalysisWorker = { id: number; cancel: SharedArrayBuffer } & (
  | { type: 'analyze'; request: AnalysisRequest }
  | { type: 'page'; page: PageRequest }
  | { type: 'record'; record: RecordRequest }
);

/** Worker → host. */
export type FromAnalysisWorker =
  | { type: 'progress'; id: number; progress: Progress }
  | { type: 'partial'; id: number; report: Report; progress: Progress }
  | { type: 'done'; id: number; report: Report }
  | { type: 'page'; id: number; page: TracePage }
  | { type: 'record'; id: number; text: string; bytes: number }
  | { type: 'failed'; id: number; problem: AnalysisProblem };
