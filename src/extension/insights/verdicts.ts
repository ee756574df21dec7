/** What the history says of functions: fed by whoever keeps the runs, asked by whatever shows figures. */
import * as vscode from 'vscode';
import type { Verdict } from '../../protocol/history.ts';
import type { FunctionReport } from '../../protocol/report.ts';

/** Verdicts on the functions of the shown report. */
export interface VerdictSource {
  /** The verdict on a function's score; null where nothing is known or nothing stands out. */
  verdictOf(fn: FunctionReport): Verdict | null;
  /** Fires when verdicts have changed. */
  readonly onDidChange: vscode.Event<void>;
}

export class Verdicts implements VerdictSource, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  #source: VerdictSource | null = null;
  #subscription: vscode.Disposable | null = null;

  readonly onDidChange = this.#changed.event;

  /** Takes verdicts from here from now on. */
  use(source: VerdictSource | null): void {
    this.#subscription?.dispose();
    this.#source = source;
    this.#subscription = source?.onDidChange(() => this.#changed.fire()) ?? null;
    this.#changed.fire();
  }

  verdictOf(fn: FunctionReport): Verdict | null {
    return this.#source?.verdictOf(fn) ?? null;
  }

  dispose(): void {
    this.#subscription?.dispose();
    this.#changed.dispose();
  }
}
