import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));

export interface CliRun {
  /** Exit status, or the name of the signal that ended it. */
  status: number | string;
  stdout: string;
  stderr: string;
}

export interface CliOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Where standard output goes instead of a pipe to the test. */
  stdout?: number;
  /** Written to standard input, which is then closed. */
  input?: string | Uint8Array;
}

/** Starts the command line from its sources, as a process of its own. */
export function startCli(args: readonly string[], { cwd, env, stdout }: CliOptions = {}): ReturnType<typeof spawn> {
  // What the machine of the developer asks for must not colour the output.
  const inherited = { ...process.env, NO_COLOR: undefined, FORCE_COLOR: undefined, NODE_OPTIONS: undefined };
  return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, ...args], {
    cwd,
    env: { ...inherited, ...env },
    stdio: ['pipe', stdout ?? 'pipe', 'pipe'],
  });
}

/** Runs the command line to its end. */
export function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliRun> {
  const child = startCli(args, options);
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => stderr.push(chunk));
  // A command that refuses its options does not wait for the input.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(options.input ?? '');
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      resolve({
        status: code ?? signal ?? 'unknown',
        stdout: Buffer.concat(stdout).toString('utf8'),
        stderr: Buffer.concat(stderr).toString('utf8'),
      });
    });
  });
}
