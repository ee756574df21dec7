/** One trace file being read for display: turns what the analysis tells into the states that the dashboard shows. */
import type { AnalysisClient, AnalysisRun } from '../analysis/client.ts';
import type { AnalysisOutcome } from '../analysis/analyze.ts';
import type { AnalysisRequest, Progress } from '../protocol/analysis.ts';
import type { DashboardState } from '../protocol/dashboard.ts';
import type { Answer } from '../protocol/question.ts';
import type { Report } from '../protocol/report.ts';
import { FileQuestions, type FileQuestion } from './fileQuestions.ts';
import { fingerprint, type Fingerprint } from './fingerprint.ts';

const NOTHING_READ: Progress = { bytes: 0, total: null, traces: 0, elapsed: 0 };

export class TraceReading {
  readonly #client: AnalysisClient;
  readonly #request: AnalysisRequest;
  readonly #onState: (state: DashboardState) => void;
  #follows: boolean;
  #state: DashboardState;
  #run: AnalysisRun | null = null;
  #stopping = false;
  #read: Fingerprint = null;
  #jsonPath: string | undefined;
  readonly #questions: FileQuestions;

  /**
   * @param onState is called with every new state, at most some ten times a second
   * @param follows whether whoever reads will read again by itself when the file changes: then figures never count as
   * stale, and those of before stay while the file is read again
   */
  constructor(
    client: AnalysisClient,
    request: AnalysisRequest,
    onState: (state: DashboardState) => void,
    follows = false,
  ) {
    this.#client = client;
    this.#questions = new FileQuestions(client);
    this.#request = request;
    this.#onState = onState;
    this.#follows = follows;
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
   * @param calmly leaves the figures of before in place until there are new ones, also when reading fails
   */
  async start(jsonPath?: string, calmly = false): Promise<AnalysisOutcome> {
    this.#run?.cancel();
    this.#stopping = false;
    this.#jsonPath = jsonPath;
    this.#questions.clear();
    const kept = calmly && this.#state.state === 'ready';
    const request = jsonPath === undefined ? this.#request : { ...this.#request, jsonPath };
    let progress = NOTHING_READ;
    const run = this.#client.analyze(request, {
      onProgress: (current) => {
        progress = current;
        if (this.#run === run && !kept) this.#show({ ...this.#loading(), progress });
      },
      onPartial: (report, current) => {
        progress = current;
        if (this.#run === run && !kept) this.#show({ ...this.#loading(), progress, report });
      },
    });
    this.#run = run;
    if (!kept) this.#show({ state: 'loading', file: this.#request.path, progress, report: null });
    const before = await fingerprint(request.path);
    if (this.#run === run) this.#read = before;
    const outcome = await run.outcome;
    const after = await fingerprint(request.path);
    if (this.#run !== run) return outcome;
    this.#run = null;
    if (!kept || outcome.ok) this.#show(this.#final(outcome, progress, before, after));
    return outcome;
  }

  /** Answers a question about the file as it was read; one that cannot be answered is refused with the reason. */
  async ask(question: FileQuestion, signal: AbortSignal): Promise<Answer> {
    if (this.#state.state === 'problem') return { answer: 'refused', problem: this.#state.problem };
    const request = this.#jsonPath === undefined ? this.#request : { ...this.#request, jsonPath: this.#jsonPath };
    const { report } = this;
    // While the file is read its end is not known, and may still be on its way.
    const format = report?.complete === true ? report.source.format : null;
    return this.#questions.ask(question, { request, format, content: this.#read }, signal);
  }

  /** Stops reading; the figures so far stay. */
  stop(): void {
    this.#stopping = true;
    this.#run?.cancel();
  }

  /** From now on whoever reads will, or will no longer, read again by itself when the file changes. */
  setFollows(follows: boolean): void {
    this.#follows = follows;
  }

  /**
   * Looks whether the file has changed since it was read; figures of a changed file become stale, unless it is followed.
   * @returns whether to read it again unasked: it is there, is another one now, and could not be read before or is followed
   */
  async checkFile(): Promise<boolean> {
    // While reading, the comparison at the end decides.
    if (this.#run !== null) return false;
    const now = await fingerprint(this.#request.path);
    if (this.#run !== null || now === this.#read) return false;
    if (this.#state.state === 'ready' && !this.#follows) this.#show({ ...this.#state, stale: true });
    return now !== null && (this.#state.state === 'problem' || (this.#state.state === 'ready' && this.#follows));
  }

  /** What tells the file's present content from others without reading it; empty for a file that is not there. */
  async lookAt(): Promise<string> {
    return (await fingerprint(this.#request.path)) ?? '';
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
    return { state: 'ready', file, report: outcome.report, stale: before !== after && !this.#follows };
  }

  #show(state: DashboardState): void {
    this.#state = state;
    this.#onState(state);
  }
}
