/** What stands beside the code: notes at line ends, scores in the gutter, marks in the overview ruler. */
import * as vscode from 'vscode';
import type { ActiveReport } from './activeReport.ts';
import { BAND_COLORS, type Band, bandOf } from './bands.ts';
import type { CodeScores } from './codeScores.ts';
import { gutterPicture } from './gutterPicture.ts';
import type { InsightSettings } from './insightSettings.ts';
import { lensFigures } from './lensFigures.ts';
import type { ScoredFunction } from './scoredSource.ts';
import type { Verdicts } from './verdicts.ts';

const BANDS: readonly Band[] = ['stable', 'atRisk', 'unstable'];
const MUTED = new vscode.ThemeColor('editorCodeLens.foreground');

/** The space of three letters between the code and what stands after it. */
const MARGIN = '0 0 0 3ch';

export class EditorNotes implements vscode.Disposable {
  readonly #shown: ActiveReport;
  readonly #scores: CodeScores;
  readonly #settings: InsightSettings;
  readonly #verdicts: Verdicts;
  readonly #subscriptions: vscode.Disposable[];
  /** Made when a score is first shown: a picture for each number, and one mark for each band. */
  readonly #gutters = new Map<number, vscode.TextEditorDecorationType>();
  #rulers: Record<Band, vscode.TextEditorDecorationType> | null = null;
  #lineEnds: vscode.TextEditorDecorationType | null = null;

  constructor(shown: ActiveReport, scores: CodeScores, settings: InsightSettings, verdicts: Verdicts) {
    this.#shown = shown;
    this.#scores = scores;
    this.#settings = settings;
    this.#verdicts = verdicts;
    const all = () => this.#drawAll();
    this.#subscriptions = [
      scores.onDidChange((uri) => {
        for (const editor of vscode.window.visibleTextEditors) {
          if (uri === null || editor.document.uri.toString() === uri.toString()) void this.#draw(editor);
        }
      }),
      vscode.window.onDidChangeVisibleTextEditors((editors) => {
        if (this.#shown.current !== null) for (const editor of editors) void this.#draw(editor);
      }),
      settings.onDidChange(all),
      verdicts.onDidChange(all),
    ];
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    for (const type of this.#gutters.values()) type.dispose();
    for (const band of BANDS) this.#rulers?.[band].dispose();
    this.#lineEnds?.dispose();
  }

  #drawAll(): void {
    for (const editor of vscode.window.visibleTextEditors) void this.#draw(editor);
  }

  async #draw(editor: vscode.TextEditor): Promise<void> {
    const scored = this.#shown.current === null ? [] : await this.#scores.of(editor.document);
    // Without any figures so far there is nothing to take away either.
    if (scored.length === 0 && this.#lineEnds === null) return;
    this.#drawLineEnds(editor, scored);
    this.#drawScores(editor, this.#settings.options.gutter ? scored : []);
  }

  #drawLineEnds(editor: vscode.TextEditor, scored: readonly ScoredFunction[]): void {
    this.#lineEnds ??= vscode.window.createTextEditorDecorationType({
      rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    });
    const { decorations, codeLens } = this.#settings.options;
    const byLine = new Map<number, { texts: string[]; hot: boolean }>();
    const add = (line: number, text: string, hot: boolean) => {
      const known = byLine.get(line);
      if (known === undefined) byLine.set(line, { texts: [text], hot });
      else known.texts.push(text);
    };
    for (const one of scored) {
      if (!codeLens) add(one.headLine, this.#summary(one), false);
      if (decorations) for (const { line, text, hot } of one.notes) add(line, text, hot);
    }
    const { lineCount } = editor.document;
    editor.setDecorations(
      this.#lineEnds,
      [...byLine]
        .filter(([line]) => line < lineCount)
        .map(([line, { texts, hot }]) => {
          const { end } = editor.document.lineAt(line).range;
          const contentText = texts.join('\u00a0\u00a0\u00a0');
          const after = { contentText, color: MUTED, margin: MARGIN, ...(hot ? { fontWeight: 'bold' } : {}) };
          return { range: new vscode.Range(end, end), renderOptions: { after } };
        }),
    );
  }

  /** What the lens says, where lenses are off. */
  #summary(one: ScoredFunction): string {
    const weights = this.#shown.current?.report.config.weights;
    if (weights === undefined) return '';
    const { fn, changed } = one;
    const figures = lensFigures(
      { fn, weights, verdict: this.#verdicts.verdictOf(fn), changed },
      this.#settings.options.parts,
    );
    return figures.map(({ text }) => text).join(' | ');
  }

  #drawScores(editor: vscode.TextEditor, scored: readonly ScoredFunction[]): void {
    const byScore = new Map<number, vscode.Range[]>();
    const byBand: Record<Band, vscode.Range[]> = { stable: [], atRisk: [], unstable: [] };
    const lines = new Set<number>();
    for (const { line, fn } of scored) {
      // At most one number a line.
      if (line >= editor.document.lineCount || lines.has(line)) continue;
      lines.add(line);
      const range = new vscode.Range(line, 0, line, 0);
      const alike = byScore.get(fn.pss);
      if (alike === undefined) byScore.set(fn.pss, [range]);
      else alike.push(range);
      byBand[bandOf(fn.pss)].push(range);
    }
    for (const score of byScore.keys()) this.#gutter(score);
    for (const [score, type] of this.#gutters) editor.setDecorations(type, byScore.get(score) ?? []);
    const rulers = this.#rulerTypes();
    for (const band of BANDS) editor.setDecorations(rulers[band], byBand[band]);
  }

  #gutter(score: number): vscode.TextEditorDecorationType {
    const known = this.#gutters.get(score);
    if (known !== undefined) return known;
    const icon = (theme: 'dark' | 'light') => ({
      gutterIconPath: vscode.Uri.parse(gutterPicture(score, theme)),
      gutterIconSize: 'contain',
    });
    const type = vscode.window.createTextEditorDecorationType({ dark: icon('dark'), light: icon('light') });
    this.#gutters.set(score, type);
    return type;
  }

  #rulerTypes(): Record<Band, vscode.TextEditorDecorationType> {
    const type = (band: Band) =>
      vscode.window.createTextEditorDecorationType({
        overviewRulerColor: new vscode.ThemeColor(BAND_COLORS[band]),
        overviewRulerLane: vscode.OverviewRulerLane.Right,
      });
    return (this.#rulers ??= { stable: type('stable'), atRisk: type('atRisk'), unstable: type('unstable') });
  }
}
