import { Worker } from 'node:worker_threads';

/** Watches the messages that the extension sends to its worker threads, to get hold of the threads. */
export class WorkerSpy {
  readonly #original = Worker.prototype.postMessage;
  #waiting: ((worker: Worker) => void)[] = [];

  constructor() {
    const original = this.#original;
    const started = (worker: Worker, message: unknown) => this.#started(worker, message);
    Worker.prototype.postMessage = function (this: Worker, ...args: Parameters<Worker['postMessage']>) {
      started(this, args[0]);
      original.apply(this, args);
    };
  }

  /** The thread of the next analysis, once it has told anything: it is in the middle of its work then. */
  nextAtWork(): Promise<Worker> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  dispose(): void {
    Worker.prototype.postMessage = this.#original;
  }

  #started(worker: Worker, message: unknown): void {
    const isAnalysis =
      typeof message === 'object' && message !== null && 'type' in message && message.type === 'analyze';
    if (!isAnalysis) return;
    for (const resolve of this.#waiting) worker.once('message', () => resolve(worker));
    this.#waiting = [];
  }
}
