/** "Run Python File": runs a program in a terminal, follows its traces, and says how it ended. */
import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { Report } from '../../protocol/report.ts';
import type { RunOutcome } from '../../protocol/run.ts';
import type { HistoryFeature } from '../history/historyFeature.ts';
import { COMMANDS, SETTINGS, TASK_TYPE } from '../ids.ts';
import { registerCommand, showError } from '../registerCommand.ts';
import { fileName } from '../traceFiles.ts';
import { type Eyes, followRun } from './followRun.ts';
import { checkInterpreter, type Interpreter, InterpreterError, interpreterFor } from './interpreter.ts';
import { prepareRun, type RecordedRun, statSince } from './recordedRun.ts';
import { runMessage } from './runEnding.ts';
import { RunTasks } from './runTasks.ts';

/** What is running, and how to say that it has ended. */
interface Running {
  readonly run: RecordedRun;
  readonly ended: AbortController;
}

export interface RunNeeds extends Eyes {
  readonly history: Pick<HistoryFeature, 'store'>;
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
}

export class RunFeature implements vscode.Disposable {
  readonly #needs: RunNeeds;
  readonly #tasks: RunTasks;
  readonly #running = new Map<vscode.TaskExecution, Running>();
  readonly #parts: vscode.Disposable;

  constructor(needs: RunNeeds) {
    const { context, log } = needs;
    this.#needs = needs;
    const storage = context.storageUri ?? context.globalStorageUri;
    this.#tasks = new RunTasks(vscode.Uri.joinPath(context.extensionUri, 'dist', 'cli.js').fsPath, storage.fsPath, log);
    const run = (picked: unknown) => this.#runFile(picked);
    this.#parts = vscode.Disposable.from(
      vscode.tasks.registerTaskProvider(TASK_TYPE, this.#tasks),
      registerCommand(COMMANDS.runPythonFile, log, run),
      registerCommand(COMMANDS.runPythonFilePicked, log, run),
      vscode.tasks.onDidStartTask(({ execution }) => this.#started(execution)),
      vscode.tasks.onDidEndTask(({ execution }) => this.#running.get(execution)?.ended.abort()),
    );
  }

  dispose(): void {
    for (const { ended } of this.#running.values()) ended.abort();
    this.#parts.dispose();
  }

  async #runFile(picked: unknown): Promise<void> {
    if (!vscode.workspace.isTrusted) {
      const trust = 'Manage Workspace Trust';
      const text = 'PyPSS: no program is run in a workspace that is not trusted.';
      const chosen = await vscode.window.showWarningMessage(text, trust);
      if (chosen === trust) await vscode.commands.executeCommand('workbench.trust.manage');
      return;
    }
    const script = await scriptToRun(picked);
    if (script === null) return;
    const interpreter = await this.#interpreter(script);
    if (interpreter === null) return;
    const { task } = await this.#tasks.taskFor(script, interpreter);
    await vscode.tasks.executeTask(task);
  }

  /** An interpreter that works; null when there is none, which the user has been told. */
  async #interpreter(script: vscode.Uri): Promise<Interpreter | null> {
    try {
      const found = await interpreterFor(script, this.#needs.log);
      if (found === null) throw new InterpreterError('There is no Python on PATH. Install Python 3.11 or later.');
      await checkInterpreter(found);
      return found;
    } catch (error) {
      if (!(error instanceof InterpreterError)) throw error;
      void offerOtherInterpreter(error.message);
      return null;
    }
  }

  /** Also for tasks that the user started from tasks.json. */
  #started(execution: vscode.TaskExecution): void {
    const run = this.#tasks.runBehind(execution.task);
    if (run === null) return;
    const running: Running = { run, ended: new AbortController() };
    this.#running.set(execution, running);
    this.#follow(running)
      .catch((error: unknown) => showError(error, this.#needs.log))
      .finally(() => this.#running.delete(execution));
  }

  async #follow({ run, ended }: Running): Promise<void> {
    const began = Date.now();
    await prepareRun(run);
    const reading = await followRun(run, began, this.#needs, ended.signal);
    const outcome = await outcomeOf(run, began);
    const message = runMessage(run.script, outcome);
    this.#needs.log.info(message.text);
    const ask = vscode.workspace.getConfiguration().get<string>(SETTINGS.runStoreHistory, 'ask') === 'ask';
    const store = message.storable && ask ? 'Store in History' : null;
    const open = message.place === null ? null : 'Go to Line';
    // A good end says nothing that the dashboard does not say: only where there is something to choose.
    if (message.severity === 'information' && message.storable && store === null) return;
    const actions = [open, store].filter((action) => action !== null);
    const chosen = await show(message.severity, `PyPSS: ${message.text}`, actions);
    if (chosen === null) return;
    if (chosen === store && reading?.ok === true) await this.#store(run, reading.report);
    else if (message.place !== null) await openLine(message.place.file, message.place.line);
  }

  /** The run that was asked about, whatever is shown by then. */
  #store({ traces }: RecordedRun, report: Report): Promise<void> {
    const uri = vscode.Uri.file(traces);
    return this.#needs.history.store({ report, origin: { kind: 'file', uri }, label: fileName(uri.path) });
  }
}

/** The Python file picked in a menu, else the one in front; null when there is none, which the user has been told. */
async function scriptToRun(picked: unknown): Promise<vscode.Uri | null> {
  const document = vscode.window.activeTextEditor?.document;
  const uri = picked instanceof vscode.Uri ? picked : document?.languageId === 'python' ? document.uri : undefined;
  if (uri === undefined) {
    void vscode.window.showInformationMessage('PyPSS: open the Python file that is to be run first.');
    return null;
  }
  const open = vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri.toString());
  if (open?.isUntitled === true) return vscode.workspace.save(uri).then((saved) => saved ?? null);
  if (open?.isDirty === true && !(await open.save())) return null;
  if (uri.scheme === 'file') return uri;
  void vscode.window.showErrorMessage(`PyPSS: only files on disk can be run, and this one is “${uri.scheme}:”.`);
  return null;
}

async function offerOtherInterpreter(text: string): Promise<void> {
  const settings = 'Open Settings';
  const chosen = await vscode.window.showErrorMessage(`PyPSS: ${text}`, settings);
  if (chosen === settings) await vscode.commands.executeCommand('workbench.action.openSettings', SETTINGS.pythonPath);
}

async function outcomeOf({ outcome }: RecordedRun, began: number): Promise<RunOutcome | null> {
  // Empty when the command line was killed before it could tell.
  if (((await statSince(outcome, began))?.size ?? 0) === 0) return null;
  return JSON.parse(await readFile(outcome, 'utf8')) as RunOutcome;
}

async function show(severity: 'information' | 'warning' | 'error', text: string, actions: string[]) {
  const { showInformationMessage, showWarningMessage, showErrorMessage } = vscode.window;
  const tell = { information: showInformationMessage, warning: showWarningMessage, error: showErrorMessage }[severity];
  return (await tell(text, ...actions)) ?? null;
}

async function openLine(file: string, line: number): Promise<void> {
  const position = new vscode.Position(Math.max(0, line - 1), 0);
  await vscode.window.showTextDocument(vscode.Uri.file(file), { selection: new vscode.Range(position, position) });
}
