/** One item in the status bar: the score of what is shown. */
import * as vscode from 'vscode';
import { count } from '../../score/figures.ts';
import { COMMANDS } from '../ids.ts';
import type { ActiveReport } from './activeReport.ts';
import { bandOf, MARKS, WORDS } from './bands.ts';
import type { InsightSettings } from './insightSettings.ts';

export class ScoreStatus implements vscode.Disposable {
  readonly #shown: ActiveReport;
  readonly #settings: InsightSettings;
  readonly #subscriptions: vscode.Disposable;
  #item: vscode.StatusBarItem | null = null;

  constructor(shown: ActiveReport, settings: InsightSettings) {
    this.#shown = shown;
    this.#settings = settings;
    const draw = () => this.#draw();
    this.#subscriptions = vscode.Disposable.from(shown.onDidChange(draw), settings.onDidChange(draw));
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#item?.dispose();
  }

  #draw(): void {
    const shown = this.#shown.current;
    if (shown === null || !this.#settings.options.statusBar) {
      this.#item?.hide();
      return;
    }
    const { pss, traces, complete } = shown.report;
    const band = bandOf(pss);
    this.#item ??= this.#create();
    this.#item.text = traces === 0 ? 'PSS –' : `${MARKS[band]} PSS ${pss} · ${WORDS[band]}`;
    this.#item.accessibilityInformation = {
      label: `PyPSS: ${traces === 0 ? 'no traces' : `score ${pss} of 100, ${WORDS[band]}`}, from ${shown.label}`,
    };
    const tooltip = new vscode.MarkdownString();
    tooltip.appendText(`PyPSS: ${shown.label}`);
    tooltip.appendMarkdown(`\n\n${count(traces)} traces${complete ? '' : ', not read to the end'}\n\n`);
    tooltip.appendMarkdown('Click to choose what is shown in the code, or to clear it.');
    this.#item.tooltip = tooltip;
    this.#item.show();
  }

  #create(): vscode.StatusBarItem {
    const item = vscode.window.createStatusBarItem('pypss.score', vscode.StatusBarAlignment.Left, 50);
    item.name = 'PyPSS Score';
    item.command = COMMANDS.chooseScores;
    return item;
  }
}
