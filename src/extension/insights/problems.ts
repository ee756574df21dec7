/** Functions below a threshold under Problems, for those who asked for it; open files only. */
import * as vscode from 'vscode';
import { COMMANDS, INNER_COMMANDS } from '../ids.ts';
import type { ActiveReport } from './activeReport.ts';
import { bandOf, WORDS } from './bands.ts';
import type { CodeScores } from './codeScores.ts';
import type { FunctionRef } from './functionRef.ts';
import type { InsightSettings } from './insightSettings.ts';
import { failuresText, mostLostText } from './lensFigures.ts';
import type { ScoredFunction } from './scoredSource.ts';
import { shortText } from './shortText.ts';
import { SOURCE_DOCUMENTS } from './trackedDocument.ts';

const SOURCE = 'PyPSS';

export class Problems implements vscode.CodeActionProvider, vscode.Disposable {
  readonly #shown: ActiveReport;
  readonly #scores: CodeScores;
  readonly #settings: InsightSettings;
  readonly #subscriptions: vscode.Disposable;
  #collection: vscode.DiagnosticCollection | null = null;
  #registration: vscode.Disposable | null = null;
  readonly #refs = new WeakMap<vscode.Diagnostic, FunctionRef>();

  constructor(shown: ActiveReport, scores: CodeScores, settings: InsightSettings) {
    this.#shown = shown;
    this.#scores = scores;
    this.#settings = settings;
    this.#subscriptions = vscode.Disposable.from(
      scores.onDidChange((uri) => void this.#list(uri)),
      settings.onDidChange(() => void this.#list(null)),
      vscode.window.onDidChangeVisibleTextEditors(() => {
        if (this.#wanted) void this.#list(null);
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#collection?.delete(uri)),
    );
  }

  provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    { diagnostics }: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    const own = diagnostics.filter(({ source }) => source === SOURCE);
    return own.flatMap((diagnostic) => {
      const listed = this.#collection?.get(document.uri)?.find((one) => one.range.isEqual(diagnostic.range));
      const ref = listed === undefined ? undefined : this.#refs.get(listed);
      if (ref === undefined || !diagnostic.range.intersection(range)) return [];
      return [
        action('Show in PyPSS Dashboard', COMMANDS.showFunctionDetails, diagnostic, ref),
        action('Ignore This Function (PyPSS)', INNER_COMMANDS.ignoreFunction, diagnostic, ref),
      ];
    });
  }

  dispose(): void {
    this.#collection?.dispose();
    this.#registration?.dispose();
    this.#subscriptions.dispose();
  }

  get #wanted(): boolean {
    return this.#shown.current !== null && this.#settings.options.problems;
  }

  async #list(uri: vscode.Uri | null): Promise<void> {
    if (!this.#wanted) {
      this.#collection?.clear();
      this.#registration?.dispose();
      this.#registration = null;
      return;
    }
    this.#registration ??= vscode.languages.registerCodeActionsProvider(SOURCE_DOCUMENTS, this, {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
    });
    const collection = (this.#collection ??= vscode.languages.createDiagnosticCollection(SOURCE));
    const documents = vscode.window.visibleTextEditors
      .map(({ document }) => document)
      .filter((document) => uri === null || document.uri.toString() === uri.toString());
    if (uri === null) collection.clear();
    for (const document of documents) {
      const scored = await this.#scores.of(document);
      if (!this.#wanted) return;
      collection.set(document.uri, this.#diagnostics(document, scored));
    }
  }

  #diagnostics(document: vscode.TextDocument, scored: readonly ScoredFunction[]): vscode.Diagnostic[] {
    const { threshold, ignored } = this.#settings.options;
    const weights = this.#shown.current?.report.config.weights;
    return scored
      .filter(({ fn, headLine }) => fn.pss < threshold && !ignored.has(fn.name) && headLine < document.lineCount)
      .map((one) => {
        const { fn, headLine } = one;
        const line = document.lineAt(headLine);
        const at = Math.max(line.text.indexOf(one.name), line.firstNonWhitespaceCharacterIndex);
        const range = new vscode.Range(headLine, at, headLine, Math.min(line.text.length, at + one.name.length));
        const lost = weights === undefined ? null : mostLostText(fn.scores, weights);
        const why = [lost === null ? null : `most lost: ${lost}`, fn.errors > 0 ? failuresText(fn) : null];
        const message = `${shortText(fn.name)}: PSS ${fn.pss}, ${WORDS[bandOf(fn.pss)].toLowerCase()} (below ${threshold}). ${why
          .filter((text) => text !== null)
          .join(', ')}`;
        const diagnostic = new vscode.Diagnostic(range, message.trim(), vscode.DiagnosticSeverity.Information);
        diagnostic.source = SOURCE;
        diagnostic.code = 'low-score';
        this.#refs.set(diagnostic, { number: one.number, name: fn.name });
        return diagnostic;
      });
  }
}

function action(title: string, command: string, diagnostic: vscode.Diagnostic, ref: FunctionRef): vscode.CodeAction {
  const made = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  made.command = { title, command, arguments: [ref] };
  made.diagnostics = [diagnostic];
  return made;
}
