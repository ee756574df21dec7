import type { Report } from './report.ts';

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
}

/** Host → worker. */
export type ToAnalysisWorker = { type: 'analyze'; id: number; request: AnalysisRequest; cancel: SharedArrayBuffer };

/** Worker → host. */
export type FromAnalysisWorker =
  | { type: 'progress'; id: number; progress: Progress }
  | { type: 'partial'; id: number; report: Report; progress: Progress }
  | { type: 'done'; id: number; report: Report }
  | { type: 'failed'; id: number; problem: AnalysisProblem };
