/** The view of functions that lose most points. */
import * as vscode from 'vscode';
import type { FunctionReport } from '../../protocol/report.ts';
import { count, duration, plural } from '../../score/figures.ts';
import { INNER_COMMANDS, VIEWS } from '../ids.ts';
import type { ActiveReport } from './activeReport.ts';
import { BAND_COLORS, BAND_ICONS, bandOf, WORDS } from './bands.ts';
import type { FunctionRef } from './functionRef.ts';
import type { InsightSettings } from './insightSettings.ts';
import { changeText, mostLostText } from './lensFigures.ts';
import { shortText } from './shortText.ts';
import type { Verdicts } from './verdicts.ts';

/** Rows of the view; nobody reads further, and the dashboard lists all. */
const MOST_ROWS = 200;

/** A function by its number in the report, or the number of those that are not listed. */
type Row = { readonly number: number } | { readonly more: number };

export class HotFunctions implements vscode.TreeDataProvider<Row>, vscode.Disposable {
  readonly #shown: ActiveReport;
  readonly #settings: InsightSettings;
  readonly #verdicts: Verdicts;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #view: vscode.TreeView<Row>;
  readonly #subscriptions: vscode.Disposable;
  #module: string | null = null;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(shown: ActiveReport, settings: InsightSettings, verdicts: Verdicts) {
    this.#shown = shown;
    this.#settings = settings;
    this.#verdicts = verdicts;
    this.#view = vscode.window.createTreeView(VIEWS.hotFunctions, { treeDataProvider: this });
    const draw = () => this.#draw();
    this.#subscriptions = vscode.Disposable.from(
      this.#view,
      shown.onDidChange(draw),
      settings.onDidChange(draw),
      verdicts.onDidChange(draw),
    );
  }

  /** Asks for a module to show alone. */
  async filter(): Promise<void> {
    const report = this.#shown.current?.report;
    if (report === undefined) return;
    const all = { label: 'All modules', module: null };
    const items = report.modules.slice(0, 1000).map(({ module, pss, traces }) => ({
      label: module,
      description: `PSS ${pss}, ${plural(traces, 'call')}`,
      module,
    }));
    const picked = await vscode.window.showQuickPick([all, ...items], { title: 'Hot Functions of Which Module?' });
    if (picked === undefined) return;
    this.#module = picked.module;
    this.#draw();
  }

  getChildren(parent?: Row): Row[] {
    const numbers = parent === undefined ? this.#numbers() : [];
    const rows: Row[] = numbers.slice(0, MOST_ROWS).map((number) => ({ number }));
    if (numbers.length > MOST_ROWS) rows.push({ more: numbers.length - MOST_ROWS });
    return rows;
  }

  getTreeItem(row: Row): vscode.TreeItem {
    if ('more' in row) return new vscode.TreeItem(`${count(row.more)} more in the dashboard`);
    const shown = this.#shown.current;
    const fn = shown?.report.functions[row.number];
    if (shown === null || fn === undefined) return new vscode.TreeItem('');
    const band = bandOf(fn.pss);
    const lost = mostLostText(fn.scores, shown.report.config.weights);
    const figures = [`${fn.pss}${changeText(this.#verdicts.verdictOf(fn))}`, `p95 ${duration(fn.latency.p95)}`];
    if (lost !== null) figures.push(lost);
    const name = shortText(fn.name);
    const item = new vscode.TreeItem(name);
    item.iconPath = new vscode.ThemeIcon(BAND_ICONS[band], new vscode.ThemeColor(BAND_COLORS[band]));
    item.description = figures.join(' · ');
    item.tooltip = tooltipOf(fn, WORDS[band]);
    item.accessibilityInformation = { label: `${name}, ${WORDS[band]}, PSS ${figures.join(', ')}` };
    item.contextValue = 'function';
    const ref: FunctionRef = { number: row.number, name: fn.name };
    item.command = { command: INNER_COMMANDS.openFunction, title: 'Open Source', arguments: [ref] };
    return item;
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#changed.dispose();
  }

  /** Functions that lost points, most first: the report lists them so. */
  #numbers(): number[] {
    const functions = this.#shown.current?.report.functions ?? [];
    return functions.flatMap(({ module }, i) => (this.#module === null || module === this.#module ? [i] : []));
  }

  #draw(): void {
    const shown = this.#shown.current;
    const modules = shown?.report.modules ?? [];
    if (this.#module !== null && !modules.some(({ module }) => module === this.#module)) this.#module = null;
    const { threshold } = this.#settings.options;
    const low = shown?.report.functions.filter(({ pss }) => pss < threshold).length ?? 0;
    this.#view.badge = low === 0 ? undefined : { value: low, tooltip: `${plural(low, 'function')} below ${threshold}` };
    this.#view.description = [shown?.label, this.#module].filter((text) => typeof text === 'string').join(' · ');
    this.#changed.fire();
  }
}

function tooltipOf(fn: FunctionReport, verdict: string): vscode.MarkdownString {
  const tooltip = new vscode.MarkdownString();
  tooltip.appendText(`${shortText(fn.name, 200)}, ${shortText(fn.module, 200)}\n`);
  tooltip.appendMarkdown(`\n\nPSS ${fn.pss}, ${verdict}, ${plural(fn.traces, 'call')}\n\n`);
  tooltip.appendText(fn.filename === null ? 'no file in its traces' : `${fn.filename}:${fn.lineno ?? '–'}`);
  return tooltip;
}
