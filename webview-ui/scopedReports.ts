/** Exact figures of some of the traces: asked for once the choice has come to rest, and kept for a few choices. */
import type { Answer, TraceFilter } from '../src/protocol/question.ts';
import type { Report } from '../src/protocol/report.ts';
import type { Timeline } from '../src/protocol/reportCharts.ts';
import type { Asked } from './questions.ts';

/** What is known of the figures of some of the traces. */
export type Scoped<T extends object = { report: Report }> =
  | ({ known: 'exact' } & T)
  | { known: 'updating' }
  /** They cannot be had: why. */
  | { known: 'refused'; reason: string };

const MOST_KEPT = 6;

/** Which windows of which traces: `window` in seconds, null for a width that suits the span. */
export interface Windows {
  filter: TraceFilter;
  window: number | null;
}

/** What of an answer is kept; null when it is another answer. */
export const reportOf = (answer: Answer): { report: Report } | null =>
  answer.answer === 'report' ? { report: answer.report } : null;
export const timelineOf = (answer: Answer): { timeline: Timeline | null } | null =>
  answer.answer === 'timeline' ? { timeline: answer.timeline } : null;

/** @typeParam F what is asked about @typeParam T what is known of it */
export class ScopedAnswers<F extends object, T extends object> {
  private readonly ask: (about: F) => Asked;
  private readonly take: (answer: Answer) => T | null;
  private readonly changed: () => void;
  private readonly rest: number;
  private readonly kept = new Map<string, Scoped<T>>();
  private wanted: string | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asked: Asked | null = null;

  /**
   * @param take finds in an answer what is kept of it
   * @param changed is called when figures have come
   * @param rest milliseconds for which a choice must stay before it is asked for
   */
  constructor(ask: (about: F) => Asked, take: (answer: Answer) => T | null, changed: () => void, rest: number) {
    this.ask = ask;
    this.take = take;
    this.changed = changed;
    this.rest = rest;
  }

  /** What is known of the traces that match; asks for it if it is not, and no longer for what was wanted before. */
  of(filter: F): Scoped<T> {
    const key = JSON.stringify(filter);
    const known = this.kept.get(key);
    if (known !== undefined) return known;
    this.want(key, filter);
    return { known: 'updating' };
  }

  /** Forgets everything: the figures belong to another report. */
  clear(): void {
    this.kept.clear();
    this.stop();
  }

  /** Nothing is wanted any more. */
  stop(): void {
    clearTimeout(this.timer);
    this.wanted = null;
    this.asked?.forget();
    this.asked = null;
  }

  private want(key: string, filter: F): void {
    if (this.wanted === key) return;
    this.stop();
    this.wanted = key;
    this.timer = setTimeout(() => void this.fetch(key, filter), this.rest);
  }

  private async fetch(key: string, filter: F): Promise<void> {
    const asked = this.ask(filter);
    this.asked = asked;
    const answer = await asked.answer;
    // Something else is wanted by now.
    if (this.asked !== asked) return;
    this.asked = null;
    this.wanted = null;
    const taken = this.take(answer);
    this.kept.set(
      key,
      taken !== null
        ? { known: 'exact', ...taken }
        : { known: 'refused', reason: answer.answer === 'refused' ? answer.problem.message : 'another answer came' },
    );
    for (const oldest of this.kept.keys()) if (this.kept.size > MOST_KEPT) this.kept.delete(oldest);
    this.changed();
  }
}
