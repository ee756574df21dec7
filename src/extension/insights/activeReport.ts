/** The one report whose figures the code, the Hot Functions view and the status bar show. */
import * as vscode from 'vscode';
import type { DashboardPlace } from '../../protocol/dashboard.ts';
import type { Report } from '../../protocol/report.ts';

/** Where a report comes from. */
export type ReportOrigin =
  { kind: 'file'; uri: vscode.Uri } | { kind: 'run'; run: number } | { kind: 'live'; collector: string };

export interface ShownReport {
  readonly report: Report;
  readonly origin: ReportOrigin;
  /** What a person calls it: "traces.json", "run 12", "Redis pypss:traces". */
  readonly label: string;
  /** The program that writes the file is still running, and whoever follows it brings the figures. */
  readonly growing?: boolean;
  /** Opens the dashboard of this report at a place; trace files need none, theirs is the trace editor. */
  readonly reveal?: (place: DashboardPlace) => Promise<void> | void;
}

/** Something that can be shown instead. */
export interface ScoreSource {
  readonly label: string;
  readonly description?: string;
  readonly icon: string;
  /** Shows its report from now on. */
  show(): Promise<void> | void;
}

/** Lists what can be shown, the latest first; asked when the user wants to choose. */
export type ScoreSources = () => Promise<readonly ScoreSource[]>;

/** Identifies what is shown, whichever reading of it. */
export function originKey(origin: ReportOrigin): string {
  switch (origin.kind) {
    case 'file':
      return `file:${origin.uri.toString()}`;
    case 'run':
      return `run:${origin.run}`;
    case 'live':
      return `live:${origin.collector}`;
  }
}

/** Trace files remembered as shown before. */
const MOST_RECENT = 10;

export class ActiveReport implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<ShownReport | null>();
  readonly #sources: ScoreSources[] = [];
  #recent: vscode.Uri[] = [];
  #current: ShownReport | null = null;

  /** Fires with the report that is shown from now on, or null. */
  readonly onDidChange = this.#changed.event;

  get current(): ShownReport | null {
    return this.#current;
  }

  /** Trace files that were shown in this window, the last one first. */
  get recentFiles(): readonly vscode.Uri[] {
    return this.#recent;
  }

  /** Shows this report from now on. */
  show(shown: ShownReport): void {
    this.#current = shown;
    const { origin } = shown;
    if (origin.kind === 'file') {
      const others = this.#recent.filter((uri) => uri.toString() !== origin.uri.toString());
      this.#recent = [origin.uri, ...others].slice(0, MOST_RECENT);
    }
    this.#changed.fire(shown);
  }

  /** Shows nothing from now on. */
  clear(): void {
    if (this.#current === null) return;
    this.#current = null;
    this.#changed.fire(null);
  }

  /** Offers more to choose from, such as stored runs. */
  offer(sources: ScoreSources): vscode.Disposable {
    this.#sources.push(sources);
    return new vscode.Disposable(() => this.#sources.splice(this.#sources.indexOf(sources), 1));
  }

  /** Everything that is offered beside trace files. */
  async offered(): Promise<readonly ScoreSource[]> {
    const lists = await Promise.allSettled(this.#sources.map((list) => list()));
    return lists.flatMap((list) => (list.status === 'fulfilled' ? list.value : [failed(list.reason)]));
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

/** A row that says why a list is missing. */
function failed(reason: unknown): ScoreSource {
  const message = reason instanceof Error ? reason.message : String(reason);
  return {
    label: 'Stored runs cannot be listed',
    description: message,
    icon: 'warning',
    show: () => void vscode.window.showErrorMessage(`PyPSS: ${message}`),
  };
}
