/** Which Python runs a program, and whether it can. */
import { execFile } from 'node:child_process';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import * as vscode from 'vscode';
import { findPython } from '../../code/findPython.ts';
import { SETTINGS } from '../ids.ts';

const PYTHON_EXTENSION = 'ms-python.python';
/** The oldest Python that the runtime works with. */
const OLDEST = [3, 11] as const;
/** Milliseconds in which an interpreter must have told its version. */
const PATIENCE = 20_000;

/** What is used of the Python extension's API. */
interface PythonApi {
  readonly environments?: {
    getActiveEnvironmentPath(resource?: vscode.Uri): { readonly path: string };
    resolveEnvironment(environment: {
      readonly path: string;
    }): Thenable<{ readonly executable: { readonly uri?: vscode.Uri } } | undefined>;
  };
}

export interface Interpreter {
  readonly path: string;
  /** Who chose it, for messages: "the Python extension", "pypss.pythonPath", "PATH". */
  readonly chosenBy: string;
}

/** A Python that cannot run programs, and why in one sentence. */
export class InterpreterError extends Error {}

/** The interpreter for a script: the Python extension's choice, else that of the settings, else the first on PATH. */
export async function interpreterFor(script: vscode.Uri, log: vscode.LogOutputChannel): Promise<Interpreter | null> {
  const chosen = await chosenInPythonExtension(script, log);
  if (chosen !== null) return { path: chosen, chosenBy: 'the Python extension' };
  const named = vscode.workspace.getConfiguration(undefined, script).get<string>(SETTINGS.pythonPath, '').trim();
  if (named !== '') return { path: located(named, script), chosenBy: SETTINGS.pythonPath };
  const found = findPython();
  return found === null ? null : { path: found, chosenBy: 'PATH' };
}

/**
 * Runs the interpreter for its version.
 * @throws InterpreterError when it does not run, or is too old
 */
export async function checkInterpreter({ path, chosenBy }: Interpreter): Promise<void> {
  const version = await versionOf(path);
  if (version === null) throw new InterpreterError(`${path} (from ${chosenBy}) does not run as a Python interpreter.`);
  const [major = 0, minor = 0] = version;
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return;
  const needed = OLDEST.join('.');
  throw new InterpreterError(
    `${path} (from ${chosenBy}) is Python ${version.join('.')}; ${needed} or later is needed.`,
  );
}

async function chosenInPythonExtension(script: vscode.Uri, log: vscode.LogOutputChannel): Promise<string | null> {
  const extension = vscode.extensions.getExtension<PythonApi>(PYTHON_EXTENSION);
  if (extension === undefined) return null;
  try {
    const { environments } = await extension.activate();
    if (environments === undefined) return null;
    const active = environments.getActiveEnvironmentPath(script);
    const resolved = await environments.resolveEnvironment(active);
    return resolved?.executable.uri?.fsPath ?? null;
  } catch (error) {
    log.warn(
      `The Python extension does not tell its interpreter: ${error instanceof Error ? error.message : String(error)}`,
    );
    return null;
  }
}

/** A path as the settings name it: `~`, `${workspaceFolder}`, relative to the workspace folder, or a name on PATH. */
function located(named: string, script: vscode.Uri): string {
  const folder = vscode.workspace.getWorkspaceFolder(script)?.uri.fsPath ?? null;
  const path = named
    .replace(/^~(?=$|[/\\])/, homedir())
    .replaceAll('${workspaceFolder}', folder ?? '${workspaceFolder}');
  const plainName = !/[/\\]/.test(path);
  return plainName || isAbsolute(path) || folder === null ? path : join(folder, path);
}

function versionOf(path: string): Promise<readonly number[] | null> {
  const program = 'import sys; print("%d.%d.%d" % sys.version_info[:3])';
  return new Promise((resolve) => {
    execFile(path, ['-I', '-c', program], { timeout: PATIENCE, windowsHide: true }, (error, stdout) => {
      const found = error === null ? /^(\d+)\.(\d+)\.(\d+)\s*$/.exec(stdout) : null;
      resolve(found === null ? null : found.slice(1).map(Number));
    });
  });
}
