/** Stored runs, what moved between two of them, and verdicts on whether it moved more than chance. */
import type { Latency, MetricKey, Scores } from './report.ts';

/** What of a stored run lists and trends show. */
export interface RunSummary {
  /** Row id in the database. */
  id: number;
  /** Epoch seconds. */
  timestamp: number;
  /** 0..100. */
  pss: number;
  /** Sub-scores 0..1 with two decimals, as PyPSS stores them. */
  scores: Scores;
  /** The trace file or the script, as the row's meta says; null if it says neither. */
  source: string | null;
  /** What PyPSS has no place for; null for rows that PyPSS wrote. */
  details: RunDetails | null;
}

export interface RunDetails {
  /** Null for a run of PyPSS that was only given a note or made the baseline here. */
  traces: number | null;
  errors: number | null;
  /** Full commit id, and whether the working tree differed from it. */
  commit: string | null;
  dirty: boolean;
  branch: string | null;
  note: string | null;
  /** Seconds that the run or the traced time took; null unknown. */
  duration: number | null;
  /** Chosen by the user as what later runs are compared with. */
  baseline: boolean;
  /** The score was lower than the runs before it by more than the configured drop. */
  regression: boolean;
  /** The whole report is stored, so that the dashboard can show it without the trace file. */
  hasReport: boolean;
}

/** A run beside the others, for the trend on the Overview. Oldest first. */
export interface HistoryTrend {
  runs: RunSummary[];
  /** The run to which the shown report is compared: the last one stored before it; null if there is none. */
  last: RunSummary | null;
  /** The row of the shown report itself, when it is stored. */
  current: number | null;
  /** Figures of `last` from its stored report; null where none is stored. */
  lastFigures: RunFigures | null;
}

/** What the changes against another run are told from. */
export interface RunFigures {
  traces: number;
  errors: number;
  /** Seconds from the first to the last instant of the traces; null without times. */
  span: number | null;
  latency: Latency;
  /** Share of the traced time spent waiting, 0..1. */
  waiting: number;
  /** PSS by module, the worst first; `cut` when there are more. */
  modules: [module: string, pss: number][];
  cut: boolean;
}

/** What a verdict speaks of. */
export type VerdictScope =
  { kind: 'file' } | { kind: 'function'; name: string; module: string; filename: string | null; lineno: number | null };

/** Figures that verdicts are given on. */
export type VerdictMetric = 'median' | 'p95' | 'errors' | 'pss' | MetricKey;

/**
 * Whether a figure of this run differs from the earlier runs' by more than they differ among themselves.
 * The method is named in docs/regression.md.
 */
export interface Verdict {
  scope: VerdictScope;
  metric: VerdictMetric;
  verdict: 'worse' | 'better' | 'same' | 'too-few-runs';
  /** What is usual: the centre of the earlier runs; seconds, shares or scores as the metric has it. */
  base: number;
  head: number;
  /** Probability of a difference at least this large by chance, and the same corrected for the number of looks. */
  p: number | null;
  q: number | null;
  /** Earlier runs that went in. */
  runs: number;
}

/** The rule of PyPSS: the score against the mean of the newest runs. */
export interface Regression {
  /** Mean PSS of the runs before. */
  mean: number;
  /** How many runs that mean really has. */
  runs: number;
  /** Configured drop in points. */
  drop: number;
  /** One line that names these figures and contains the word regression. */
  message: string;
}

/** One side of a comparison. */
export interface ComparedSide {
  /** What a person calls it: the file's name, or "run 12". */
  label: string;
  path: string | null;
  /** Row id of a stored run. */
  run: number | null;
  timestamp: number | null;
  pss: number;
  scores: Scores;
  traces: number;
  errors: number;
}

/** One function or module in both sides; the figures of a side where it is absent are null. */
export interface ComparedScope {
  name: string;
  module: string;
  filename: string | null;
  lineno: number | null;
  base: ComparedFigures | null;
  head: ComparedFigures | null;
  /**
   * Points of the whole score by which this one moved it, from the contributions of the metrics; negative is worse.
   * Null where one side has no report.
   */
  points: number | null;
  /** Of functions only; null without enough runs to tell or where nothing stands out. */
  verdict: Verdict | null;
}

export interface ComparedFigures {
  pss: number;
  scores: Scores;
  traces: number;
  errors: number;
  /** Seconds. */
  mean: number;
  p50: number;
  p95: number;
  p99: number;
}

/** Two runs or files side by side. */
export interface Comparison {
  base: ComparedSide;
  head: ComparedSide;
  /** Points of the 100 that each metric moved the score by, unrounded; negative is worse. They sum to the change. */
  metrics: { metric: MetricKey; base: number; head: number; points: number }[];
  /** Those that moved the score most first. */
  functions: ComparedScope[];
  modules: ComparedScope[];
  /** Verdicts worth telling, worst first; empty with fewer than five earlier runs. */
  verdicts: Verdict[];
  /** How many earlier runs the verdicts rest on. */
  runs: number;
}
