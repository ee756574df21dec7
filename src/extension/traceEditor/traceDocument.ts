/** A trace file opened in one or more trace editors. Holds the latest state, never the traces. */
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import type { AnalysisClient } from '../../analysis/client.ts';
import type { AnalysisOutcome } from '../../analysis/analyze.ts';
import type { AnalysisProblem, AnalysisRequest } from '../../protocol/analysis.ts';
import type { DashboardState } from '../../protocol/dashboard.ts';
import type { Report } from '../../protocol/report.ts';
import type { Answer, Question } from '../../protocol/question.ts';
import type { DashboardSource } from '../dashboard/dashboardSource.ts';
import { escapeGlob } from '../globs.ts';
import { programOf } from '../run/recordedRun.ts';
import { fileName } from '../traceFiles.ts';
import { workFolderOf } from '../workFolder.ts';
import { isFileQuestion } from '../../dashboard/fileQuestions.ts';
import { TraceReading } from '../../dashboard/traceReading.ts';

/** How a reading of a file ended. */
export interface Reading {
  readonly outcome: AnalysisOutcome;
  /** The file was being written to by a program run from here; the figures are those of the moment. */
  readonly growing: boolean;
}

/** Writers save in bursts: the file is looked at once they pause, in milliseconds. */
const SETTLE_TIME = 300;

export class TraceDocument implements vscode.CustomDocument, DashboardSource {
  readonly uri: vscode.Uri;
  readonly #stateChanged = new vscode.EventEmitter<DashboardState>();
  readonly #done = new vscode.EventEmitter<Reading>();
  readonly #disposed = new vscode.EventEmitter<void>();
  readonly #reading: TraceReading | null;
  readonly #watcher: vscode.Disposable | null;
  #started = false;
  #growing = false;
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

  /** While the file grows it is read again whenever it has changed, calmly. */
  setGrowing(growing: boolean): void {
    this.#growing = growing;
    this.#reading?.setFollows(growing);
  }

  /** Reads the file unless it was, or is being, read. */
  start(): void {
    if (!this.#started) void this.reload();
  }

  /** Reads the file again; `calmly` leaves the figures of before in place until there are new ones. */
  async reload(calmly = false): Promise<AnalysisOutcome> {
    this.#started = true;
    if (this.#reading === null) return { ok: false, problem: notOnDisk(this.uri) };
    const growing = this.#growing;
    const outcome = await this.#read(this.#reading, calmly);
    this.#done.fire({ outcome, growing });
    return outcome;
  }

  /** A path is remembered longer than a file keeps its layout: where it leads nowhere, the file speaks for itself. */
  async #read(reading: TraceReading, calmly: boolean): Promise<AnalysisOutcome> {
    const jsonPath = this.#jsonPath;
    const outcome = await reading.start(jsonPath, calmly);
    const astray = !outcome.ok && outcome.problem.kind === 'no-traces';
    if (!astray || jsonPath === undefined || this.#jsonPath !== jsonPath) return outcome;
    this.#jsonPath = undefined;
    return reading.start();
  }

  /** Looks whether the file has changed; one that could not be read before is read again. */
  async checkFile(): Promise<void> {
    if (this.#started && (await this.#reading?.checkFile())) await this.reload(this.#growing);
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

  ask(question: Question, signal: AbortSignal): Promise<Answer> {
    if (this.#reading !== null && isFileQuestion(question)) return this.#reading.ask(question, signal);
    const refused = (problem: AnalysisProblem): Promise<Answer> => Promise.resolve({ answer: 'refused', problem });
    if (this.#reading === null) return refused(notOnDisk(this.uri));
    return refused({ kind: 'unreadable', message: `“${question.ask}” is not offered for trace files.` });
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
  const program = programOf(uri.fsPath);
  if (program !== null) return { path: uri.fsPath, root: program.cwd, configFolder: program.cwd };
  return { path: uri.fsPath, root: workFolderOf(uri) ?? dirname(uri.fsPath) };
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
