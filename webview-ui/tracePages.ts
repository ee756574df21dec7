/** Single calls that match a filter, read from the file a page at a time. */
import type { Question, TraceFilter, TraceRow } from '../src/protocol/question.ts';
import type { Asked } from './questions.ts';

/** Calls of a page. */
export const PAGE_LENGTH = 20;

export class TracePages {
  /** The calls of the page; those of the page before stay until the next ones are there. */
  rows: readonly TraceRow[] = [];
  /** Why the page could not be read; null when it could. */
  problem: string | null = null;
  reading = true;
  private readonly filter: TraceFilter;
  private readonly ask: (question: Question) => Asked;
  private readonly changed: () => void;
  /** Where the pages up to the shown one begin. */
  private cursors: (number | null)[] = [null];
  private next: number | null = null;
  private asked: Asked | null = null;

  constructor(filter: TraceFilter, ask: (question: Question) => Asked, changed: () => void) {
    this.filter = filter;
    this.ask = ask;
    this.changed = changed;
    void this.read([null]);
  }

  /** How many calls come before this page. */
  get before(): number {
    return (this.cursors.length - 1) * PAGE_LENGTH;
  }

  get hasNext(): boolean {
    return this.next !== null;
  }

  get hasPrevious(): boolean {
    return this.cursors.length > 1;
  }

  showNext(): void {
    if (this.next !== null) void this.read([...this.cursors, this.next]);
  }

  showPrevious(): void {
    if (this.hasPrevious) void this.read(this.cursors.slice(0, -1));
  }

  /** Tries once more what could not be read. */
  retry(): void {
    void this.read(this.cursors);
  }

  /** Reads no further. */
  close(): void {
    this.asked?.forget();
    this.asked = null;
  }

  private async read(cursors: (number | null)[]): Promise<void> {
    this.close();
    const cursor = cursors[cursors.length - 1];
    const asked = this.ask({ ask: 'traces', filter: this.filter, cursor, limit: PAGE_LENGTH });
    this.asked = asked;
    this.reading = true;
    const answer = await asked.answer;
    if (this.asked !== asked) return;
    this.asked = null;
    this.reading = false;
    this.problem = null;
    if (answer.answer === 'traces') {
      this.rows = answer.page.rows;
      this.next = answer.page.next;
      this.cursors = cursors;
    } else this.problem = answer.answer === 'refused' ? answer.problem.message : 'another answer came';
    this.changed();
  }
}
