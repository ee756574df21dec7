/** Scores above functions. The provider exists only while there is something to show. */
import * as vscode from 'vscode';
import { COMMANDS } from '../ids.ts';
import type { ActiveReport } from './activeReport.ts';
import type { CodeScores } from './codeScores.ts';
import type { FunctionRef } from './functionRef.ts';
import type { InsightSettings } from './insightSettings.ts';
import { lensFigures } from './lensFigures.ts';
import type { ScoredFunction } from './scoredSource.ts';
import { SOURCE_DOCUMENTS } from './trackedDocument.ts';
import type { Verdicts } from './verdicts.ts';

export class CodeLenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #shown: ActiveReport;
  readonly #scores: CodeScores;
  readonly #settings: InsightSettings;
  readonly #verdicts: Verdicts;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable;
  #registration: vscode.Disposable | null = null;

  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(shown: ActiveReport, scores: CodeScores, settings: InsightSettings, verdicts: Verdicts) {
    this.#shown = shown;
    this.#scores = scores;
    this.#settings = settings;
    this.#verdicts = verdicts;
    this.#subscriptions = vscode.Disposable.from(
      shown.onDidChange(() => this.#register()),
      settings.onDidChange(() => {
        this.#register();
        this.#changed.fire();
      }),
      scores.onDidChange(() => this.#changed.fire()),
      verdicts.onDidChange(() => this.#changed.fire()),
    );
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    const scored = await this.#scores.of(document);
    const lenses = scored.flatMap((one) => this.#lensesOf(one));
    for (const traced of this.#scores.ambiguous(document)) {
      const title = `PyPSS: is this ${traced}? Choose its source file`;
      const command = { title, command: COMMANDS.chooseSourceFile, arguments: [traced] };
      lenses.push(new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), command));
    }
    return lenses;
  }

  dispose(): void {
    this.#registration?.dispose();
    this.#subscriptions.dispose();
    this.#changed.dispose();
  }

  #register(): void {
    const wanted = this.#shown.current !== null && this.#settings.options.codeLens;
    if (wanted === (this.#registration !== null)) return;
    this.#registration?.dispose();
    this.#registration = wanted ? vscode.languages.registerCodeLensProvider(SOURCE_DOCUMENTS, this) : null;
  }

  #lensesOf(one: ScoredFunction): vscode.CodeLens[] {
    const shown = this.#shown.current;
    if (shown === null) return [];
    const range = new vscode.Range(one.line, 0, one.line, 0);
    const input = {
      fn: one.fn,
      weights: shown.report.config.weights,
      verdict: this.#verdicts.verdictOf(one.fn),
      changed: one.changed,
    };
    return lensFigures(input, this.#settings.options.parts).map(({ text, tooltip, part }) => {
      const ref: FunctionRef = { number: one.number, name: one.fn.name };
      return new vscode.CodeLens(range, {
        title: text,
        tooltip,
        command: COMMANDS.showFunctionDetails,
        arguments: part === undefined ? [ref] : [ref, part],
      });
    });
  }
}
