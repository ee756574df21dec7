/**
 * Collects in a worker thread, so that whoever shows the figures stays free. One thread serves all sessions; it starts
 * with the first and ends a few seconds after the last.
 */
import { Worker } from 'node:worker_threads';
import type { FromCollectWorker, Received, Saved, ToCollectWorker } from '../protocol/collect.ts';
import type { LiveStatus } from '../protocol/live.ts';
import type { Report } from '../protocol/report.ts';
import { CollectorError } from './collector.ts';

/** How long a thread without sessions is kept, in milliseconds. */
const IDLE_GRACE = 5000;
/** Upper limit of the thread's JavaScript heap in MiB; backlogs and summaries of several sessions stay far below it. */
const HEAP_LIMIT = 2048;

/** What a session tells while it runs. */
export interface SessionListener {
  onStatus(status: LiveStatus): void;
  onReport(report: Report, status: LiveStatus): void;
  /** There is room for so many bytes more of what is brought. */
  onRoom?(bytes: number): void;
  /** The thread is gone, and the session with it; the message says what to do. */
  onBroken(message: string): void;
}

/** How a session ended. */
export interface EndedSession {
  readonly report: Report;
  readonly status: LiveStatus;
  readonly received: Received | null;
}

export type SessionStart = Omit<Extract<ToCollectWorker, { type: 'start' }>, 'type'>;

interface Session {
  readonly listener: SessionListener;
  readonly started: PromiseWithResolvers<LiveStatus>;
  readonly ended: PromiseWithResolvers<EndedSession>;
}

interface Thread {
  readonly worker: Worker;
  readonly sessions: Map<string, Session>;
  readonly asked: Map<number, PromiseWithResolvers<Saved | null>>;
  idleTimer: NodeJS.Timeout | null;
}

/** Starts the thread from a bundled or source file. */
export function startCollectWorker(file: string | URL): Worker {
  return new Worker(file, { name: 'pypss-collect', resourceLimits: { maxOldGenerationSizeMb: HEAP_LIMIT } });
}

export class CollectClient {
  readonly #startWorker: () => Worker;
  readonly #idleGrace: number;
  #thread: Thread | null = null;
  #nextAsk = 1;
  #disposed = false;

  /** @param idleGrace milliseconds after which a thread without sessions ends */
  constructor(start: () => Worker, idleGrace: number = IDLE_GRACE) {
    this.#startWorker = start;
    this.#idleGrace = idleGrace;
  }

  /** Whether a thread is alive at this moment. */
  get alive(): boolean {
    return this.#thread !== null;
  }

  /**
   * Begins a session; settles when its collector listens or waits for its source.
   * @throws CollectorError when it cannot begin
   */
  async start(start: SessionStart, listener: SessionListener): Promise<LiveStatus> {
    if (this.#disposed) throw new CollectorError('The window is being closed.');
    const thread = this.#liveThread();
    const session: Session = {
      listener,
      started: Promise.withResolvers<LiveStatus>(),
      ended: Promise.withResolvers<EndedSession>(),
    };
    // Whoever waits for neither must not be told twice that the thread is gone.
    session.started.promise.catch(() => undefined);
    session.ended.promise.catch(() => undefined);
    thread.sessions.set(start.id, session);
    if (thread.idleTimer !== null) clearTimeout(thread.idleTimer);
    thread.idleTimer = null;
    thread.worker.postMessage({ type: 'start', ...start } satisfies ToCollectWorker);
    return session.started.promise;
  }

  /** Ends a session; settles when everything received is scored. @throws CollectorError when the thread is gone */
  async stop(id: string): Promise<EndedSession> {
    const session = this.#thread?.sessions.get(id);
    if (session === undefined) throw new CollectorError('It is not running.');
    this.tell({ type: 'stop', id });
    return session.ended.promise;
  }

  /** Says something that needs no answer; nothing happens when the session has ended. */
  tell(message: ToCollectWorker): void {
    if (this.#thread?.sessions.has(message.id) !== true) return;
    const transfer = message.type === 'batch' ? [message.ndjson.buffer as ArrayBuffer] : [];
    this.#thread.worker.postMessage(message, transfer);
  }

  /** Writes what a running session has received to a file. @throws CollectorError when that fails */
  async save(id: string, path: string): Promise<Saved> {
    const saved = await this.#ask((ask) => ({ type: 'save', id, ask, path }));
    if (saved === null) throw new CollectorError('It is not running any more.');
    return saved;
  }

  /** Settles when all that was brought to a session is scored, or when it has ended. */
  async settled(id: string): Promise<void> {
    await this.#ask((ask) => ({ type: 'settle', id, ask }));
  }

  /** Ends the thread at once; its listeners are closed with it. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    const thread = this.#thread;
    if (thread === null) return;
    this.#end(thread, 'the window was closed');
    await thread.worker.terminate();
  }

  async #ask(message: (ask: number) => ToCollectWorker): Promise<Saved | null> {
    const ask = this.#nextAsk++;
    const said = message(ask);
    const thread = this.#thread;
    if (thread?.sessions.has(said.id) !== true) return null;
    const answer = Promise.withResolvers<Saved | null>();
    thread.asked.set(ask, answer);
    this.tell(said);
    return answer.promise;
  }

  #liveThread(): Thread {
    if (this.#thread !== null) return this.#thread;
    const thread: Thread = { worker: this.#startWorker(), sessions: new Map(), asked: new Map(), idleTimer: null };
    let cause: string | null = null;
    thread.worker.on('message', (message: FromCollectWorker) => this.#receive(thread, message));
    thread.worker.on('messageerror', (error) => {
      cause = error.message;
      void thread.worker.terminate();
    });
    thread.worker.on('error', (error: unknown) => (cause = error instanceof Error ? error.message : String(error)));
    thread.worker.on('exit', (code) => this.#end(thread, cause ?? `exit code ${code}`));
    this.#thread = thread;
    return thread;
  }

  #receive(thread: Thread, message: FromCollectWorker): void {
    const session = thread.sessions.get(message.id);
    switch (message.type) {
      case 'status':
        session?.listener.onStatus(message.status);
        return;
      case 'report':
        session?.listener.onReport(message.report, message.status);
        return;
      case 'room':
        session?.listener.onRoom?.(message.bytes);
        return;
      case 'started':
        session?.started.resolve(message.status);
        return;
      case 'refused':
        this.#forget(thread, message.id);
        session?.started.reject(new CollectorError(message.message));
        session?.ended.reject(new CollectorError(message.message));
        return;
      case 'stopped': {
        const { report, status, received } = message;
        this.#forget(thread, message.id);
        session?.ended.resolve({ report, status, received });
        return;
      }
      case 'saved':
      case 'settled':
        this.#answer(thread, message.ask)?.resolve(message.type === 'saved' ? message.saved : null);
        return;
      case 'not-saved':
        this.#answer(thread, message.ask)?.reject(new CollectorError(message.message));
    }
  }

  #answer(thread: Thread, ask: number): PromiseWithResolvers<Saved | null> | undefined {
    const answer = thread.asked.get(ask);
    thread.asked.delete(ask);
    return answer;
  }

  #forget(thread: Thread, id: string): void {
    thread.sessions.delete(id);
    if (thread.sessions.size > 0) return;
    thread.idleTimer = setTimeout(() => {
      if (this.#thread === thread) this.#thread = null;
      void thread.worker.terminate();
    }, this.#idleGrace).unref();
  }

  /** The thread is gone, as wished or not: what still ran in it hears so. */
  #end(thread: Thread, cause: string): void {
    if (this.#thread === thread) this.#thread = null;
    if (thread.idleTimer !== null) clearTimeout(thread.idleTimer);
    const message = `Collecting ended unexpectedly (${cause}). Start the collector again.`;
    const error = new CollectorError(message);
    for (const answer of thread.asked.values()) answer.reject(error);
    thread.asked.clear();
    const sessions = [...thread.sessions.values()];
    thread.sessions.clear();
    for (const { listener, started, ended } of sessions) {
      started.reject(error);
      ended.reject(error);
      listener.onBroken(message);
    }
  }
}
