/** What lenses, rows, links and the palette do with a function of the shown report. */
import * as vscode from 'vscode';
import type { FunctionReport } from '../../protocol/report.ts';
import { plural } from '../../score/figures.ts';
import { SETTINGS } from '../ids.ts';
import type { TraceEditorProvider } from '../traceEditor/traceEditorProvider.ts';
import type { ActiveReport } from './activeReport.ts';
import { bandOf, MARKS } from './bands.ts';
import type { CodeScores } from './codeScores.ts';
import { functionOf, partOf, placeOf } from './functionRef.ts';
import { revealReport } from './revealing.ts';
import { shortText } from './shortText.ts';
import type { SourceOpener } from './sourceOpener.ts';

/** Functions offered to choose from. */
const MOST_OFFERED = 1000;

export class FunctionCommands {
  readonly #shown: ActiveReport;
  readonly #scores: CodeScores;
  readonly #sources: SourceOpener;
  readonly #editors: TraceEditorProvider;

  constructor(shown: ActiveReport, scores: CodeScores, sources: SourceOpener, editors: TraceEditorProvider) {
    this.#shown = shown;
    this.#scores = scores;
    this.#sources = sources;
    this.#editors = editors;
  }

  /** The dashboard at a function: the one named, else the one at the cursor, else one that the user chooses. */
  async showDetails(ref: unknown, part: unknown): Promise<void> {
    const shown = this.#shown.current;
    const index = this.#scores.index;
    if (shown === null || index === null) {
      nothingShown();
      return;
    }
    const fn = functionOf(ref, index) ?? (await this.#atCursor()) ?? (await this.#choose());
    if (fn !== undefined) await revealReport(shown, this.#editors, placeOf(fn, partOf(part)));
  }

  async openSource(ref: unknown): Promise<void> {
    const index = this.#scores.index;
    const fn = index === null ? undefined : functionOf(ref, index);
    if (fn !== undefined) await this.#sources.openFunction(fn);
  }

  /** Lists a function under Problems no more, in this workspace. */
  async ignore(ref: unknown): Promise<void> {
    const index = this.#scores.index;
    const fn = index === null ? undefined : functionOf(ref, index);
    if (fn === undefined) return;
    const settings = vscode.workspace.getConfiguration();
    const ignored = settings.get<string[]>(SETTINGS.ignoredProblems, []);
    const target =
      vscode.workspace.workspaceFolders === undefined
        ? vscode.ConfigurationTarget.Global
        : vscode.ConfigurationTarget.Workspace;
    if (!ignored.includes(fn.name)) await settings.update(SETTINGS.ignoredProblems, [...ignored, fn.name], target);
  }

  /** Settles which file a traced path means; without one, those of the active file that are open to doubt. */
  async chooseSourceFile(traced: unknown): Promise<void> {
    if (typeof traced === 'string') {
      await this.#sources.choose(traced);
      return;
    }
    const editor = vscode.window.activeTextEditor;
    const doubtful = editor === undefined ? [] : this.#scores.ambiguous(editor.document);
    if (doubtful.length === 0) {
      void vscode.window.showInformationMessage(
        'PyPSS: no traced path is in doubt for this file. PyPSS: Why No Score? tells what was tried.',
      );
      return;
    }
    for (const path of doubtful) await this.#sources.choose(path);
  }

  async #atCursor(): Promise<FunctionReport | undefined> {
    const editor = vscode.window.activeTextEditor;
    if (editor === undefined) return undefined;
    const line = editor.selection.active.line;
    const around = (await this.#scores.of(editor.document)).filter((one) => one.line <= line && one.endLine >= line);
    return around.at(-1)?.fn;
  }

  async #choose(): Promise<FunctionReport | undefined> {
    const functions = this.#shown.current?.report.functions ?? [];
    const items = functions.slice(0, MOST_OFFERED).map((fn) => ({
      label: `${MARKS[bandOf(fn.pss)]} ${shortText(fn.name)}`,
      description: `${shortText(fn.module)} · PSS ${fn.pss} · ${plural(fn.traces, 'call')}`,
      fn,
    }));
    const picked = await vscode.window.showQuickPick(items, {
      title: 'Show Details of Which Function?',
      matchOnDescription: true,
    });
    return picked?.fn;
  }
}

export function nothingShown(): void {
  void vscode.window.showInformationMessage('PyPSS: no scores are shown. Analyze a trace file first (PyPSS: Analyze).');
}
