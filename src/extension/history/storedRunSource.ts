/** The dashboard of a stored run: its report comes from the history, single records from the trace file if it is still the same. */
import { stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { AnalysisClient } from '../../analysis/client.ts';
import { FileQuestions, isFileQuestion } from '../../dashboard/fileQuestions.ts';
import { fingerprint, type Fingerprint } from '../../dashboard/fingerprint.ts';
import type { AnalysisProblem } from '../../protocol/analysis.ts';
import type { DashboardState } from '../../protocol/dashboard.ts';
import type { RunSummary } from '../../protocol/history.ts';
import type { Answer, Question } from '../../protocol/question.ts';
import type { Report } from '../../protocol/report.ts';
import type { DashboardSource } from '../dashboard/dashboardSource.ts';
import { requestFor } from '../traceEditor/traceDocument.ts';
import type { RunHistory } from './runHistory.ts';

/** Seconds by which the clocks of a file system and of this machine may differ. */
const CLOCKS = 2;

export class StoredRunSource implements DashboardSource {
  readonly run: number;
  readonly #history: RunHistory;
  readonly #questions: FileQuestions;
  readonly #changed = new vscode.EventEmitter<DashboardState>();
  readonly #loaded: (report: Report) => void;
  #state: DashboardState;
  /** The trace file as it was when this dashboard opened; null when it is gone or another one. */
  #file: { uri: vscode.Uri; content: Fingerprint } | null = null;

  readonly onDidChangeState = this.#changed.event;

  /** @param loaded is called with the report once it is there */
  constructor(run: number, history: RunHistory, client: AnalysisClient, loaded: (report: Report) => void) {
    this.run = run;
    this.#history = history;
    this.#questions = new FileQuestions(client);
    this.#loaded = loaded;
    const progress = { bytes: 0, total: null, traces: 0, elapsed: 0 };
    this.#state = { state: 'loading', file: `run ${run}`, progress, report: null };
    void this.reload();
  }

  get uri(): vscode.Uri | null {
    return this.#file?.uri ?? null;
  }

  get state(): DashboardState {
    return this.#state;
  }

  get report(): Report | null {
    return this.#state.state === 'problem' ? null : this.#state.report;
  }

  stop(): void {
    // What is stored is read at once; there is nothing to stop.
  }

  async reload(): Promise<void> {
    this.#show(await this.#read());
    const { report } = this;
    if (report !== null) this.#loaded(report);
  }

  readPath(): Promise<void> {
    return Promise.resolve();
  }

  async ask(question: Question, signal: AbortSignal): Promise<Answer> {
    const { report } = this;
    if (question.ask === 'what-if') {
      const { answerWhatIf } = await import('../../dashboard/settings.ts');
      return answerWhatIf(report, question.settings);
    }
    if (!isFileQuestion(question)) {
      return refused({ kind: 'unreadable', message: 'Settings are saved from the dashboard of a trace file.' });
    }
    if (this.#file === null || report === null) return refused(this.#noFile(report));
    const { uri, content } = this.#file;
    return this.#questions.ask(question, { request: requestFor(uri), format: report.source.format, content }, signal);
  }

  dispose(): void {
    this.#changed.dispose();
  }

  async #read(): Promise<DashboardState> {
    const file = `run ${this.run}`;
    try {
      const run = await this.#history.read<RunSummary | null>(null, (store) => store.run(this.run));
      if (run === null) return problem(file, 'not-found', `Run ${this.run} is not in the history any more.`);
      const report = await this.#history.read<Report | null>(null, (store) => store.report(this.run));
      if (report === null) {
        const why = 'it was stored without its report, as PyPSS itself does, so only its scores are known';
        const message = `Run ${this.run} has no dashboard: ${why}. They are in the tooltip of its row.`;
        return problem(run.source ?? file, 'unreadable', message);
      }
      this.#file = await this.#fileOf(report, run.timestamp);
      const fileThere = this.#file !== null;
      const stored = { id: run.id, timestamp: run.timestamp, fileThere };
      return { state: 'ready', file: run.source ?? report.source.path, report, stale: false, run: stored };
    } catch (error) {
      return problem(file, 'unreadable', error instanceof Error ? error.message : String(error));
    }
  }

  /** The trace file, if it is still the one that was scored: of the same size, and not written since. */
  async #fileOf(report: Report, stored: number): Promise<{ uri: vscode.Uri; content: Fingerprint } | null> {
    const { path, bytes } = report.source;
    try {
      const { size, mtimeMs } = await stat(path);
      if (size !== bytes || mtimeMs / 1000 > stored + CLOCKS) return null;
    } catch {
      // Gone, or on another machine: the stored figures are all there is.
      return null;
    }
    return { uri: vscode.Uri.file(path), content: await fingerprint(path) };
  }

  #noFile(report: Report | null): AnalysisProblem {
    const path = report?.source.path ?? 'the trace file';
    const message = `Single traces and ranges need ${path}, which is gone or has changed since run ${this.run} was stored.`;
    return { kind: 'not-found', message };
  }

  #show(state: DashboardState): void {
    this.#state = state;
    this.#changed.fire(state);
  }
}

function problem(file: string, kind: AnalysisProblem['kind'], message: string): DashboardState {
  return { state: 'problem', file, problem: { kind, message } };
}

function refused(found: AnalysisProblem): Answer {
  return { answer: 'refused', problem: found };
}
