/** Reads the shown trace file again when it has changed, calmly, whether or not its editor is open. */
import { stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { AnalysisClient, AnalysisRun } from '../../analysis/client.ts';
import { escapeGlob } from '../globs.ts';
import { requestFor } from '../traceEditor/traceDocument.ts';
import type { JsonPaths } from '../traceEditor/jsonPaths.ts';
import { fileName } from '../traceFiles.ts';
import type { ActiveReport, ShownReport } from './activeReport.ts';

/** A file that is being written is read once it has rested this long, in milliseconds. */
const SETTLE = 1000;
/** Reading may take at most this share of the time. */
const SHARE = 0.2;

export class FollowedFile implements vscode.Disposable {
  readonly #shown: ActiveReport;
  readonly #client: AnalysisClient;
  readonly #jsonPaths: JsonPaths;
  readonly #log: vscode.LogOutputChannel;
  readonly #subscription: vscode.Disposable;
  #uri: vscode.Uri | null = null;
  #watcher: vscode.Disposable | null = null;
  #timer: NodeJS.Timeout | undefined;
  #run: AnalysisRun | null = null;
  /** Size and time of the file whose figures are shown. */
  #read: string | null = null;
  #earliest = 0;

  constructor(shown: ActiveReport, client: AnalysisClient, jsonPaths: JsonPaths, log: vscode.LogOutputChannel) {
    this.#shown = shown;
    this.#client = client;
    this.#jsonPaths = jsonPaths;
    this.#log = log;
    this.#subscription = shown.onDidChange((current) => void this.#follow(current));
  }

  /** Reads a file and shows it, whatever is shown now. */
  async show(uri: vscode.Uri): Promise<void> {
    const label = fileName(uri.path);
    const outcome = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Window, title: `PyPSS: reading ${label}` },
      () => this.#client.analyze(this.#request(uri)).outcome,
    );
    if (outcome.ok) this.#shown.show({ report: outcome.report, origin: { kind: 'file', uri }, label });
    else void vscode.window.showErrorMessage(`PyPSS: ${outcome.problem.message}`);
  }

  dispose(): void {
    this.#stop();
    this.#subscription.dispose();
  }

  async #follow(current: ShownReport | null): Promise<void> {
    const uri = current?.origin.kind === 'file' ? current.origin.uri : null;
    if (uri?.toString() !== this.#uri?.toString()) {
      this.#stop();
      this.#uri = uri;
      if (uri !== null && uri.scheme === 'file') this.#watch(uri);
    }
    if (uri === null) return;
    const now = await identity(uri);
    if (this.#uri === uri || this.#uri?.toString() === uri.toString()) this.#read = now;
  }

  #watch(uri: vscode.Uri): void {
    const pattern = new vscode.RelativePattern(vscode.Uri.joinPath(uri, '..'), escapeGlob(fileName(uri.path)));
    const watcher = vscode.workspace.createFileSystemWatcher(pattern, false, false, true);
    const later = () => this.#later(uri);
    this.#watcher = vscode.Disposable.from(watcher, watcher.onDidChange(later), watcher.onDidCreate(later));
  }

  #later(uri: vscode.Uri): void {
    clearTimeout(this.#timer);
    const wait = Math.max(SETTLE, this.#earliest - Date.now());
    this.#timer = setTimeout(() => {
      this.#again(uri).catch((error: unknown) => this.#log.error(error instanceof Error ? error : String(error)));
    }, wait);
  }

  async #again(uri: vscode.Uri): Promise<void> {
    const before = await identity(uri);
    if (before === null || before === this.#read || this.#uri?.toString() !== uri.toString()) return;
    if (this.#shown.current?.growing === true) return;
    const start = Date.now();
    this.#run?.cancel();
    const run = this.#client.analyze(this.#request(uri));
    this.#run = run;
    const outcome = await run.outcome;
    this.#earliest = Date.now() + (Date.now() - start) / SHARE;
    if (this.#run !== run) return;
    this.#run = null;
    if (this.#uri?.toString() !== uri.toString()) return;
    if (!outcome.ok) {
      // A file in the middle of being written; the figures so far stay, and the next change is read.
      this.#log.warn(`${uri.fsPath} has changed: ${outcome.problem.message}`);
      return;
    }
    this.#log.info(`${uri.fsPath} has changed: ${outcome.report.traces} traces, PSS ${outcome.report.pss}`);
    this.#shown.show({ report: outcome.report, origin: { kind: 'file', uri }, label: fileName(uri.path) });
    if ((await identity(uri)) !== before) this.#later(uri);
  }

  #request(uri: vscode.Uri) {
    const jsonPath = this.#jsonPaths.get(uri);
    return jsonPath === undefined ? requestFor(uri) : { ...requestFor(uri), jsonPath };
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#run?.cancel();
    this.#run = null;
    this.#watcher?.dispose();
    this.#watcher = null;
    this.#uri = null;
    this.#read = null;
  }
}

async function identity(uri: vscode.Uri): Promise<string | null> {
  try {
    const { size, mtimeMs, ino } = await stat(uri.fsPath);
    return `${size} ${mtimeMs} ${ino}`;
  } catch {
    // Gone for now; its figures stay until it is back.
    return null;
  }
}
