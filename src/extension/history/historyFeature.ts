/** The history in the editor: the view, its commands, and what dashboards show of it. */
import * as vscode from 'vscode';
import type { AnalysisClient } from '../../analysis/client.ts';
import type { DashboardRequests } from '../actions/dashboardRequests.ts';
import { openTraces } from '../actions/openTraces.ts';
import type { DashboardSource } from '../dashboard/dashboardSource.ts';
import type { DashboardWindows } from '../dashboard/dashboardWindows.ts';
import { COMMANDS, CONTEXT } from '../ids.ts';
import type { ActiveReport, ReportOrigin, ShownReport } from '../insights/activeReport.ts';
import type { Verdicts } from '../insights/verdicts.ts';
import { registerCommand } from '../registerCommand.ts';
import type { TraceEditorProvider } from '../traceEditor/traceEditorProvider.ts';
import { fileName } from '../traceFiles.ts';
import { BaselineMemory } from './baselineMemory.ts';
import type { BaselineChoice } from './baselineChoice.ts';
import { CodeVerdicts } from './codeVerdicts.ts';
import { registerCompareCommands } from './compareCommands.ts';
import { Comparing } from './comparing.ts';
import { DashboardHistory, labelOf } from './dashboardHistory.ts';
import { HistoryView } from './historyView.ts';
import { ownRun, rememberOwnRun } from './ownRun.ts';
import { registerRunCommands } from './runCommands.ts';
import { RunHistory } from './runHistory.ts';
import { markRegressions } from './regressionMarks.ts';
import { RegressionNotice } from './regressionNotice.ts';
import { isStoredAlready, regressionOfFile, storesAutomatically } from './regressionWatch.ts';
import { RunWindows } from './runWindows.ts';
import { storeReport, tellStored } from './storeRun.ts';
import { trendOf } from './trend.ts';

/** What the history builds on. */
export interface HistoryNeeds {
  readonly memento: vscode.Memento;
  readonly analysis: AnalysisClient;
  readonly editors: TraceEditorProvider;
  readonly windows: DashboardWindows;
  readonly requests: DashboardRequests;
  readonly shown: ActiveReport;
  readonly verdicts: Verdicts;
  readonly log: vscode.LogOutputChannel;
}

export class HistoryFeature implements vscode.Disposable {
  readonly #needs: HistoryNeeds;
  readonly #history = new RunHistory();
  readonly #view: HistoryView;
  readonly #runs: RunWindows;
  readonly #dashboards: DashboardHistory;
  readonly #notice: RegressionNotice;
  readonly #parts: vscode.Disposable;

  constructor(needs: HistoryNeeds) {
    const { memento, analysis, editors, windows, requests, shown, verdicts, log } = needs;
    const codeVerdicts = new CodeVerdicts(shown, this.#history, log);
    verdicts.use(codeVerdicts);
    this.#needs = needs;
    this.#view = new HistoryView(this.#history);
    this.#runs = new RunWindows(windows, this.#history, analysis, shown);
    this.#dashboards = new DashboardHistory(
      this.#history,
      new Comparing(this.#history, analysis),
      new BaselineMemory(memento),
      {
        openRun: (run) => void this.#runs.open(run),
        storeReport: (source) => this.#storeSource(source),
      },
      log,
    );
    this.#notice = new RegressionNotice(memento, (regressed) => this.#showChanges(regressed));
    this.#parts = vscode.Disposable.from(
      this.#history,
      this.#view,
      this.#dashboards,
      codeVerdicts,
      shown.offer(() => this.#runs.offered()),
      markRegressions(),
      requests.add(this.#dashboards),
      registerCompareCommands(this.#dashboards, editors, windows, log),
      registerRunCommands(
        this.#history,
        this.#view,
        { open: (run) => void this.#runs.open(run), compare: (run, base) => this.#compareRun(run, base) },
        log,
      ),
      registerCommand(COMMANDS.storeRun, log, () => this.#storeShown()),
      editors.onDidAnalyze(({ uri, outcome, growing }) => {
        // What a program has done so far is no run yet.
        if (outcome.ok && !growing)
          void this.#analyzed({ report: outcome.report, origin: { kind: 'file', uri }, label: fileName(uri.path) });
      }),
      shown.onDidChange((current) => void setReportShown(current !== null)),
    );
  }

  dispose(): void {
    this.#parts.dispose();
  }

  /** Stores a report that the user has asked to keep, and says so. */
  store(shown: ShownReport): Promise<void> {
    return this.#store(shown, true);
  }

  async #compareRun(run: number, base: BaselineChoice): Promise<void> {
    await this.#dashboards.compare(this.#runs.open(run), base);
  }

  /** Stores what the code shows, on request. */
  async #storeShown(): Promise<void> {
    const { current } = this.#needs.shown;
    if (current === null) {
      const analyze = 'Analyze a Trace File';
      const text = 'PyPSS: there is no report to store yet.';
      if ((await vscode.window.showInformationMessage(text, analyze)) === analyze) {
        await vscode.commands.executeCommand(COMMANDS.analyze);
      }
      return;
    }
    if (current.origin.kind === 'run') {
      void vscode.window.showInformationMessage(`PyPSS: ${current.label} is stored already.`);
      return;
    }
    await this.store(current);
  }

  /** Stores what a dashboard shows. */
  async #storeSource(source: DashboardSource): Promise<void> {
    const { report, uri, state } = source;
    const { current } = this.#needs.shown;
    if (report === null) return;
    // A collector's figures have no file, and the code may show another's.
    if (state.state === 'live') {
      const origin: ReportOrigin = { kind: 'live', collector: state.live.id };
      await this.store({ report, origin, label: labelOf(source) });
    } else if (uri === null) await this.#storeShown();
    else {
      const shown: ShownReport =
        current?.report === report ? current : { report, origin: { kind: 'file', uri }, label: labelOf(source) };
      await this.store(shown);
    }
  }

  async #store(shown: ShownReport, asked: boolean): Promise<void> {
    const stored = await storeReport(shown, this.#history, asked);
    if (stored === null) return;
    rememberOwnRun(shown.report, stored.id);
    // The trend marks the run as the one that is shown only from here on.
    this.#history.refresh();
    await this.#view.reveal(stored.id);
    if (asked) tellStored(stored, stored.regression);
    if (stored.regression !== null)
      void this.#notice.tell(shown, stored.regression).catch((error: unknown) => this.#failed(error));
  }

  /** A file was read: it is stored where that is wished, else looked at beside its history. */
  async #analyzed(shown: ShownReport): Promise<void> {
    try {
      if (storesAutomatically()) {
        if (!(await isStoredAlready(shown, this.#history))) await this.#store(shown, false);
        return;
      }
      const regression = await regressionOfFile(shown, this.#history);
      if (regression !== null) await this.#notice.tell(shown, regression);
    } catch (error) {
      // Nobody asked for it; the view says what is wrong with the history.
      this.#failed(error);
    }
  }

  /** Compares a regression with the baseline, else with the run before it. */
  async #showChanges(shown: ShownReport): Promise<void> {
    const source = await this.#sourceOf(shown);
    if (source === null) return;
    const runs = await this.#history.runs();
    const own = ownRun(source, shown.report, runs);
    const baseline = runs.find(({ id, details }) => details?.baseline === true && id !== own);
    const before = baseline ?? trendOf(runs, own).last;
    if (before !== null) await this.#dashboards.compare(source, { kind: 'run', run: before.id });
  }

  async #sourceOf({ origin }: ShownReport): Promise<DashboardSource | null> {
    if (origin.kind === 'run') return this.#runs.open(origin.run);
    if (origin.kind === 'live') return this.#needs.windows.active;
    await openTraces(origin.uri);
    return this.#needs.editors.find(origin.uri) ?? null;
  }

  #failed(error: unknown): void {
    this.#needs.log.warn(error instanceof Error ? error.message : String(error));
  }
}

function setReportShown(there: boolean): Thenable<unknown> {
  return vscode.commands.executeCommand('setContext', CONTEXT.reportShown, there);
}
