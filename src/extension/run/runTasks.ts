/** Tasks that run a Python program with its functions recorded: `pypss run`, by the editor's own Node. */
import { basename, dirname, isAbsolute, join } from 'node:path';
import * as vscode from 'vscode';
import { SETTINGS, TASK_TYPE } from '../ids.ts';
import { type Interpreter, interpreterFor } from './interpreter.ts';
import { type RecordedRun, runOf } from './recordedRun.ts';
import { withVariables } from './variables.ts';

/** A task of tasks.json; see `taskDefinitions` in package.json. */
export interface RunDefinition extends vscode.TaskDefinition {
  readonly script: string;
  readonly args?: readonly string[];
  readonly cwd?: string;
  readonly python?: string;
}

/** What is run, ready to start. */
export interface RunTask {
  readonly task: vscode.Task;
  readonly run: RecordedRun;
}

export class RunTasks implements vscode.TaskProvider {
  readonly #cli: string;
  readonly #storage: string;
  readonly #log: vscode.LogOutputChannel;
  /** The runs of the tasks made so far, by their definitions: what a started task is told by. */
  readonly #runs = new Map<string, RecordedRun>();

  /** @param storage folder for the traces of runs */
  constructor(cli: string, storage: string, log: vscode.LogOutputChannel) {
    this.#cli = cli;
    this.#storage = storage;
    this.#log = log;
  }

  /** Offers to run the Python file in front. */
  async provideTasks(): Promise<vscode.Task[]> {
    const document = vscode.window.activeTextEditor?.document;
    if (!vscode.workspace.isTrusted || document?.languageId !== 'python' || document.uri.scheme !== 'file') return [];
    return [(await this.taskFor(document.uri)).task];
  }

  /** Completes a task of tasks.json. */
  async resolveTask(task: vscode.Task): Promise<vscode.Task | undefined> {
    const definition = task.definition as RunDefinition;
    if (!vscode.workspace.isTrusted || typeof definition.script !== 'string') return undefined;
    const scope = typeof task.scope === 'object' ? task.scope : vscode.workspace.workspaceFolders?.[0];
    return (await this.#create(definition, scope, task.name)).task;
  }

  /** The task that runs a script without arguments. @param python the interpreter, if it is chosen already */
  taskFor(script: vscode.Uri, python?: Interpreter): Promise<RunTask> {
    const definition: RunDefinition = { type: TASK_TYPE, script: script.fsPath };
    const name = `Run ${basename(script.fsPath)}`;
    return this.#create(definition, vscode.workspace.getWorkspaceFolder(script), name, python);
  }

  /** The run behind a task that has started; null for tasks of others. */
  runBehind({ definition, scope }: vscode.Task): RecordedRun | null {
    if (definition.type !== TASK_TYPE) return null;
    const keys = [typeof scope === 'object' ? scope : undefined, undefined].map((folder) =>
      keyOf(definition as RunDefinition, folder),
    );
    return this.#runs.get(keys[0]) ?? this.#runs.get(keys[1]) ?? null;
  }

  async #create(
    definition: RunDefinition,
    scope: vscode.WorkspaceFolder | undefined,
    name: string,
    python?: Interpreter,
  ): Promise<RunTask> {
    const base = scope?.uri.fsPath ?? null;
    const place = (text: string): string => {
      const path = withVariables(text, base);
      return isAbsolute(path) || base === null ? path : join(base, path);
    };
    const script = place(definition.script);
    const cwd = definition.cwd === undefined ? (base ?? dirname(script)) : place(definition.cwd);
    const args = (definition.args ?? []).map((text) => withVariables(text, base));
    const run = runOf({ script, args, cwd, folder: base ?? dirname(script) }, this.#storage);
    // The editor may hand back a task of tasks.json without the folder that it was completed for.
    for (const folder of new Set([scope, undefined])) this.#runs.set(keyOf(definition, folder), run);
    const named = definition.python === undefined ? null : withVariables(definition.python, base);
    const interpreter = named ?? (python ?? (await interpreterFor(vscode.Uri.file(script), this.#log)))?.path;
    const task = new vscode.Task(
      definition,
      scope ?? vscode.TaskScope.Workspace,
      name,
      'PyPSS',
      new vscode.ProcessExecution(process.execPath, [this.#cli, ...argumentsFor(run, interpreter)], {
        cwd,
        // The editor's executable acts as Node by this; a plain Node ignores it, and the program does not inherit it.
        env: { ELECTRON_RUN_AS_NODE: '1' },
      }),
    );
    task.presentationOptions = {
      reveal: vscode.TaskRevealKind.Always,
      clear: true,
      echo: false,
      showReuseMessage: false,
    };
    task.detail = script;
    return { task, run };
  }
}

/** Arguments of `pypss`. Without an interpreter it says itself that there is none. */
function argumentsFor(run: RecordedRun, interpreter: string | undefined): string[] {
  const { script, args, traces, outcome } = run;
  const settings = vscode.workspace.getConfiguration(undefined, vscode.Uri.file(script));
  return [
    'run',
    ...(interpreter === undefined ? [] : ['--python', interpreter]),
    ...['--traces', traces, '--outcome', outcome],
    ...['--runtime', settings.get<string>(SETTINGS.runRuntime, 'installed')],
    ...(settings.get<string>(SETTINGS.runStoreHistory) === 'always' ? ['--store-history'] : []),
    '--',
    script,
    ...args,
  ];
}

/** @param folder of the workspace to which the paths in the definition are relative */
function keyOf({ script, args, cwd, python }: RunDefinition, folder: vscode.WorkspaceFolder | undefined): string {
  return JSON.stringify([script, args ?? [], cwd ?? null, python ?? null, folder?.uri.toString() ?? null]);
}
