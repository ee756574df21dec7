import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

/** Folder from which Python finds the runtime. */
export const RUNTIME = resolve('python');

/** A Python interpreter fit for the runtime. */
export interface Interpreter {
  path: string;
  /** e.g. `3.11.2` */
  version: string;
}

/** Debian's own interpreter first, then every other one on PATH from 3.11 on; each version once. */
export function interpreters(): Interpreter[] {
  const folders = ['/usr/bin', ...(process.env['PATH'] ?? '').split(delimiter)];
  const found = new Map<string, Interpreter>();
  for (const folder of folders) {
    for (const path of pythonsIn(folder)) {
      const interpreter = probe(path);
      if (interpreter !== null && !found.has(interpreter.version)) found.set(interpreter.version, interpreter);
    }
  }
  return [...found.values()];
}

function pythonsIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /^python3(\.\d+)?(\.exe)?$/.test(name))
      .sort()
      .map((name) => join(folder, name));
  } catch {
    // PATH may name folders that are not there.
    return [];
  }
}

function probe(path: string): Interpreter | null {
  const { status, stdout } = spawnSync(path, ['-c', 'import sys; print("%d.%d.%d" % sys.version_info[:3])'], {
    encoding: 'utf8',
  });
  const version = stdout?.trim() ?? '';
  if (status !== 0) return null;
  const [major, minor] = version.split('.').map(Number);
  return major === 3 && minor >= 11 ? { path, version } : null;
}

export interface PythonRun {
  status: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** The environment of a program that finds the runtime and leaves no compiled files behind. */
export function environment(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return { ...process.env, PYTHONPATH: RUNTIME, PYTHONDONTWRITEBYTECODE: '1', ...more };
}

/** Runs a program to its end; one that hangs is killed after a minute, and `status` is null. */
export function runPython(python: string, args: readonly string[], cwd: string, input = ''): Promise<PythonRun> {
  return new Promise((settle, reject) => {
    const child = spawn(python, args, { cwd, env: environment(), timeout: 60_000, killSignal: 'SIGKILL' });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.once('error', reject);
    child.once('close', (status, signal) => settle({ status, signal, stdout, stderr }));
    // A program may end without reading.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

/** Whether an interpreter has a package. */
export function hasPackage(python: string, name: string): boolean {
  try {
    execFileSync(python, ['-c', `import ${name}`], { stdio: 'ignore' });
    return true;
  } catch {
    // Not installed there.
    return false;
  }
}
