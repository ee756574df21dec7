/** Says why a file or function carries no score. */
import * as vscode from 'vscode';
import type { SourceFunction } from '../../code/sourceFunction.ts';
import { COMMANDS, SETTINGS } from '../ids.ts';
import type { ActiveReport } from './activeReport.ts';
import type { CodeScores } from './codeScores.ts';
import type { InsightSettings } from './insightSettings.ts';
import { sourceLanguage } from './trackedDocument.ts';
import { type TracedFile, type WhyFacts, whyText } from './whyText.ts';

const SCHEME = 'pypss-why';

export class WhyNoScore implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #shown: ActiveReport;
  readonly #scores: CodeScores;
  readonly #settings: InsightSettings;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  #registration: vscode.Disposable | null = null;
  #text = '';

  readonly onDidChange = this.#changed.event;

  constructor(shown: ActiveReport, scores: CodeScores, settings: InsightSettings) {
    this.#shown = shown;
    this.#scores = scores;
    this.#settings = settings;
  }

  provideTextDocumentContent(): string {
    return this.#text;
  }

  /** Opens the page for the active file and the function at its cursor. */
  async explain(): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    this.#text = whyText(await this.facts(editor?.document, editor?.selection.active.line));
    this.#registration ??= vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);
    const uri = vscode.Uri.parse(`${SCHEME}:Why No Score?.txt`);
    this.#changed.fire(uri);
    await vscode.window.showTextDocument(uri, { viewColumn: vscode.ViewColumn.Beside, preview: true });
    const ambiguous = editor === undefined ? [] : this.#scores.ambiguous(editor.document);
    if (ambiguous.length > 0) await vscode.commands.executeCommand(COMMANDS.chooseSourceFile, ambiguous[0]);
  }

  /** @param line of the cursor, from 0 */
  async facts(document: vscode.TextDocument | undefined, line = -1): Promise<WhyFacts> {
    const shown = this.#shown.current;
    const index = this.#scores.index;
    const scored = document === undefined ? [] : await this.#scores.of(document);
    const traced = document === undefined ? [] : await this.#traced(document);
    const numbers = new Set(scored.map(({ number }) => number));
    const own = traced.filter(({ found }) => found === 'this').flatMap(({ path }) => index?.byFile.get(path) ?? []);
    const at = document === undefined ? null : await functionAt(document, line);
    const { options } = this.#settings;
    const report = shown?.report;
    const mappings = vscode.workspace.getConfiguration().get<Record<string, unknown>>(SETTINGS.pathMappings, {});
    return {
      source:
        shown === null || report === undefined
          ? null
          : {
              label: shown.label,
              path: shown.origin.kind === 'file' ? shown.origin.uri.fsPath : report.source.path,
              traces: report.traces,
              functions: report.functions.length,
            },
      file: document?.uri.fsPath ?? null,
      language: document !== undefined && sourceLanguage(document) !== null,
      traced,
      withoutFile: index?.withoutFile.length ?? 0,
      scored: scored.map(({ fn }) => fn.name),
      missing: own.filter((number) => !numbers.has(number)).map((number) => index?.at(number)?.name ?? ''),
      at:
        at === null
          ? null
          : { name: at.name, monitored: at.monitored, scored: scored.some((one) => one.headLine === at.headLine) },
      off: !options.codeLens && !options.decorations && !options.gutter ? [SETTINGS.codeLens] : [],
      mappings: Object.keys(mappings).length,
    };
  }

  dispose(): void {
    this.#registration?.dispose();
    this.#changed.dispose();
  }

  async #traced(document: vscode.TextDocument): Promise<TracedFile[]> {
    const index = this.#scores.index;
    const files: TracedFile[] = [];
    for (const path of index?.filesNamedLike(document.uri.fsPath) ?? []) {
      const result = await this.#scores.fileOf(path);
      const paths = result.found === 'several' ? result.paths : result.found === 'file' ? [result.path] : [];
      const here = result.found === 'file' && result.path === document.uri.fsPath;
      const found = here ? 'this' : result.found === 'file' ? 'other' : result.found;
      files.push({ path, functions: index?.byFile.get(path)?.length ?? 0, found, paths, tried: result.tried });
    }
    return files;
  }
}

/** The innermost function around a line. */
async function functionAt(document: vscode.TextDocument, line: number): Promise<SourceFunction | null> {
  const language = sourceLanguage(document);
  if (language === null || line < 0) return null;
  const { SourceText } = await import('../../code/sourceText.ts');
  const { functions } = (await SourceText.create(language)).parse(document.getText());
  const around = functions.filter((fn) => fn.kind === 'function' && fn.line <= line && fn.endLine >= line);
  return around.at(-1) ?? null;
}
