import { randomUUID } from 'node:crypto';
import type { DashboardState, ToDashboard } from '../../../src/protocol/dashboard.ts';
import type { Answer, Question } from '../../../src/protocol/question.ts';

/** A page of a board as a browser would have it: cookie, event stream, messages. */
export class BoardPage {
  /** Every state it was told, oldest first. */
  readonly states: DashboardState[] = [];
  readonly #origin: string;
  readonly #cookie: string;
  readonly #id = randomUUID();
  readonly #answers = new Map<number, (answer: Answer) => void>();
  #ended = new AbortController();
  #changed = Promise.withResolvers<undefined>();
  #from = 0;
  #asked = 0;

  private constructor(origin: string, cookie: string) {
    this.#origin = origin;
    this.#cookie = cookie;
  }

  static async open(address: string): Promise<BoardPage> {
    const cookie = (await fetch(address)).headers.get('set-cookie') ?? '';
    const page = new BoardPage(new URL(address).origin, cookie.split(';')[0]);
    await page.#connect();
    return page;
  }

  /** The first state since the last one found of which `pick` takes something. */
  async until<T>(pick: (state: DashboardState) => T | null): Promise<T> {
    for (;;) {
      while (this.#from < this.states.length) {
        const found = pick(this.states[this.#from++]);
        if (found !== null) return found;
      }
      await this.#changed.promise;
    }
  }

  /** Sends a message; the status of the answer. */
  async post(message: unknown): Promise<number> {
    const response = await fetch(`${this.#origin}/messages?client=${this.#id}`, {
      method: 'POST',
      headers: { cookie: this.#cookie, origin: this.#origin, 'content-type': 'application/json' },
      body: JSON.stringify(message),
    });
    return response.status;
  }

  async ask(question: Question): Promise<Answer> {
    const id = ++this.#asked;
    const { promise, resolve } = Promise.withResolvers<Answer>();
    this.#answers.set(id, resolve);
    await this.post({ type: 'ask', id, question });
    return promise;
  }

  async get(target: string): Promise<Record<string, unknown>> {
    const response = await fetch(this.#origin + target, { headers: { cookie: this.#cookie } });
    return (await response.json()) as Record<string, unknown>;
  }

  async reconnect(): Promise<void> {
    this.close();
    this.#ended = new AbortController();
    await this.#connect();
  }

  close(): void {
    this.#ended.abort();
  }

  async #connect(): Promise<void> {
    const { signal } = this.#ended;
    const headers = { cookie: this.#cookie };
    const { body } = await fetch(`${this.#origin}/events?client=${this.#id}`, { headers, signal });
    void this.#listen(body!, signal);
  }

  async #listen(body: ReadableStream<Uint8Array>, signal: AbortSignal): Promise<void> {
    let text = '';
    try {
      for await (const piece of body.pipeThrough(new TextDecoderStream()) as unknown as AsyncIterable<string>) {
        const events = (text + piece).split('\n\n');
        text = events.pop()!;
        for (const event of events)
          if (event.startsWith('data: ')) this.#take(JSON.parse(event.slice(6)) as ToDashboard);
      }
    } catch (error) {
      // Closing the page ends the stream this way; a board that stops ends it, too.
      if (!signal.aborted && (error as Error).name !== 'TypeError') throw error;
    }
  }

  #take(message: ToDashboard): void {
    if (message.type === 'state') this.states.push(message.state);
    if (message.type === 'answer') this.#answers.get(message.id)?.(message.answer);
    this.#changed.resolve(undefined);
    this.#changed = Promise.withResolvers();
  }
}
