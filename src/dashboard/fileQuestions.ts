/** Answers what a dashboard asks of a trace file beyond its report, by reading the file again. */
import type { AnalysisClient } from '../analysis/client.ts';
import type { AnalysisProblem, AnalysisRequest } from '../protocol/analysis.ts';
import type { Answer, Question } from '../protocol/question.ts';
import type { SourceFormat } from '../protocol/report.ts';
import { fingerprint, type Fingerprint } from './fingerprint.ts';

/** Questions that are answered from the file. */
export type FileQuestion = Extract<Question, { ask: 'traces' | 'record' | 'report' | 'timeline' }>;

/** Whether a question is one for the file. */
export function isFileQuestion(question: Question): question is FileQuestion {
  return ['traces', 'record', 'report', 'timeline'].includes(question.ask);
}

/** The file as it was read for the figures that are shown. */
export interface ReadFile {
  request: AnalysisRequest;
  /** null while unknown. */
  format: SourceFormat | null;
  content: Fingerprint;
}

/** Answers kept: a reader goes back and forth between a few ranges and pages. Reports are large. */
const MOST_PAGES = 24;
const MOST_REPORTS = 4;

export class FileQuestions {
  readonly #client: AnalysisClient;
  readonly #pages = new Map<string, Answer>();
  readonly #reports = new Map<string, Answer>();

  constructor(client: AnalysisClient) {
    this.#client = client;
  }

  /** The file is read again: what was answered before is of the past. */
  clear(): void {
    this.#pages.clear();
    this.#reports.clear();
  }

  /** Answers from the file, or says why that cannot be done (any more). */
  async ask(question: FileQuestion, file: ReadFile, signal: AbortSignal): Promise<Answer> {
    const { path } = file.request;
    const kept = question.ask === 'report' ? this.#reports : this.#pages;
    const key = JSON.stringify(question);
    const known = kept.get(key);
    if (known !== undefined) return renew(kept, key, known);
    const before = await differs(file);
    if (before !== null) return { answer: 'refused', problem: before };
    const answer = await this.#read(question, file, signal);
    if (answer.answer === 'refused') return answer;
    const after = await differs(file);
    if (after !== null) return { answer: 'refused', problem: after };
    if (signal.aborted)
      return { answer: 'refused', problem: { kind: 'cancelled', message: `Reading ${path} was stopped.` } };
    renew(kept, key, answer);
    const most = question.ask === 'report' ? MOST_REPORTS : MOST_PAGES;
    for (const oldest of kept.keys()) if (kept.size > most) kept.delete(oldest);
    return answer;
  }

  async #read(question: FileQuestion, { request, format }: ReadFile, signal: AbortSignal): Promise<Answer> {
    switch (question.ask) {
      case 'traces': {
        const { filter, cursor, limit } = question;
        const run = this.#client.page({ request: { ...request, filter }, cursor, limit, format });
        const outcome = await untilAborted(run, signal);
        return outcome.ok ? { answer: 'traces', page: outcome.page } : { answer: 'refused', problem: outcome.problem };
      }
      case 'record': {
        if (request.jsonPath !== undefined) return { answer: 'refused', problem: noPlaces(request) };
        const { offset, length } = question;
        const outcome = await untilAborted(this.#client.record({ path: request.path, offset, length }), signal);
        if (!outcome.ok) return { answer: 'refused', problem: outcome.problem };
        return { answer: 'record', text: outcome.text, bytes: outcome.bytes };
      }
      case 'report': {
        const run = this.#client.analyze({ ...request, filter: question.filter });
        const outcome = await untilAborted(run, signal);
        if (!outcome.ok) return { answer: 'refused', problem: outcome.problem };
        return { answer: 'report', report: outcome.report };
      }
      case 'timeline': {
        const { filter, window } = question;
        const run = this.#client.analyze({ ...request, filter, ...(window === null ? {} : { window }) });
        const outcome = await untilAborted(run, signal);
        if (!outcome.ok) return { answer: 'refused', problem: outcome.problem };
        return { answer: 'timeline', timeline: outcome.report.timeline };
      }
    }
  }
}

/** The outcome of a reading that ends with the signal. */
async function untilAborted<T>(run: { outcome: Promise<T>; cancel(): void }, signal: AbortSignal): Promise<T> {
  const cancel = (): void => run.cancel();
  if (signal.aborted) cancel();
  signal.addEventListener('abort', cancel);
  try {
    return await run.outcome;
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

/** Keeps an answer as the newest. */
function renew(kept: Map<string, Answer>, key: string, answer: Answer): Answer {
  kept.delete(key);
  kept.set(key, answer);
  return answer;
}

/** What is wrong when the file is no longer the one that was read. */
async function differs({ request: { path }, content }: ReadFile): Promise<AnalysisProblem | null> {
  const now = await fingerprint(path);
  if (now === content && now !== null) return null;
  return now === null
    ? { kind: 'not-found', message: `${path} is not there any more. The figures shown are those read before.` }
    : { kind: 'changed', message: `${path} has changed since it was read. Reload it to see single calls and ranges.` };
}

function noPlaces({ path, jsonPath }: AnalysisRequest): AnalysisProblem {
  const message = `${path} is read by the path ${jsonPath ?? ''}, where single traces have no place of their own in the file. Open the file as text to look at them.`;
  return { kind: 'unreadable', message };
}
