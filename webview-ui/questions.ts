/** Questions to the host, and their answers. */
import type { FromDashboard } from '../src/protocol/dashboard.ts';
import type { Answer, Question } from '../src/protocol/question.ts';

/** A question under way. */
export interface Asked {
  /** Settles with the answer, `refused` among them; never after `forget`. */
  readonly answer: Promise<Answer>;
  /** The answer is no longer wanted. */
  forget(): void;
}

const NOBODY: Answer = {
  answer: 'refused',
  problem: {
    kind: 'unreadable',
    message: 'This page holds the figures only; open the trace file in the editor to see single calls.',
  },
};

export class Questions {
  private readonly live: boolean;
  private readonly post: (message: FromDashboard) => void;
  private readonly open = new Map<number, (answer: Answer) => void>();
  private last = 0;

  /** @param live whether anybody answers; if not, every question is refused */
  constructor(live: boolean, post: (message: FromDashboard) => void) {
    this.live = live;
    this.post = post;
  }

  ask(question: Question): Asked {
    if (!this.live) return { answer: Promise.resolve(NOBODY), forget: () => undefined };
    const id = ++this.last;
    const answer = new Promise<Answer>((resolve) => this.open.set(id, resolve));
    this.post({ type: 'ask', id, question });
    return {
      answer,
      forget: () => {
        if (this.open.delete(id)) this.post({ type: 'forget', id });
      },
    };
  }

  /** Whether an answer is still wanted. */
  waitsFor(id: number): boolean {
    return this.open.has(id);
  }

  /** Takes an answer; one that nobody waits for any more is dropped. */
  receive(id: number, answer: Answer): void {
    const resolve = this.open.get(id);
    this.open.delete(id);
    resolve?.(answer);
  }
}
