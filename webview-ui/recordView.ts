/** The one record whose text is shown. */
import type { Question } from '../src/protocol/question.ts';
import type { Asked } from './questions.ts';

export interface ShownRecord {
  offset: number;
  /** null while it is read. */
  text: string | null;
  /** Bytes of the whole record; `text` is its beginning when that is long. */
  bytes: number;
  problem: string | null;
}

export class RecordView {
  shown: ShownRecord | null = null;
  private readonly ask: (question: Question) => Asked;
  private readonly changed: () => void;
  private asked: Asked | null = null;

  constructor(ask: (question: Question) => Asked, changed: () => void) {
    this.ask = ask;
    this.changed = changed;
  }

  /** Shows a record, or hides it when it is shown. */
  toggle(offset: number, length: number): void {
    const same = this.shown?.offset === offset;
    this.close();
    if (!same) void this.read(offset, length);
    this.changed();
  }

  close(): void {
    this.asked?.forget();
    this.asked = null;
    this.shown = null;
  }

  private async read(offset: number, length: number): Promise<void> {
    this.shown = { offset, text: null, bytes: length, problem: null };
    const asked = this.ask({ ask: 'record', offset, length });
    this.asked = asked;
    const answer = await asked.answer;
    if (this.asked !== asked) return;
    this.asked = null;
    this.shown =
      answer.answer === 'record'
        ? { offset, text: answer.text, bytes: answer.bytes, problem: null }
        : {
            offset,
            text: null,
            bytes: length,
            problem: answer.answer === 'refused' ? answer.problem.message : 'another answer came',
          };
    this.changed();
  }
}
