import type { AnalysisProblem, Progress } from './analysis.ts';
import type { Comparison, HistoryTrend } from './history.ts';
import type { LiveStatus } from './live.ts';
import type { Answer, Question } from './question.ts';
import type { FunctionReport, ModuleReport, Report } from './report.ts';

/** What the dashboard shows; the host sends it whole on `ready` and whenever it changes. */
export type DashboardState =
  | { state: 'loading'; file: string; progress: Progress; report: Report | null }
  | { state: 'ready'; file: string; report: Report; stale: boolean; run?: StoredRun }
  | { state: 'stopped'; file: string; report: Report | null; progress: Progress }
  | { state: 'live'; file: string; report: Report | null; live: LiveStatus }
  | { state: 'problem'; file: string; problem: AnalysisProblem };

/** The report comes from the history, not from a file read just now. */
export interface StoredRun {
  id: number;
  /** Epoch seconds. */
  timestamp: number;
  /** The trace file is still there and can be read for single records. */
  fileThere: boolean;
}

/** What the shown report is compared with. */
export interface Baseline {
  label: string;
  /** Its figures over time and so on; long tables are cut to what a chart needs. */
  report: Report;
  comparison: Comparison;
}

/** A function or module of the report, or a part of the page. */
export type DashboardPlace =
  | {
      place: 'function';
      name: string;
      filename: string | null;
      lineno: number | null;
      part?: 'slowest' | 'failures' | 'why';
    }
  | { place: 'module'; module: string }
  | { place: 'tab'; tab: 'overview' | 'metrics' | 'diagnostics' | 'performance' }
  | { place: 'comparison' };

/** The tables of a report that are too long for one message. */
export type LongTable = 'modules' | 'functions';

/**
 * A report whose tables may hold their first rows only. `id` tells it from others of the same page, and stays the same
 * when the same report is sent again; `totals` are the lengths that the tables will have when all rows have come.
 */
export interface ReportHead {
  id: number;
  totals: Record<LongTable, number>;
}

/** Host → webview. No message is larger than 2 MB: long tables follow their report in pieces. */
export type ToDashboard =
  /** `head` is there whenever the state has a report. */
  | { type: 'state'; state: DashboardState; head: ReportHead | null }
  /** Rows `from` on of a table of the report `report` (`ReportHead.id`), in order and without a gap. */
  | { type: 'rows'; report: number; table: 'modules'; from: number; rows: ModuleReport[] }
  | { type: 'rows'; report: number; table: 'functions'; from: number; rows: FunctionReport[] }
  | { type: 'history'; history: HistoryTrend | null }
  | { type: 'baseline'; baseline: Baseline | null }
  /** `head` is there when the answer is a report. */
  | { type: 'answer'; id: number; answer: Answer; head: ReportHead | null }
  /** Show this place, e.g. because a lens was clicked. */
  | { type: 'reveal'; place: DashboardPlace };

/** Webview → host. No message is larger than 2 MB: a long text goes ahead of the message that it belongs to, in parts. */
export type FromDashboard =
  /** The webview has loaded and wants a snapshot. */
  | { type: 'ready' }
  /** Stop reading; keep the figures so far. */
  | { type: 'stop' }
  /** Read the file again. */
  | { type: 'reload' }
  | { type: 'open-source'; filename: string; lineno: number | null }
  /** Look for a block by name in the workspace's Python files. */
  | { type: 'find-in-code'; name: string }
  | { type: 'open-as-text'; offset?: number }
  | { type: 'choose-file' }
  /** Read the traces found at that JSON path. */
  | { type: 'read-path'; jsonPath: string }
  | { type: 'open-config'; file: string; line: number; column: number }
  | { type: 'show-log' }
  /** As JSON, or as a self-contained page. */
  | { type: 'export-report'; format?: 'html' }
  /** Something that takes a while and has an answer. */
  | { type: 'ask'; id: number; question: Question }
  /** The answer is no longer wanted. */
  | { type: 'forget'; id: number }
  /** Choose what to compare with: a file, a run, or nothing. */
  | { type: 'choose-baseline' }
  | { type: 'clear-baseline' }
  | { type: 'compare-run'; run: number }
  | { type: 'open-run'; run: number }
  | { type: 'store-run' }
  /** Save a picture or a table that the page has made; `data` is base64 for PNG, else text. */
  | { type: 'save-file'; name: string; format: 'png' | 'csv' | 'html' | 'md'; data: string }
  | { type: 'copy'; text: string }
  /** The next part of the text of a `save-file` or `copy` that follows and brings the end of it. */
  | { type: 'text-part'; text: string }
  /** Of a live dashboard. */
  | { type: 'pause' }
  | { type: 'resume' }
  | { type: 'mark' }
  | { type: 'live-window'; seconds: number | null }
  | { type: 'save-received' };
