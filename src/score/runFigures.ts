import type { FunctionReport, Report } from '../protocol/report.ts';
import type { ReportConfig } from '../protocol/reportConfig.ts';

/** What of a function in one run verdicts are given on. A function of a report is one. */
export type FunctionFigures = Pick<
  FunctionReport,
  'name' | 'module' | 'filename' | 'lineno' | 'traces' | 'errors' | 'pss' | 'scores' | 'latency'
>;

/** What of one run verdicts are given on. A report is one. */
export type ScoredRun = Pick<Report, 'pss' | 'scores' | 'traces' | 'errors' | 'latency'> & {
  functions: readonly FunctionFigures[];
  /** What it was scored with; null unknown. */
  config: ReportConfig | null;
};
