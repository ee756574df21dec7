/** Opens dashboards of stored runs, also those that were open before the window was reloaded. */
import type { AnalysisClient } from '../../analysis/client.ts';
import type { DashboardPlace } from '../../protocol/dashboard.ts';
import type { DashboardWindows } from '../dashboard/dashboardWindows.ts';
import type { Report } from '../../protocol/report.ts';
import type { ActiveReport, ScoreSource, ShownReport } from '../insights/activeReport.ts';
import type { RunHistory } from './runHistory.ts';
import { StoredRunSource } from './storedRunSource.ts';

/** Runs offered to choose from; older ones are in the History view. */
const MOST_OFFERED = 20;

export class RunWindows {
  readonly #windows: DashboardWindows;
  readonly #history: RunHistory;
  readonly #client: AnalysisClient;
  readonly #shown: ActiveReport;

  constructor(windows: DashboardWindows, history: RunHistory, client: AnalysisClient, shown: ActiveReport) {
    this.#windows = windows;
    this.#history = history;
    this.#client = client;
    this.#shown = shown;
    windows.restore('run', (id) => {
      const run = Number(id);
      return Number.isSafeInteger(run) && run > 0 ? () => this.#source(run) : null;
    });
  }

  /** Shows the dashboard of a run; its report becomes the one that the code shows. */
  open(run: number, place?: DashboardPlace): StoredRunSource {
    const source = this.#windows.open(`run:${run}`, `Run ${run}`, () => this.#source(run), place);
    if (!(source instanceof StoredRunSource)) throw new Error(`The window of run ${run} shows something else.`);
    if (source.report !== null) this.#show(source);
    return source;
  }

  /** Stored runs whose scores the code can show, the newest first. */
  async offered(): Promise<ScoreSource[]> {
    const runs = await this.#history.runs();
    return runs
      .filter(({ details }) => details?.hasReport === true)
      .slice(0, MOST_OFFERED)
      .map(({ id, pss, timestamp, source }) => ({
        label: `Run ${id}`,
        description: [`PSS ${pss}`, new Date(timestamp * 1000).toLocaleString(), source]
          .filter((text) => text !== null)
          .join(' · '),
        icon: 'history',
        show: () => this.#showScores(id),
      }));
  }

  /** Shows a run's scores in the code without opening its dashboard. */
  async #showScores(run: number): Promise<void> {
    const report = await this.#history.read<Report | null>(null, (store) => store.report(run));
    if (report === null) throw new Error(`Run ${run} is not in the history any more.`);
    this.#shown.show(this.#shownRun(run, report));
  }

  #source(run: number): StoredRunSource {
    const source: StoredRunSource = new StoredRunSource(run, this.#history, this.#client, () => this.#show(source));
    return source;
  }

  #show({ run, report }: StoredRunSource): void {
    if (report !== null) this.#shown.show(this.#shownRun(run, report));
  }

  #shownRun(run: number, report: Report): ShownReport {
    const reveal = (place: DashboardPlace) => void this.open(run, place);
    return { report, origin: { kind: 'run', run }, label: `run ${run}`, reveal };
  }
}
