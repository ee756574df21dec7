import type { AnalysisProblem, Progress } from './analysis.ts';
import type { Report } from './report.ts';

/** What the dashboard shows; the host sends it whole on `ready` and whenever it changes. */
export type DashboardState =
  | { state: 'loading'; file: string; progress: Progress; report: Report | null }
  | { state: 'ready'; file: string; report: Report; stale: boolean }
  | { state: 'stopped'; file: string; report: Report | null; progress: Progress }
  | { state: 'problem'; file: string; problem: AnalysisProblem };

/** Host → webview. */
export type ToDashboard = { type: 'state'; state: DashboardState };

/** Webview → host. */
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
  | { type: 'export-report' };
