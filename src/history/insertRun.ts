import type { DatabaseSync } from 'node:sqlite';
import type { Report } from '../protocol/report.ts';
import type { RegressionRule } from '../score/regression.ts';
import { insertFigures } from './figureRows.ts';
import type { GitFacts } from './git.ts';
import { packReport } from './storedReport.ts';

/** What is stored with a report. */
export interface NewRun {
  /** What the row's meta says, as PyPSS writes it; the report's own path as trace file by default. */
  source?: { trace_file: string } | { script: string };
  git?: GitFacts | null;
  note?: string | null;
  /** Seconds that the run took; by default the time that its traces span. */
  duration?: number | null;
  /** The rule by which the run is marked as a regression; null marks none. */
  rule: RegressionRule | null;
  /** Older runs are deleted, the baseline excepted; 0 keeps all. */
  retentionDays: number;
}

/** Adds a run to PyPSS's table and what goes beside it to ours. @returns its id. @param now epoch seconds */
export function insertRun(
  database: DatabaseSync,
  report: Report,
  run: NewRun,
  regression: boolean,
  now: number,
): number {
  const { breakdown } = report;
  const source = run.source ?? { trace_file: report.source.path };
  const { lastInsertRowid } = database
    .prepare('INSERT INTO pss_history (timestamp, pss, ts, ms, ev, be, cc, meta) VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
    .run(
      now,
      report.pss,
      breakdown.timing_stability,
      breakdown.memory_stability,
      breakdown.error_volatility,
      breakdown.branching_entropy,
      breakdown.concurrency_chaos,
      pythonJson(source),
    );
  const id = Number(lastInsertRowid);
  insertDetails(database, id, report, run, regression);
  insertFigures(database, id, report);
  const { data, cut } = packReport(report);
  database
    .prepare('INSERT INTO pypss_report (id, encoding, cut, data) VALUES (?, ?, ?, ?)')
    .run(id, 'deflate', cut, data);
  if (run.note != null && run.note !== '') {
    database.prepare('INSERT INTO pypss_mark (id, note) VALUES (?, ?)').run(id, run.note);
  }
  return id;
}

/** As Python's json.dumps writes a flat object: a space after the colon, ASCII only. */
function pythonJson(value: Record<string, string>): string {
  const pairs = Object.entries(value).map(([key, text]) => `${JSON.stringify(key)}: ${JSON.stringify(text)}`);
  return `{${pairs.join(', ')}}`.replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function insertDetails(database: DatabaseSync, id: number, report: Report, run: NewRun, regression: boolean): void {
  const { latency, time } = report;
  const duration = run.duration ?? (time === null ? null : time.to - time.from);
  database
    .prepare(
      `INSERT INTO pypss_run (id, traces, errors, mean, p50, p90, p95, p99, max, waiting, git_commit, git_branch,
         git_dirty, duration, regression, config)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      id,
      report.traces,
      report.errors,
      latency.mean,
      latency.p50,
      latency.p90,
      latency.p95,
      latency.p99,
      latency.max,
      report.waiting,
      run.git?.commit ?? null,
      run.git?.branch ?? null,
      run.git?.dirty === true ? 1 : 0,
      duration,
      regression ? 1 : 0,
      JSON.stringify(report.config),
    );
}
