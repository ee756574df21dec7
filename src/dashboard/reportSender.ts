/** Sends a dashboard what it shows, large reports in pieces, so that neither side is blocked and no message is large. */
import type { DashboardState, ReportHead, ToDashboard } from '../protocol/dashboard.ts';
import type { Answer } from '../protocol/question.ts';
import type { Report } from '../protocol/report.ts';
import { firstPart, furtherRows, type FirstPart } from './reportPieces.ts';

export class ReportSender {
  /** Settles when the page has taken the message. */
  readonly #post: (message: ToDashboard) => PromiseLike<unknown>;
  #lastId = 0;
  /** The report of the state sent last, and whether the rest of its rows have been sent or are being sent. */
  #current: { report: Report; part: FirstPart; rows: boolean } | null = null;
  /** Something live is on its way to the page, and the latest that came meanwhile. */
  #taking = false;
  #latest: DashboardState | null = null;
  #page = 0;
  /** Counts up with every page and every report, so that what is sent for an earlier one ends. */
  #turn = 0;

  constructor(post: (message: ToDashboard) => PromiseLike<unknown>) {
    this.#post = post;
  }

  /** A page has just loaded, or is gone: nothing of what was sent before is there any more. */
  reset(): void {
    this.#page++;
    this.#taking = false;
    this.#latest = null;
    this.#forget();
  }

  /**
   * Sends a state; a report that the page has already is not sent again. A page that is slower than what comes live gets
   * only the latest of it, when it has taken the one before: else it would lag further and further behind.
   */
  async state(state: DashboardState): Promise<void> {
    this.#latest = null;
    if (state.state !== 'live' || standsStill(state)) {
      await this.#show(state);
      return;
    }
    if (this.#taking) {
      this.#latest = state;
      return;
    }
    const page = this.#page;
    let next: DashboardState | null = state;
    this.#taking = true;
    try {
      while (next !== null) {
        await this.#show(next);
        if (page !== this.#page) return;
        next = this.#latest;
        this.#latest = null;
      }
    } finally {
      if (page === this.#page) this.#taking = false;
    }
  }

  #forget(): void {
    this.#turn++;
    this.#current = null;
  }

  async #show(state: DashboardState): Promise<void> {
    const report = state.state === 'problem' ? null : state.report;
    if (state.state === 'problem' || report === null) {
      this.#forget();
      await this.#post({ type: 'state', state, head: null });
      return;
    }
    if (this.#current?.report !== report) {
      this.#turn++;
      this.#current = { report, part: firstPart(report, ++this.#lastId), rows: false };
    }
    const current = this.#current;
    const turn = this.#turn;
    const { part } = current;
    await this.#post({ type: 'state', state: { ...state, report: part.report }, head: part.head });
    // What is still being read, or comes in live, changes before its long tail would be there.
    if (current.rows || !standsStill(state)) return;
    current.rows = true;
    await this.#rows(report, part, () => this.#turn === turn);
  }

  /** Sends an answer; a report in it keeps coming while `wanted`. */
  async answer(id: number, answer: Answer, wanted: () => boolean): Promise<void> {
    if (answer.answer !== 'report') {
      await this.#send(id, answer, null);
      return;
    }
    const part = firstPart(answer.report, ++this.#lastId);
    await this.#send(id, { ...answer, report: part.report }, part.head);
    await this.#rows(answer.report, part, wanted);
  }

  #send(id: number, answer: Answer, head: ReportHead | null): PromiseLike<unknown> {
    return this.#post({ type: 'answer', id, answer, head });
  }

  async #rows(report: Report, part: FirstPart, wanted: () => boolean): Promise<void> {
    for (const message of furtherRows(report, part)) {
      if (!wanted()) return;
      await this.#post(message);
    }
  }
}

function standsStill(state: DashboardState): boolean {
  if (state.state === 'live') return state.live.state === 'stopped' || state.live.state === 'failed';
  return state.state === 'ready' || state.state === 'stopped';
}
