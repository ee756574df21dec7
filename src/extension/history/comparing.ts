/** Compares a report with a stored run or with another file. */
import * as vscode from 'vscode';
import type { AnalysisClient } from '../../analysis/client.ts';
import type { Baseline } from '../../protocol/dashboard.ts';
import type { Comparison, RunSummary } from '../../protocol/history.ts';
import type { Report } from '../../protocol/report.ts';
import type { EarlierRun } from '../../history/figureRows.ts';
import { fileName } from '../traceFiles.ts';
import { requestFor } from '../traceEditor/traceDocument.ts';
import type { BaselineChoice } from './baselineChoice.ts';
import type { RunHistory } from './runHistory.ts';

/** Rows of a comparison that a page gets; beyond them nothing moved that anybody would look for. */
const MOST_ROWS = 1000;

/** Rows of the baseline's tables that a chart needs. */
const CHART_ROWS = 200;

/** What is compared. */
export interface Head {
  readonly report: Report;
  readonly label: string;
  /** Its own row in the history and when it was stored, when it is. */
  readonly run: number | null;
  readonly timestamp: number | null;
}

interface Base {
  readonly report: Report;
  readonly label: string;
  readonly run: RunSummary | null;
}

export class Comparing {
  readonly #history: RunHistory;
  readonly #client: AnalysisClient;

  constructor(history: RunHistory, client: AnalysisClient) {
    this.#history = history;
    this.#client = client;
  }

  /** @throws with what to do when the baseline cannot be read */
  async compare(head: Head, choice: BaselineChoice): Promise<Baseline> {
    const base = choice.kind === 'run' ? await this.#storedRun(choice.run) : await this.#traceFile(choice.uri);
    const earlier = await this.#earlierRuns(head.run);
    const [{ compareReports }, { shortenReport }] = await Promise.all([
      import('../../score/comparison.ts'),
      import('../../history/storedReport.ts'),
    ]);
    const comparison = compareReports(
      {
        report: base.report,
        label: base.label,
        run: base.run?.id ?? null,
        timestamp: base.run?.timestamp ?? null,
      },
      {
        report: head.report,
        label: head.label,
        run: head.run,
        timestamp: head.timestamp,
      },
      earlier,
    );
    return {
      label: base.label,
      report: shortenReport(base.report, CHART_ROWS).shortened,
      comparison: shortened(comparison),
    };
  }

  async #storedRun(id: number): Promise<Base> {
    const run = await this.#history.read<RunSummary | null>(null, (store) => store.run(id));
    if (run === null) throw new Error(`Run ${id} is not in the history any more.`);
    const report = await this.#history.read<Report | null>(null, (store) => store.report(id));
    if (report === null) {
      const why = 'it was stored without its report, as PyPSS itself does';
      throw new Error(`Run ${id} cannot be compared in detail: ${why}. Choose a run that was stored here.`);
    }
    return { report, label: `run ${id}`, run };
  }

  async #traceFile(uri: vscode.Uri): Promise<Base> {
    const label = fileName(uri.path);
    const options = { location: vscode.ProgressLocation.Notification, title: `Reading ${label}`, cancellable: true };
    const outcome = await vscode.window.withProgress(options, (_progress, token) => {
      const run = this.#client.analyze(requestFor(uri));
      token.onCancellationRequested(() => run.cancel());
      return run.outcome;
    });
    if (!outcome.ok) throw new Error(outcome.problem.message);
    return { report: outcome.report, label, run: null };
  }

  /** The runs on whose spread verdicts rest; without a history there are none. */
  async #earlierRuns(before: number | null): Promise<EarlierRun[]> {
    const { MOST_RUNS } = await import('../../score/verdict.ts');
    return this.#history.read<EarlierRun[]>([], (store) => store.earlierRuns(MOST_RUNS, before)).catch(() => []);
  }
}

function shortened(comparison: Comparison): Comparison {
  return {
    ...comparison,
    functions: comparison.functions.slice(0, MOST_ROWS),
    modules: comparison.modules.slice(0, MOST_ROWS),
    verdicts: comparison.verdicts.slice(0, MOST_ROWS),
  };
}
