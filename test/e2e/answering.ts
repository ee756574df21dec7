/** Answers the questions of a dashboard page from a real trace file, as the extension's host does. */
import type { Page } from 'playwright-core';
import { AnalysisClient, startAnalysisWorker } from '../../src/analysis/client.ts';
import { isFileQuestion } from '../../src/dashboard/fileQuestions.ts';
import { TraceReading } from '../../src/dashboard/traceReading.ts';
import type { DashboardState } from '../../src/protocol/dashboard.ts';
import type { Question } from '../../src/protocol/question.ts';
import type { Report } from '../../src/protocol/report.ts';

const WORKER = new URL('../../src/analysis/worker.ts', import.meta.url);

/** A trace file that has been read, and can be asked. */
export class AnsweringFile {
  readonly #client = new AnalysisClient(() => startAnalysisWorker(WORKER));
  readonly #reading: TraceReading;
  /** Questions asked so far. */
  asked = 0;

  /** @param root the folder against which file names become module names */
  constructor(path: string, root: string) {
    this.#reading = new TraceReading(this.#client, { path, root }, () => undefined);
  }

  /** Reads the file. */
  async read(): Promise<Report> {
    const outcome = await this.#reading.start();
    if (!outcome.ok) throw new Error(outcome.problem.message);
    return outcome.report;
  }

  get state(): DashboardState {
    return this.#reading.state;
  }

  /** Lets a page ask; before it is loaded. */
  async serve(page: Page): Promise<void> {
    await page.exposeFunction('answer', (question: Question) => {
      this.asked++;
      const { signal } = new AbortController();
      return isFileQuestion(question) ? this.#reading.ask(question, signal) : null;
    });
  }

  async close(): Promise<void> {
    this.#reading.dispose();
    await this.#client.dispose();
  }
}
