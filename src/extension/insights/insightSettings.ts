/** What the user wants to see in the code. */
import * as vscode from 'vscode';
import { SETTINGS } from '../ids.ts';
import { LENS_PARTS, type LensPart } from './lensFigures.ts';

export interface InsightOptions {
  /** Figures above functions; else they stand at the end of the line. */
  readonly codeLens: boolean;
  readonly parts: readonly LensPart[];
  readonly decorations: boolean;
  readonly gutter: boolean;
  readonly hovers: boolean;
  readonly statusBar: boolean;
  readonly problems: boolean;
  readonly threshold: number;
  readonly ignored: ReadonlySet<string>;
}

export class InsightSettings implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<InsightOptions>();
  readonly #subscription: vscode.Disposable;
  #options: InsightOptions | null = null;

  readonly onDidChange = this.#changed.event;

  constructor() {
    this.#subscription = vscode.workspace.onDidChangeConfiguration((event) => {
      if (!event.affectsConfiguration('pypss') && !event.affectsConfiguration('editor.codeLens')) return;
      this.#options = null;
      this.#changed.fire(this.options);
    });
  }

  get options(): InsightOptions {
    return (this.#options ??= read());
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}

function read(): InsightOptions {
  const settings = vscode.workspace.getConfiguration();
  const on = (key: string) => settings.get<boolean>(key, true);
  return {
    codeLens: on(SETTINGS.codeLens) && on('editor.codeLens'),
    parts: settings
      .get<unknown[]>(SETTINGS.codeLensParts, [])
      .filter((part): part is LensPart => LENS_PARTS.some((known) => known === part)),
    decorations: on(SETTINGS.decorations),
    gutter: on(SETTINGS.gutter),
    hovers: on(SETTINGS.hovers),
    statusBar: on(SETTINGS.statusBar),
    problems: settings.get<boolean>(SETTINGS.problems, false),
    threshold: settings.get<number>(SETTINGS.problemThreshold, 70),
    ignored: new Set(settings.get<string[]>(SETTINGS.ignoredProblems, [])),
  };
}
