/** A trace file opened in one or more trace editors. Holds the latest state, never the traces. */
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import type { AnalysisClient } from '../../analysis/client.ts';
import type { AnalysisOutcome } from '../../analysis/analyze.ts';
import type { AnalysisProblem, AnalysisRequest } from '../../protocol/analysis.ts';
import type { DashboardState } from '../../protocol/dashboard.ts';
import type { Report } from '../../protocol/report.ts';
import { escapeGlob } from '../globs.ts';
import { fileName } from '../traceFiles.ts';
import { TraceReading } from './traceReading.ts';

/** Writers save in bursts: the file is looked at once they pause, in milliseconds. */
const SETTLE_TIME = 300;

export class TraceDocument implements vscode.CustomDocument {
  readonly uri: vscode.Uri;
  readonly #stateChanged = new vscode.EventEmitter<DashboardState>();
  readonly #done = new vscode.EventEmitter<AnalysisOutcome>();
  readonly #disposed = new vscode.EventEmitter<void>();
  readonly #reading: TraceReading | null;
  readonly #watcher: vscode.Disposable | null;
  #started = false;
  #jsonPath: string | undefined;

  readonly onDidChangeState = this.#stateChanged.event;
  /** Fires when a reading has ended, well or not. */
  readonly onDidRead = this.#done.event;
  readonly onDidDispose = this.#disposed.event;

  /** @param jsonPath where the traces were found the last time, if not at the top */
  constructor(uri: vscode.Uri, client: AnalysisClient, jsonPath: string | undefined) {
    this.uri = uri;
    this.#jsonPath = jsonPath;
    const onDisk = uri.scheme === 'file';
    this.#reading = onDisk
      ? new TraceReading(client, requestFor(uri), (state) => this.#stateChanged.fire(state))
      : null;
    this.#watcher = onDisk ? watch(uri, () => void this.checkFile()) : null;
  }

  get state(): DashboardState {
    return this.#reading?.state ?? { state: 'problem', file: this.uri.path, problem: notOnDisk(this.uri) };
  }

  get report(): Report | null {
    return this.#reading?.report ?? null;
  }

  /** Reads the file unless it was, or is being, read. */
  start(): void {
    if (!this.#started) void this.reload();
  }

  /** Reads the file again. */
  async reload(): Promise<void> {
    this.#started = true;
    if (this.#reading !== null) this.#done.fire(await this.#read(this.#reading));
  }

  /** A path is remembered longer than a file keeps its layout: where it leads nowhere, the file speaks for itself. */
  async #read(reading: TraceReading): Promise<AnalysisOutcome> {
    const jsonPath = this.#jsonPath;
    const outcome = await reading.start(jsonPath);
    const astray = !outcome.ok && outcome.problem.kind === 'no-traces';
    if (!astray || jsonPath === undefined || this.#jsonPath !== jsonPath) return outcome;
    this.#jsonPath = undefined;
    return reading.start();
  }

  /** Looks whether the file has changed; one that could not be read before is read again. */
  async checkFile(): Promise<void> {
    if (this.#started && (await this.#reading?.checkFile())) await this.reload();
  }

  /** Reads the file again unless the figures are those of the file as it is now. */
  async refresh(): Promise<void> {
    if (this.#reading === null || this.state.state === 'loading') return;
    await this.#reading.checkFile();
    const { state } = this;
    if (state.state !== 'ready' || state.stale) await this.reload();
  }

  /** Reads the traces at a JSON path. */
  async readPath(jsonPath: string): Promise<void> {
    this.#jsonPath = jsonPath;
    await this.reload();
  }

  stop(): void {
    this.#reading?.stop();
  }

  dispose(): void {
    this.#reading?.dispose();
    this.#watcher?.dispose();
    this.#disposed.fire();
    for (const emitter of [this.#stateChanged, this.#done, this.#disposed]) emitter.dispose();
  }
}

/** What to read for a file on disk: its workspace folder gives module names and ends the search for pypss.toml. */
export function requestFor(uri: vscode.Uri): AnalysisRequest {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  const root = folder?.uri.scheme === 'file' ? folder.uri.fsPath : dirname(uri.fsPath);
  return { path: uri.fsPath, root };
}

function watch(uri: vscode.Uri, changed: () => void): vscode.Disposable {
  const pattern = new vscode.RelativePattern(vscode.Uri.joinPath(uri, '..'), escapeGlob(fileName(uri.path)));
  const watcher = vscode.workspace.createFileSystemWatcher(pattern);
  let timer: NodeJS.Timeout | undefined;
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(changed, SETTLE_TIME);
  };
  return vscode.Disposable.from(
    watcher,
    watcher.onDidChange(later),
    watcher.onDidCreate(later),
    watcher.onDidDelete(later),
    new vscode.Disposable(() => clearTimeout(timer)),
  );
}

/** Why a file that is not on disk cannot be read. */
export function notOnDisk(uri: vscode.Uri): AnalysisProblem {
  const message = `${fileName(uri.path)} is not on disk but “${uri.scheme}:”. Save it to a local folder to analyze it.`;
  return { kind: 'unreadable', message };
}
