/** The trace file behind a board: read, watched, and read again when it grows or another takes its place. */
import { setTimeout as pause } from 'node:timers/promises';
import type { AnalysisOutcome } from '../analysis/analyze.ts';
import type { AnalysisClient } from '../analysis/client.ts';
import { answerWhatIf, saveSettings, settingsFileOf } from '../dashboard/settings.ts';
import { TraceReading } from '../dashboard/traceReading.ts';
import type { AnalysisRequest } from '../protocol/analysis.ts';
import type { DashboardState } from '../protocol/dashboard.ts';
import type { Answer, Question } from '../protocol/question.ts';
import type { Report } from '../protocol/report.ts';

/** Milliseconds between two looks at the file. */
const LOOK = 400;
/** A file that keeps growing is read again after this long, in milliseconds, although it has not come to rest. */
const PATIENCE = 2000;
/** Reading takes at most a third of the time: after a reading it rests twice as long as that took. */
const REST = 2;

export interface BoardFileOptions {
  /** Milliseconds between two looks at the file, if not the usual. */
  look?: number;
}

export class BoardFile {
  readonly path: string;
  readonly #request: AnalysisRequest;
  readonly #reading: TraceReading;
  readonly #look: number;
  readonly #listeners = new Set<(state: DashboardState) => void>();
  readonly #ended = new AbortController();
  #jsonPath: string | undefined;

  constructor(client: AnalysisClient, request: AnalysisRequest, options: BoardFileOptions = {}) {
    this.path = request.path;
    this.#request = request;
    this.#jsonPath = request.jsonPath;
    this.#look = options.look ?? LOOK;
    this.#reading = new TraceReading(client, request, (state) => this.#tell(state), true);
  }

  get state(): DashboardState {
    return this.#reading.state;
  }

  get report(): Report | null {
    return this.#reading.report;
  }

  /** Calls `listener` with every new state, until the returned function is called. */
  onState(listener: (state: DashboardState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Reads the file and goes on looking at it; a file that is not there is waited for. Settles after `dispose`. */
  async follow(): Promise<void> {
    const { signal } = this.#ended;
    await this.reload();
    while (!signal.aborted) {
      await this.#wait(this.#look);
      if (signal.aborted || !(await this.#reading.checkFile())) continue;
      await this.#rest();
      const started = performance.now();
      await this.#readAgain();
      await this.#wait((performance.now() - started) * REST);
    }
  }

  /** Reads the file again. */
  async reload(): Promise<void> {
    await this.#reading.start(this.#jsonPath);
  }

  /** Reads the traces at a JSON path. */
  async readPath(jsonPath: string): Promise<void> {
    this.#jsonPath = jsonPath;
    await this.reload();
  }

  stop(): void {
    this.#reading.stop();
  }

  /** Answers a question of the page; a fault of the input is an answer too (`refused`). */
  async ask(question: Question, signal: AbortSignal): Promise<Answer> {
    switch (question.ask) {
      case 'what-if':
        return answerWhatIf(this.report, question.settings);
      case 'save-settings': {
        const answer = await saveSettings(settingsFileOf(this.report, this.#request.root), question.settings);
        if (answer.answer === 'saved') await this.#reading.start(this.#jsonPath, true);
        return answer;
      }
      default:
        return this.#reading.ask(question, signal);
    }
  }

  dispose(): void {
    this.#ended.abort();
    this.#reading.dispose();
    this.#listeners.clear();
  }

  /** Waits until the file stays as it is, but not for ever. */
  async #rest(): Promise<void> {
    const until = performance.now() + PATIENCE;
    let seen = '';
    for (;;) {
      const now = await this.#reading.lookAt();
      if (now === seen || performance.now() >= until || this.#ended.signal.aborted) return;
      seen = now;
      await this.#wait(this.#look / 2);
    }
  }

  /** The figures of before stay unless the file, at rest, cannot be read any more. */
  async #readAgain(): Promise<void> {
    const before = await this.#reading.lookAt();
    const outcome: AnalysisOutcome = await this.#reading.start(this.#jsonPath, true);
    if (outcome.ok || this.#reading.state.state !== 'ready') return;
    await this.#wait(this.#look);
    // Half written at that moment: the next look finds it changed.
    if (this.#ended.signal.aborted || (await this.#reading.lookAt()) !== before) return;
    await this.reload();
  }

  async #wait(milliseconds: number): Promise<void> {
    const { signal } = this.#ended;
    try {
      await pause(milliseconds, undefined, { signal });
    } catch (error) {
      // The end of the pause by abort is what the signal is for.
      if (!signal.aborted) throw error;
    }
  }

  #tell(state: DashboardState): void {
    for (const listener of this.#listeners) listener(state);
  }
}
