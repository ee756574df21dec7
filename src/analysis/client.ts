/**
 * Runs analyses in worker threads. Threads start on first use, serve one file at a time, survive neither a crash nor
 * a few idle seconds, and at most two run at once; further files wait their turn.
 */
import { Worker } from 'node:worker_threads';
import type { AnalysisProblem, AnalysisRequest, FromAnalysisWorker, Progress } from '../protocol/analysis.ts';
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

interface Job {
  readonly id: number;
  readonly request: AnalysisRequest;
  readonly listener: AnalysisListener;
  readonly cancel: SharedArrayBuffer;
  settle(outcome: AnalysisOutcome): void;
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
  readonly #start: () => Worker;
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
    this.#start = start;
    this.#idleGrace = idleGrace;
  }

  /** Threads alive at this moment. */
  get threadCount(): number {
    return this.#threads.size;
  }

  /** Reads a trace file. A second request for a file that is being read waits until the first is done. */
  analyze(request: AnalysisRequest, listener: AnalysisListener = {}): AnalysisRun {
    const { promise, resolve } = Promise.withResolvers<AnalysisOutcome>();
    const cancel = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
    const job: Job = { id: this.#nextId++, request, listener, cancel, settle: resolve };
    if (this.#disposed) {
      job.settle(cancelled(request));
    } else {
      this.#queue.push(job);
      this.#dispatch();
    }
    return { outcome: promise, cancel: () => this.#cancel(job) };
  }

  /** Ends all threads; running and waiting analyses settle as cancelled. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    for (const job of this.#queue) job.settle(cancelled(job.request));
    this.#queue = [];
    await Promise.all(
      [...this.#threads].map((thread) => {
        thread.job?.settle(cancelled(thread.job.request));
        thread.job = null;
        return this.#end(thread);
      }),
    );
  }

  #cancel(job: Job): void {
    Atomics.store(new Int32Array(job.cancel), 0, 1);
    if (!this.#queue.includes(job)) return;
    this.#queue = this.#queue.filter((waiting) => waiting !== job);
    job.settle(cancelled(job.request));
  }

  #dispatch(): void {
    const reading = new Set([...this.#threads].map((thread) => thread.job?.request.path));
    const job = this.#queue.find((waiting) => !reading.has(waiting.request.path));
    if (job === undefined) return;
    const thread = this.#freeThread(job);
    if (thread === null) return;
    this.#queue = this.#queue.filter((waiting) => waiting !== job);
    thread.job = job;
    if (thread.idleTimer !== null) clearTimeout(thread.idleTimer);
    thread.idleTimer = null;
    thread.worker.postMessage({ type: 'analyze', id: job.id, request: job.request, cancel: job.cancel });
    this.#dispatch();
  }

  #freeThread(job: Job): Thread | null {
    for (const thread of this.#threads) if (thread.job === null) return thread;
    if (this.#threads.size >= MAX_WORKERS) return null;
    try {
      return this.#startThread();
    } catch (error) {
      this.#queue = this.#queue.filter((waiting) => waiting !== job);
      job.settle(crashed(job.request, error instanceof Error ? error.message : String(error)));
      queueMicrotask(() => this.#dispatch());
      return null;
    }
  }

  #startThread(): Thread {
    const thread: Thread = { worker: this.#start(), job: null, idleTimer: null };
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
    if (job === null || job.id !== message.id) return;
    switch (message.type) {
      case 'progress':
        job.listener.onProgress?.(message.progress);
        return;
      case 'partial':
        job.listener.onPartial?.(message.report, message.progress);
        return;
      case 'done':
        this.#finish(thread, job, { ok: true, report: message.report });
        return;
      case 'failed':
        this.#finish(thread, job, { ok: false, problem: message.problem });
    }
  }

  #finish(thread: Thread, job: Job, outcome: AnalysisOutcome): void {
    thread.job = null;
    job.settle(outcome);
    this.#dispatch();
    if (thread.job === null) thread.idleTimer = setTimeout(() => void this.#end(thread), this.#idleGrace).unref();
  }

  #ended(thread: Thread, cause: string): void {
    const job = thread.job;
    this.#forget(thread);
    job?.settle(crashed(job.request, cause));
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

function cancelled(request: AnalysisRequest): AnalysisOutcome {
  return problem({ kind: 'cancelled', message: `Reading ${request.path} was stopped before the first trace.` });
}

function crashed(request: AnalysisRequest, cause: string): AnalysisOutcome {
  const message = `The reader stopped unexpectedly while reading ${request.path} (${cause}). Read the file again to retry.`;
  return problem({ kind: 'crashed', message });
}

function problem(value: AnalysisProblem): AnalysisOutcome {
  return { ok: false, problem: value };
}
