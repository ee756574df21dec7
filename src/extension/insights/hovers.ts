/** The figures of a function when the pointer rests on its name. */
import * as vscode from 'vscode';
import { COMMANDS } from '../ids.ts';
import type { ActiveReport } from './activeReport.ts';
import type { CodeScores } from './codeScores.ts';
import type { FunctionRef } from './functionRef.ts';
import type { PictureTheme } from './hoverPictures.ts';
import { hoverMarkdown } from './hoverText.ts';
import type { InsightSettings } from './insightSettings.ts';
import { SOURCE_DOCUMENTS } from './trackedDocument.ts';

export class Hovers implements vscode.HoverProvider, vscode.Disposable {
  readonly #shown: ActiveReport;
  readonly #scores: CodeScores;
  readonly #settings: InsightSettings;
  readonly #subscriptions: vscode.Disposable;
  #registration: vscode.Disposable | null = null;

  constructor(shown: ActiveReport, scores: CodeScores, settings: InsightSettings) {
    this.#shown = shown;
    this.#scores = scores;
    this.#settings = settings;
    const register = () => this.#register();
    this.#subscriptions = vscode.Disposable.from(shown.onDidChange(register), settings.onDidChange(register));
  }

  provideHover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | null {
    const shown = this.#shown.current;
    const one = this.#scores
      .known(document)
      .find(({ line, headLine }) => position.line >= line && position.line <= headLine);
    if (shown === null || one === undefined) return null;
    // On the lines of a decorator the whole line speaks of the function, on its own line only the name does.
    const word = document.getWordRangeAtPosition(position);
    const text = word === undefined ? '' : document.getText(word);
    if (position.line === one.headLine && one.kind === 'function' && text !== one.name) return null;
    const ref: FunctionRef = { number: one.number, name: '' };
    const link = (command: string, ...args: unknown[]) =>
      `command:${command}?${encodeURIComponent(JSON.stringify(args))}`;
    const markdown = new vscode.MarkdownString(
      hoverMarkdown({
        fn: one.fn,
        number: one.number,
        report: shown.report,
        label: shown.label,
        theme: pictureTheme(),
        changed: one.changed,
        mayHaveChanged: one.by !== 'line' && one.fn.lineno !== null && this.#scores.savedLater(document),
        byNameOnly: one.fn.filename === null,
        link: (action) =>
          action === 'clear'
            ? link(COMMANDS.clearScores)
            : link(COMMANDS.showFunctionDetails, ref, ...(action === 'show' ? [] : [action])),
      }),
    );
    markdown.isTrusted = { enabledCommands: [COMMANDS.showFunctionDetails, COMMANDS.clearScores] };
    return new vscode.Hover(markdown, word);
  }

  dispose(): void {
    this.#registration?.dispose();
    this.#subscriptions.dispose();
  }

  #register(): void {
    const wanted = this.#shown.current !== null && this.#settings.options.hovers;
    if (wanted === (this.#registration !== null)) return;
    this.#registration?.dispose();
    this.#registration = wanted ? vscode.languages.registerHoverProvider(SOURCE_DOCUMENTS, this) : null;
  }
}

function pictureTheme(): PictureTheme {
  switch (vscode.window.activeColorTheme.kind) {
    case vscode.ColorThemeKind.Light:
    case vscode.ColorThemeKind.HighContrastLight:
      return 'light';
    case vscode.ColorThemeKind.HighContrast:
      return 'highContrast';
    default:
      return 'dark';
  }
}
