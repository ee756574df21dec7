/** What dashboards show of the history and of what they are compared with. */
import * as vscode from 'vscode';
import type { Baseline, DashboardState, FromDashboard, ToDashboard } from '../../protocol/dashboard.ts';
import type { HistoryTrend, RunFigures, RunSummary } from '../../protocol/history.ts';
import type { Report } from '../../protocol/report.ts';
import { runFigures } from '../../protocol/runFigures.ts';
import type { DashboardPart } from '../actions/dashboardRequests.ts';
import type { DashboardSource } from '../dashboard/dashboardSource.ts';
import { fileName } from '../traceFiles.ts';
import { chooseBaseline, NOTHING, type BaselineChoice } from './baselineChoice.ts';
import type { BaselineMemory } from './baselineMemory.ts';
import type { Comparing, Head } from './comparing.ts';
import { ownRun } from './ownRun.ts';
import type { RunHistory } from './runHistory.ts';
import { trendOf } from './trend.ts';

/** What the history's requests lead to elsewhere. */
export interface HistoryRequests {
  openRun(run: number): void;
  storeReport(source: DashboardSource): Promise<void>;
}

/** Modules whose scores are told for the change against the last run. */
const MOST_MODULES = 2000;

export class DashboardHistory implements DashboardPart, vscode.Disposable {
  readonly #history: RunHistory;
  readonly #comparing: Comparing;
  readonly #memory: BaselineMemory;
  readonly #requests: HistoryRequests;
  readonly #log: vscode.LogOutputChannel;
  readonly #told = new vscode.EventEmitter<{ source: DashboardSource; message: ToDashboard }>();
  /** Dashboards that have shown themselves; those that are gone are not kept alive. */
  readonly #seen = new Set<WeakRef<DashboardSource>>();
  readonly #followed = new WeakSet<DashboardSource>();
  readonly #baselines = new WeakMap<DashboardSource, { choice: BaselineChoice; head: Report; baseline: Baseline }>();
  /** Figures of the run told last: a report takes a while to unpack. */
  #figures: { run: number; figures: RunFigures | null } | null = null;
  readonly #subscription: vscode.Disposable;

  readonly onDidTell = this.#told.event;

  constructor(
    history: RunHistory,
    comparing: Comparing,
    memory: BaselineMemory,
    requests: HistoryRequests,
    log: vscode.LogOutputChannel,
  ) {
    this.#history = history;
    this.#comparing = comparing;
    this.#memory = memory;
    this.#requests = requests;
    this.#log = log;
    this.#subscription = history.onDidChange(() => {
      this.#figures = null;
      for (const source of this.#sources()) void this.#tellHistory(source);
    });
  }

  context(source: DashboardSource): ToDashboard[] {
    this.#follow(source);
    void this.#tellHistory(source);
    const known = this.#baselines.get(source);
    return known === undefined ? [] : [{ type: 'baseline', baseline: known.baseline }];
  }

  async perform(request: FromDashboard, source: DashboardSource): Promise<boolean> {
    switch (request.type) {
      case 'choose-baseline':
        await this.choose(source);
        return true;
      case 'clear-baseline':
        await this.clear(source);
        return true;
      case 'compare-run':
        await this.compare(source, { kind: 'run', run: request.run });
        return true;
      case 'open-run':
        this.#requests.openRun(request.run);
        return true;
      case 'store-run':
        await this.#requests.storeReport(source);
        return true;
      default:
        return false;
    }
  }

  /** Asks what a dashboard is to be compared with. */
  async choose(source: DashboardSource): Promise<void> {
    const own: BaselineChoice | null = choiceOf(source);
    const runs = await this.#runs();
    const comparing = this.#baselines.has(source);
    const choice = await chooseBaseline(`Compare ${labelOf(source)} With`, runs, own, comparing);
    if (choice === NOTHING) await this.clear(source);
    else if (choice !== undefined) await this.compare(source, choice);
  }

  /** Compares a dashboard with a run or a file, once its own figures are there, and shows what moved. */
  async compare(source: DashboardSource, choice: BaselineChoice): Promise<void> {
    this.#follow(source);
    const head = await wholeReport(source);
    if (head === null) return;
    const baseline = await this.#comparing.compare(await this.#headOf(source, head), choice);
    this.#baselines.set(source, { choice, head, baseline });
    await this.#memory.set(source, choice);
    this.#tell(source, { type: 'baseline', baseline });
    this.#tell(source, { type: 'reveal', place: { place: 'comparison' } });
  }

  /** Compares it with nothing any more. */
  async clear(source: DashboardSource): Promise<void> {
    this.#baselines.delete(source);
    await this.#memory.set(source, null);
    this.#tell(source, { type: 'baseline', baseline: null });
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#told.dispose();
  }

  #follow(source: DashboardSource): void {
    if (this.#followed.has(source)) return;
    this.#followed.add(source);
    this.#seen.add(new WeakRef(source));
    source.onDidChangeState((state) => void this.#onState(source, state));
    void this.#onState(source, source.state);
  }

  /** New figures are compared with the same baseline again, also after the window was reloaded. */
  async #onState(source: DashboardSource, state: DashboardState): Promise<void> {
    if (state.state !== 'ready') return;
    const known = this.#baselines.get(source);
    if (known?.head === state.report) return;
    void this.#tellHistory(source);
    const choice = known?.choice ?? this.#memory.get(source);
    if (choice === null) return;
    try {
      const { report } = state;
      const baseline = await this.#comparing.compare(await this.#headOf(source, report), choice);
      if (source.report !== report) return;
      this.#baselines.set(source, { choice, head: report, baseline });
      this.#tell(source, { type: 'baseline', baseline });
    } catch (error) {
      // Nobody asked just now: the baseline may be gone since. The page goes on without it.
      this.#log.warn(
        `${labelOf(source)} is compared no more: ${error instanceof Error ? error.message : String(error)}`,
      );
      await this.clear(source);
    }
  }

  async #tellHistory(source: DashboardSource): Promise<void> {
    try {
      this.#tell(source, { type: 'history', history: await this.#trend(source) });
    } catch (error) {
      this.#log.warn(error instanceof Error ? error.message : String(error));
      this.#tell(source, { type: 'history', history: null });
    }
  }

  async #trend(source: DashboardSource): Promise<HistoryTrend | null> {
    if ((await this.#history.place()) === null) return null;
    const runs = await this.#history.runs();
    const trend = trendOf(runs, source.report === null ? null : ownRun(source, source.report, runs));
    return { ...trend, lastFigures: trend.last === null ? null : await this.#figuresOf(trend.last.id) };
  }

  async #figuresOf(run: number): Promise<RunFigures | null> {
    if (this.#figures?.run !== run) {
      const report = await this.#history.read<Report | null>(null, (store) => store.report(run));
      this.#figures = { run, figures: report === null ? null : runFigures(report, MOST_MODULES) };
    }
    return this.#figures.figures;
  }

  /** The stored runs; none where they cannot be read, since files can be compared without a history. */
  #runs(): Promise<readonly RunSummary[]> {
    return this.#history.runs().catch((error: unknown) => {
      // Why they cannot be read is said where they are listed.
      this.#log.warn(error instanceof Error ? error.message : String(error));
      return [];
    });
  }

  async #headOf(source: DashboardSource, report: Report): Promise<Head> {
    const runs = await this.#runs();
    const run = ownRun(source, report, runs);
    const timestamp = runs.find(({ id }) => id === run)?.timestamp ?? null;
    return { report, label: labelOf(source), run, timestamp };
  }

  #tell(source: DashboardSource, message: ToDashboard): void {
    this.#told.fire({ source, message });
  }

  #sources(): DashboardSource[] {
    return [...this.#seen].flatMap((reference) => {
      const source = reference.deref();
      if (source === undefined) this.#seen.delete(reference);
      return source === undefined ? [] : [source];
    });
  }
}

/** What a person calls what a dashboard shows. */
export function labelOf(source: DashboardSource): string {
  const { state } = source;
  if (state.state === 'live') return state.file;
  return state.state === 'ready' && state.run !== undefined ? `run ${state.run.id}` : fileName(state.file);
}

function choiceOf(source: DashboardSource): BaselineChoice | null {
  const { state, uri } = source;
  if (state.state === 'ready' && state.run !== undefined) return { kind: 'run', run: state.run.id };
  return uri === null ? null : { kind: 'file', uri };
}

/** The report once reading has ended; null when it ended without one. */
function wholeReport(source: DashboardSource): Promise<Report | null> {
  const of = (state: DashboardState): Report | null | undefined => {
    if (state.state === 'loading') return undefined;
    return state.state === 'problem' ? null : state.report;
  };
  const now = of(source.state);
  if (now !== undefined) return Promise.resolve(now);
  return new Promise((resolve) => {
    const subscription = source.onDidChangeState((state) => {
      const report = of(state);
      if (report === undefined) return;
      subscription.dispose();
      resolve(report);
    });
  });
}
