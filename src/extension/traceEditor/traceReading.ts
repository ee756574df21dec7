/** One trace file being read for display: turns what the analysis tells into the states that the dashboard shows. */
import { stat } from 'node:fs/promises';
import type { AnalysisClient, AnalysisRun } from '../../analysis/client.ts';
import type { AnalysisOutcome } from '../../analysis/analyze.ts';
import type { AnalysisRequest, Progress } from '../../protocol/analysis.ts';
import type { DashboardState } from '../../protocol/dashboard.ts';
import type { Report } from '../../protocol/report.ts';

const NOTHING_READ: Progress = { bytes: 0, total: null, traces: 0, elapsed: 0 };

/** What identifies the content of a file without reading it; null for a file that is not there. */
type Fingerprint = string | null;

export class TraceReading {
  readonly #client: AnalysisClient;
  readonly #request: AnalysisRequest;
  readonly #onState: (state: DashboardState) => void;
  #state: DashboardState;
  #run: AnalysisRun | null = null;
  #stopping = false;
  #read: Fingerprint = null;

  /** @param onState is called with every new state, at most some ten times a second */
  constructor(client: AnalysisClient, request: AnalysisRequest, onState: (state: DashboardState) => void) {
    this.#client = client;
    this.#request = request;
    this.#onState = onState;
    this.#state = { state: 'loading', file: request.path, progress: NOTHING_READ, report: null };
  }

  get state(): DashboardState {
    return this.#state;
  }

  /** The report shown at this moment, also an incomplete one. */
  get report(): Report | null {
    return this.#state.state === 'problem' ? null : this.#state.report;
  }

  /**
   * Reads the file, dropping what is being read of it. The promise settles with the outcome; the states tell the same.
   * @param jsonPath where the traces are, in documents that hold them elsewhere
   */
  async start(jsonPath?: string): Promise<AnalysisOutcome> {
    this.#run?.cancel();
    this.#stopping = false;
    const request = jsonPath === undefined ? this.#request : { ...this.#request, jsonPath };
    let progress = NOTHING_READ;
    const run = this.#client.analyze(request, {
      onProgress: (current) => {
        progress = current;
        if (this.#run === run) this.#show({ ...this.#loading(), progress });
      },
      onPartial: (report, current) => {
        progress = current;
        if (this.#run === run) this.#show({ ...this.#loading(), progress, report });
      },
    });
    this.#run = run;
    this.#show({ state: 'loading', file: this.#request.path, progress, report: null });
    const before = await fingerprint(request.path);
    if (this.#run === run) this.#read = before;
    const outcome = await run.outcome;
    const after = await fingerprint(request.path);
    if (this.#run !== run) return outcome;
    this.#run = null;
    this.#show(this.#final(outcome, progress, before, after));
    return outcome;
  }

  /** Stops reading; the figures so far stay. */
  stop(): void {
    this.#stopping = true;
    this.#run?.cancel();
  }

  /**
   * Looks whether the file has changed since it was read; figures of a changed file become stale.
   * @returns whether to read it again unasked: it could not be read before, and it is another one now
   */
  async checkFile(): Promise<boolean> {
    // While reading, the comparison at the end decides.
    if (this.#run !== null) return false;
    const now = await fingerprint(this.#request.path);
    if (this.#run !== null || now === this.#read) return false;
    if (this.#state.state === 'ready') this.#show({ ...this.#state, stale: true });
    return this.#state.state === 'problem' && now !== null;
  }

  dispose(): void {
    const run = this.#run;
    this.#run = null;
    run?.cancel();
  }

  #loading(): Extract<DashboardState, { state: 'loading' }> {
    if (this.#state.state === 'loading') return this.#state;
    return { state: 'loading', file: this.#request.path, progress: NOTHING_READ, report: null };
  }

  #final(outcome: AnalysisOutcome, progress: Progress, before: Fingerprint, after: Fingerprint): DashboardState {
    const file = this.#request.path;
    if (this.#stopping) {
      const report = outcome.ok ? outcome.report : this.report;
      if (outcome.ok || outcome.problem.kind === 'cancelled') return { state: 'stopped', file, report, progress };
    }
    if (!outcome.ok) return { state: 'problem', file, problem: outcome.problem };
    return { state: 'ready', file, report: outcome.report, stale: before !== after };
  }

  #show(state: DashboardState): void {
    this.#state = state;
    this.#onState(state);
  }
}

async function fingerprint(path: string): Promise<Fingerprint> {
  try {
    const { size, mtimeMs, ino } = await stat(path);
    return `${size} ${mtimeMs} ${ino}`;
  } catch {
    // Not there or not to be looked at: the analysis says which.
    return null;
  }
}
