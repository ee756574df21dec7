/** The dashboard of a collector: its figures as they come, at a pace that eyes can follow. */
import * as vscode from 'vscode';
import type { DashboardState } from '../../protocol/dashboard.ts';
import type { Answer, Question } from '../../protocol/question.ts';
import type { Report } from '../../protocol/report.ts';
import type { DashboardSource } from '../dashboard/dashboardSource.ts';
import type { CollectorEntry, Collectors } from './collectors.ts';

/** Milliseconds between two states, unless the collector begins, ends or pauses. */
const PACE = 500;

export class LiveSource implements DashboardSource {
  readonly id: string;
  readonly uri = null;
  readonly #collectors: Collectors;
  readonly #start: (id: string) => Promise<void>;
  readonly #changed = new vscode.EventEmitter<DashboardState>();
  readonly #subscriptions: vscode.Disposable;
  /** The last known standing: what is shown stays when the collector is removed. */
  #entry: CollectorEntry;
  #told: string;
  #next = 0;
  #timer: NodeJS.Timeout | null = null;

  readonly onDidChangeState = this.#changed.event;

  /** @param start starts the collector for a person, who is told what goes wrong */
  constructor(entry: CollectorEntry, collectors: Collectors, start: (id: string) => Promise<void>) {
    this.id = entry.spec.id;
    this.#entry = entry;
    this.#told = entry.status.state;
    this.#collectors = collectors;
    this.#start = start;
    const follow = (changed: CollectorEntry | null) => {
      if (changed?.spec.id === this.id) this.#follow(changed);
    };
    this.#subscriptions = vscode.Disposable.from(collectors.onDidChange(follow), collectors.onDidReport(follow));
  }

  get state(): DashboardState {
    const { title, report, status } = this.#entry;
    return { state: 'live', file: title, report, live: status };
  }

  get report(): Report | null {
    return this.#entry.report;
  }

  /** A page that is seen gets figures more often than one that is not. */
  watched(seen: boolean): void {
    this.#collectors.watch(this.id, seen);
  }

  stop(): void {
    void this.#collectors.stop(this.id);
  }

  /** Starts the collector again. */
  async reload(): Promise<void> {
    await this.#start(this.id);
  }

  readPath(): Promise<void> {
    return Promise.resolve();
  }

  async ask(question: Question): Promise<Answer> {
    if (question.ask === 'what-if') {
      const { answerWhatIf } = await import('../../dashboard/settings.ts');
      return answerWhatIf(this.report, question.settings);
    }
    const message = 'Single calls and ranges are read from a trace file: save what was received as one.';
    return { answer: 'refused', problem: { kind: 'unreadable', message } };
  }

  dispose(): void {
    this.#collectors.watch(this.id, false);
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#subscriptions.dispose();
    this.#changed.dispose();
  }

  #follow(entry: CollectorEntry): void {
    this.#entry = entry;
    const { state, marks, window } = entry.status;
    const told = `${state} ${marks.length} ${window ?? ''} ${entry.active}`;
    const wait = told === this.#told ? this.#next - performance.now() : 0;
    if (wait <= 0) {
      this.#told = told;
      this.#tell();
    } else this.#timer ??= setTimeout(() => this.#tell(), wait);
  }

  #tell(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#next = performance.now() + PACE;
    this.#changed.fire(this.state);
  }
}
