/** One page that is open in a browser: messages to it as server-sent events, its messages checked and answered. */
import type { ServerResponse } from 'node:http';
import { parseFromDashboard } from '../dashboard/dashboardMessages.ts';
import { ReportSender } from '../dashboard/reportSender.ts';
import type { DashboardState, FromDashboard, ToDashboard } from '../protocol/dashboard.ts';
import type { Question } from '../protocol/question.ts';
import type { BoardFile } from './boardFile.ts';

/** Milliseconds between signs of life, which keep proxies from closing a silent stream. */
const HEARTBEAT = 15_000;

export class BoardClient {
  readonly #file: BoardFile;
  readonly #stream: ServerResponse;
  readonly #heartbeat: NodeJS.Timeout;
  readonly #forget: () => void;
  /** The page has said `ready`. */
  #listening = false;
  readonly #sender = new ReportSender((message) => this.#post(message));
  /** Questions whose answers are still wanted. */
  readonly #asked = new Map<number, AbortController>();

  constructor(file: BoardFile, stream: ServerResponse) {
    this.#file = file;
    this.#stream = stream;
    this.#forget = file.onState((state) => this.#show(state));
    this.#heartbeat = setInterval(() => stream.write(': \n\n'), HEARTBEAT);
    stream.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8', 'X-Accel-Buffering': 'no' });
    stream.write('retry: 1000\n\n');
  }

  /** Takes a message of the page; false when it is none. */
  receive(value: unknown): boolean {
    const message = parseFromDashboard(value);
    if (message === null) return false;
    this.#perform(message);
    return true;
  }

  close(): void {
    clearInterval(this.#heartbeat);
    this.#forget();
    this.#sender.reset();
    for (const asked of this.#asked.values()) asked.abort();
    this.#asked.clear();
    this.#stream.end();
  }

  #perform(message: FromDashboard): void {
    switch (message.type) {
      case 'ready':
        this.#listening = true;
        this.#sender.reset();
        this.#show(this.#file.state);
        return;
      case 'stop':
        this.#file.stop();
        return;
      case 'reload':
        void this.#file.reload();
        return;
      case 'read-path':
        void this.#file.readPath(message.jsonPath);
        return;
      case 'ask':
        void this.#answer(message.id, message.question);
        return;
      case 'forget':
        this.#asked.get(message.id)?.abort();
        this.#asked.delete(message.id);
        return;
      default:
        // The page does the rest by itself, or does not offer it.
        return;
    }
  }

  async #answer(id: number, question: Question): Promise<void> {
    const asked = new AbortController();
    this.#asked.set(id, asked);
    const wanted = (): boolean => !asked.signal.aborted;
    try {
      const answer = await this.#file.ask(question, asked.signal);
      if (wanted()) await this.#sender.answer(id, answer, wanted);
    } catch (error) {
      const message = `The board failed to answer: ${error instanceof Error ? error.message : String(error)}`;
      const problem = { kind: 'crashed', message } as const;
      if (wanted()) await this.#sender.answer(id, { answer: 'refused', problem }, wanted);
    } finally {
      this.#asked.delete(id);
    }
  }

  #show(state: DashboardState): void {
    if (this.#listening) void this.#sender.state(state);
  }

  /** Settles when the connection has taken the message, or is gone. */
  #post(message: ToDashboard): Promise<void> {
    if (this.#stream.writableEnded || this.#stream.destroyed) return Promise.resolve();
    return new Promise((resolve) => {
      this.#stream.write(`data: ${JSON.stringify(message)}\n\n`, () => resolve());
    });
  }
}
