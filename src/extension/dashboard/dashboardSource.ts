/** What a dashboard shows: a trace file, a stored run, or what a collector receives. */
import type * as vscode from 'vscode';
import type { DashboardState } from '../../protocol/dashboard.ts';
import type { Answer, Question } from '../../protocol/question.ts';
import type { Report } from '../../protocol/report.ts';

export interface DashboardSource {
  /** The trace file behind it; null when there is none. */
  readonly uri: vscode.Uri | null;
  readonly state: DashboardState;
  readonly onDidChangeState: vscode.Event<DashboardState>;
  /** The figures of this moment, if there are any. */
  readonly report: Report | null;
  /** Told when a page that shows it is seen, and when it is hidden or gone: figures that come in may rest meanwhile. */
  watched?(seen: boolean): void;
  /** Stops reading; the figures so far stay. */
  stop(): void;
  /** Reads again; `calmly` leaves the figures of before in place until there are new ones. */
  reload(calmly?: boolean): Promise<unknown>;
  /** Reads the traces at a JSON path. */
  readPath(jsonPath: string): Promise<void>;
  /** Answers a question of the page; a fault of the input is an answer too (`refused`). */
  ask(question: Question, signal: AbortSignal): Promise<Answer>;
}
