/**
 * Runs analyses in worker threads. Threads start on first use, serve one file at a time, survive neither a crash nor
 * a few idle seconds, and at most two run at once; further files wait their turn.
 */
import { Worker } from 'node:worker_threads';
import type {
  AnalysisProblem,
  AnalysisRequest,
  FromAnalysisWorker,
  PageRequest,
  Progress,
  RecordRequest,
  ToAnalysisWorker,
} from '../protocol/analysis.ts';
import type { TracePage } from '../protocol/question.ts';
import type { Report } from '../protocol/report.ts';
import type { AnalysisOutcome } from './analyze.ts';

/** How many files are read at once. */
const MAX_WORKERS = 2;
/** How long a thread without work is kept, in milliseconds. */
const IDLE_GRACE = 5000;
/** Upper limit of a thread's JavaScript heap in MiB; summaries are bounded far below it. */
const HEAP_LIMIT = 2048;

/** What a running analysis tells before it is done. */
export interface AnalysisListener {
  onProgress?(progress: Progress): void;
  /** The report over what was read so far; at most four a second. */
  onPartial?(report: Report, progress: Progress): void;
}

/** An analysis under way or waiting. */
export interface AnalysisRun {
  /** Settles with the report or the problem; it never rejects. */
  readonly outcome: Promise<AnalysisOutcome>;
  /** Stops reading. The outcome is then the report over what was read, or the problem `cancelled`. */
  cancel(): void;
}

/** A page of traces or a record being read, or waiting. */
export interface ReadingRun<T> {
  /** Settles with what was read or the problem; it never rejects. */
  readonly outcome: Promise<T | { ok: false; problem: AnalysisProblem }>;
  /** Stops reading; the outcome is then the problem `cancelled`. */
  cancel(): void;
}

interface Job {
  readonly message: ToAnalysisWorker;
  readonly path: string;
  /** The whole file is read for display: once at a time. */
  readonly alone: boolean;
  /** Takes what the thread says; true when that was the last of it. */
  receive(message: FromAnalysisWorker): boolean;
  fail(problem: AnalysisProblem): void;
}

interface Thread {
  readonly worker: Worker;
  job: Job | null;
  idleTimer: NodeJS.Timeout | null;
}

/** Starts a worker thread from a bundled or source file. */
export function startAnalysisWorker(file: string | URL): Worker {
  return new Worker(file, { name: 'pypss-analysis', resourceLimits: { maxOldGenerationSizeMb: HEAP_LIMIT } });
}

export class AnalysisClient {
  readonly #startWorker: () => Worker;
  readonly #idleGrace: number;
  readonly #threads = new Set<Thread>();
  #queue: Job[] = [];
  #nextId = 1;
  #disposed = false;

  /**
   * @param start makes a worker thread that runs `worker.ts`
   * @param idleGrace milliseconds after which an idle thread ends
   */
  constructor(start: () => Worker, idleGrace: number = IDLE_GRACE) {
    this.#startWorker = start;
    this.#idleGrace = idleGrace;
  }

  /** Threads alive at this moment. */
  get threadCount(): number {
    return this.#threads.size;
  }

  /**
   * Reads a trace file. A second request for a file that is being read waits until the first is done, unless it is for
   * some of the traces only.
   */
  analyze(request: AnalysisRequest, listener: AnalysisListener = {}): AnalysisRun {
    const { promise, resolve } = Promise.withResolvers<AnalysisOutcome>();
    const job: Job = {
      message: { type: 'analyze', request, ...this.#ticket() },
      path: request.path,
      alone: request.filter === undefined,
      receive(message) {
        if (message.type === 'progress') listener.onProgress?.(message.progress);
        else if (message.type === 'partial') listener.onPartial?.(message.report, message.progress);
        else if (message.type === 'done') resolve({ ok: true, report: message.report });
        return message.type === 'done';
      },
      fail: (problem) => resolve({ ok: false, problem }),
    };
    this.#start(job);
    return { outcome: promise, cancel: () => this.#cancel(job) };
  }

  /** Reads one page of a file's traces. */
  page(page: PageRequest): ReadingRun<{ ok: true; page: TracePage }> {
    const message: ToAnalysisWorker = { type: 'page', page, ...this.#ticket() };
    return this.#read(message, page.request.path, (answer) =>
      answer.type === 'page' ? { ok: true, page: answer.page } : null,
    );
  }

  /** Reads one record back, as it stands in the file. */
  record(record: RecordRequest): ReadingRun<{ ok: true; text: string; bytes: number }> {
    const message: ToAnalysisWorker = { type: 'record', record, ...this.#ticket() };
    return this.#read(message, record.path, (answer) =>
      answer.type === 'record' ? { ok: true, text: answer.text, bytes: answer.bytes } : null,
    );
  }

  #read<T>(message: ToAnalysisWorker, path: string, take: (answer: FromAnalysisWorker) => T | null): ReadingRun<T> {
    const { promise, resolve } = Promise.withResolvers<T | { ok: false; problem: AnalysisProblem }>();
    const job: Job = {
      message,
      path,
      alone: false,
      receive(answer) {
        const taken = take(answer);
        if (taken !== null) resolve(taken);
        return taken !== null;
      },
      fail: (problem) => resolve({ ok: false, problem }),
    };
    this.#start(job);
    return { outcome: promise, cancel: () => this.#cancel(job) };
  }

  #ticket(): { id: number; cancel: SharedArrayBuffer } {
    return { id: this.#nextId++, cancel: new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT) };
  }

  #start(job: Job): void {
    if (this.#disposed) {
      job.fail(cancelled(job.path));
      return;
    }
    this.#queue.push(job);
    this.#dispatch();
  }

  /** Ends all threads; running and waiting analyses settle as cancelled. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    for (const job of this.#queue) job.fail(cancelled(job.path));
    this.#queue = [];
    await Promise.all(
      [...this.#threads].map((thread) => {
        thread.job?.fail(cancelled(thread.job.path));
        thread.job = null;
        return this.#end(thread);
      }),
    );
  }

  #cancel(job: Job): void {
    Atomics.store(new Int32Array(job.message.cancel), 0, 1);
    if (!this.#queue.includes(job)) return;
    this.#queue = this.#queue.filter((waiting) => waiting !== job);
    job.fail(cancelled(job.path));
  }

  #dispatch(): void {
    const reading = new Set([...this.#threads].map(({ job }) => (job?.alone === true ? job.path : null)));
    const job = this.#queue.find((waiting) => !waiting.alone || !reading.has(waiting.path));
    if (job === undefined) return;
    const thread = this.#freeThread(job);
    if (thread === null) return;
    this.#queue = this.#queue.filter((waiting) => waiting !== job);
    thread.job = job;
    if (thread.idleTimer !== null) clearTimeout(thread.idleTimer);
    thread.idleTimer = null;
    thread.worker.postMessage(job.message);
    this.#dispatch();
  }

  #freeThread(job: Job): Thread | null {
    for (const thread of this.#threads) if (thread.job === null) return thread;
    if (this.#threads.size >= MAX_WORKERS) return null;
    try {
      return this.#startThread();
    } catch (error) {
      this.#queue = this.#queue.filter((waiting) => waiting !== job);
      job.fail(crashed(job.path, error instanceof Error ? error.message : String(error)));
      queueMicrotask(() => this.#dispatch());
      return null;
    }
  }

  #startThread(): Thread {
    const thread: Thread = { worker: this.#startWorker(), job: null, idleTimer: null };
    let cause: string | null = null;
    thread.worker.on('message', (message: FromAnalysisWorker) => this.#receive(thread, message));
    thread.worker.on('messageerror', (error) => {
      cause = error.message;
      void this.#end(thread);
    });
    thread.worker.on('error', (error: unknown) => {
      cause = error instanceof Error ? error.message : String(error);
    });
    thread.worker.on('exit', (code) => this.#ended(thread, cause ?? `exit code ${code}`));
    this.#threads.add(thread);
    return thread;
  }

  #receive(thread: Thread, message: FromAnalysisWorker): void {
    const job = thread.job;
    if (job === null || job.message.id !== message.id) return;
    if (message.type === 'failed') job.fail(message.problem);
    else if (!job.receive(message)) return;
    this.#finish(thread);
  }

  #finish(thread: Thread): void {
    thread.job = null;
    this.#dispatch();
    if (thread.job === null) thread.idleTimer = setTimeout(() => void this.#end(thread), this.#idleGrace).unref();
  }

  #ended(thread: Thread, cause: string): void {
    const job = thread.job;
    this.#forget(thread);
    job?.fail(crashed(job.path, cause));
    this.#dispatch();
  }

  async #end(thread: Thread): Promise<void> {
    const job = thread.job;
    // An idle thread is forgotten at once, so that no new job lands on it while it ends.
    if (job === null) this.#forget(thread);
    await thread.worker.terminate();
  }

  #forget(thread: Thread): void {
    if (thread.idleTimer !== null) clearTimeout(thread.idleTimer);
    thread.idleTimer = null;
    thread.job = null;
    this.#threads.delete(thread);
  }
}

function cancelled(path: string): AnalysisProblem {
  return { kind: 'cancelled', message: `Reading ${path} was stopped before the first trace.` };
}

function crashed(path: string, cause: string): AnalysisProblem {
  const message = `The reader stopped unexpectedly while reading ${path} (${cause}). Read the file again to retry.`;
  return { kind: 'crashed', message };
}
