/** The scored functions of the open documents, as long as a report is shown. Costs nothing without one. */
import * as vscode from 'vscode';
import type { SearchResult } from '../../code/pathMapping.ts';
import { isIntegrationName } from '../../code/integrationNames.ts';
import { type ActiveReport, originKey, type ShownReport } from './activeReport.ts';
import { ReportIndex } from './reportIndex.ts';
import type { Assigned, ScoredFunction } from './scoredSource.ts';
import type { SourceFiles } from './sourceFiles.ts';
import { sourceLanguage, TrackedDocument } from './trackedDocument.ts';

/** Where a text cannot hold anything that is traced without a file: blocks, named functions, integrations. */
const WITHOUT_FILE = /monitor_?(?:block|async|function)/i;
const INTEGRATED = /@\w|\bdef test_/;
/** Documents looked at; their figures are remembered for at most so many. */
const MOST_FINGERPRINTED = 200;

export class CodeScores implements vscode.Disposable {
  readonly #shown: ActiveReport;
  readonly #files: SourceFiles;
  readonly #log: vscode.LogOutputChannel;
  readonly #changed = new vscode.EventEmitter<vscode.Uri | null>();
  readonly #tracked = new Map<string, TrackedDocument>();
  readonly #looking = new Map<string, Promise<TrackedDocument | null>>();
  /** Fingerprints of traced code, by what is shown and by file. */
  readonly #fingerprints = new Map<string, Map<string, number>>();
  readonly #ambiguous = new Map<string, string[]>();
  readonly #subscriptions: vscode.Disposable;
  #index: ReportIndex | null = null;
  #listening: vscode.Disposable | null = null;

  /** Fires with the document whose figures or places have changed; null for all. */
  readonly onDidChange = this.#changed.event;

  constructor(shown: ActiveReport, files: SourceFiles, log: vscode.LogOutputChannel) {
    this.#shown = shown;
    this.#files = files;
    this.#log = log;
    this.#subscriptions = vscode.Disposable.from(
      shown.onDidChange((report) => this.#show(report)),
      files.onDidChange(() => this.#show(this.#shown.current)),
    );
  }

  /** The shown report by its files; null while none is shown. */
  get index(): ReportIndex | null {
    return this.#index;
  }

  /** What is known of a document at this moment, without looking for more. */
  known(document: vscode.TextDocument): readonly ScoredFunction[] {
    return this.#tracked.get(document.uri.toString())?.scored ?? [];
  }

  /** Whether a document's file was saved after the last trace. */
  savedLater(document: vscode.TextDocument): boolean {
    return this.#tracked.get(document.uri.toString())?.savedLater ?? false;
  }

  /** Traced files that may be this one or another. */
  ambiguous(document: vscode.TextDocument): readonly string[] {
    return this.#ambiguous.get(document.uri.toString()) ?? [];
  }

  /** The scored functions of a document, once it was looked at. */
  async of(document: vscode.TextDocument): Promise<readonly ScoredFunction[]> {
    const tracked = await this.#look(document);
    await tracked?.ready;
    return tracked?.scored ?? [];
  }

  /** The file of a traced path. */
  fileOf(traced: string): Promise<SearchResult> {
    return this.#files.find(traced);
  }

  dispose(): void {
    this.#stop();
    this.#subscriptions.dispose();
    this.#changed.dispose();
  }

  #show(shown: ShownReport | null): void {
    this.#stop();
    if (shown !== null) {
      this.#index = new ReportIndex(shown.report);
      this.#listening = vscode.Disposable.from(
        vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
          if (contentChanges.length > 0) this.#tracked.get(document.uri.toString())?.edit(contentChanges);
        }),
        vscode.workspace.onDidCloseTextDocument((document) => this.#forget(document)),
        vscode.window.onDidChangeVisibleTextEditors((editors) => this.#lookAt(editors)),
      );
      this.#lookAt(vscode.window.visibleTextEditors);
    }
    this.#changed.fire(null);
  }

  #stop(): void {
    this.#listening?.dispose();
    this.#listening = null;
    for (const tracked of this.#tracked.values()) tracked.dispose();
    this.#tracked.clear();
    this.#looking.clear();
    this.#ambiguous.clear();
    this.#index = null;
  }

  #lookAt(editors: readonly vscode.TextEditor[]): void {
    for (const { document } of editors) void this.#look(document);
  }

  #forget(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    this.#tracked.get(key)?.dispose();
    this.#tracked.delete(key);
    this.#looking.delete(key);
    this.#ambiguous.delete(key);
  }

  #look(document: vscode.TextDocument): Promise<TrackedDocument | null> {
    const key = document.uri.toString();
    const index = this.#index;
    if (index === null) return Promise.resolve(null);
    const known = this.#looking.get(key);
    if (known !== undefined) return known;
    const looking = this.#track(document, index).catch((error: unknown) => {
      this.#log.error(error instanceof Error ? error : String(error));
      return null;
    });
    this.#looking.set(key, looking);
    return looking;
  }

  async #track(document: vscode.TextDocument, index: ReportIndex): Promise<TrackedDocument | null> {
    const shown = this.#shown.current;
    const language = sourceLanguage(document);
    if (language === null || shown === null) return null;
    const assigned = await this.#assign(document, index);
    if (assigned.length === 0 || this.#index !== index || document.isClosed) return null;
    const key = document.uri.toString();
    const memory = `${originKey(shown.origin)}\0${key}`;
    const tracked = new TrackedDocument({
      document,
      language,
      assigned,
      tracedUntil: index.report.time?.to ?? null,
      fingerprints: this.#fingerprints.get(memory),
      changed: () => this.#changed.fire(document.uri),
    });
    this.#tracked.set(key, tracked);
    await tracked.ready;
    this.#fingerprints.delete(memory);
    this.#fingerprints.set(memory, tracked.fingerprints);
    const [oldest] = this.#fingerprints.keys();
    if (this.#fingerprints.size > MOST_FINGERPRINTED && oldest !== undefined) this.#fingerprints.delete(oldest);
    return tracked;
  }

  /** The functions of the report that may stand in a document. */
  async #assign(document: vscode.TextDocument, index: ReportIndex): Promise<Assigned[]> {
    const { functions } = index.report;
    const path = document.uri.fsPath;
    const assigned: Assigned[] = [];
    const named = index.filesNamedLike(path);
    await this.#files.lookAgain(named);
    for (const traced of named) {
      const result = await this.#files.find(traced);
      if (result.found === 'several' && result.paths.includes(path)) {
        const known = this.#ambiguous.get(document.uri.toString()) ?? [];
        if (!known.includes(traced)) this.#ambiguous.set(document.uri.toString(), [...known, traced]);
        this.#changed.fire(document.uri);
      }
      if (result.found !== 'file' || !samePath(result.path, path)) continue;
      for (const number of index.byFile.get(traced) ?? []) {
        assigned.push({ number, fn: functions[number], inFile: true });
      }
    }
    if (index.withoutFile.length === 0) return assigned;
    // A text that cannot hold any of them is not parsed for them.
    const text = document.getText();
    const blocks = WITHOUT_FILE.test(text);
    const integrated = INTEGRATED.test(text);
    for (const number of index.withoutFile) {
      const fn = functions[number];
      const possible = isIntegrationName(fn.name) ? integrated : blocks && text.includes(fn.name);
      if (possible) assigned.push({ number, fn, inFile: false });
    }
    return assigned;
  }
}

function samePath(a: string, b: string): boolean {
  return process.platform === 'win32' ? a.toLowerCase() === b.toLowerCase() : a === b;
}
