import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** What is run, and where its traces go. */
export interface RecordedProgram {
  /** The interpreter: a path, or a name looked up on PATH. */
  python: string;
  /** `bootstrap.py` of the runtime. */
  bootstrap: string;
  script: string;
  args: readonly string[];
  /** NDJSON file that the program appends its traces to. */
  traces: string;
  /** Folder of the program's own modules. */
  root: string;
  /** Whether the script finds this runtime as `pypss` even where another one is installed. */
  own: boolean;
  /** JSON file that tells which exception ended the script; not written when none did. */
  ending: string;
  /** Configuration that the user named, absolute; without one the runtime looks for it. */
  config?: string;
}

/** How the program ended: its exit status, or the signal that killed it. */
export interface ProgramEnd {
  status: number;
  signal: NodeJS.Signals | null;
}

/** Passed on to the program, which whoever sends them means. */
const FORWARDED = ['SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const;
/** Of the keys Ctrl+C and Ctrl+\, which reach the program by themselves, since it shares the terminal. */
const KEYS = ['SIGINT', 'SIGQUIT'] as const;

/**
 * Runs a script with its functions recorded. Standard input, output and error are the program's own; it alone decides
 * what Ctrl+C means.
 * @throws Error when the interpreter cannot be started
 */
export async function runRecorded(program: RecordedProgram): Promise<ProgramEnd> {
  const { python, bootstrap, script, args, ...order } = program;
  const environment: NodeJS.ProcessEnv = { ...process.env, PYPSS_RUN: JSON.stringify(order) };
  // Set for this program when it runs on an editor's own Node; other programs must not inherit it.
  delete environment['ELECTRON_RUN_AS_NODE'];
  const child = spawn(python, [bootstrap, script, ...args], { stdio: 'inherit', env: environment });
  const ignore = (): void => undefined;
  const forward = (signal: NodeJS.Signals): void => void child.kill(signal);
  const handlers = [
    ...KEYS.map((signal): [NodeJS.Signals, () => void] => [signal, ignore]),
    ...FORWARDED.map((signal): [NodeJS.Signals, (signal: NodeJS.Signals) => void] => [signal, forward]),
  ] as const;
  for (const [signal] of handlers) process.removeAllListeners(signal);
  for (const [signal, handler] of handlers) process.on(signal, handler);
  try {
    return await new Promise<ProgramEnd>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (status, signal) => resolve({ status: status ?? statusOf(signal), signal }));
    });
  } finally {
    for (const [signal, handler] of handlers) process.removeListener(signal, handler);
  }
}

/** The exit status by which shells tell of a signal. */
function statusOf(signal: NodeJS.Signals | null): number {
  return signal === null ? 1 : 128 + constants.signals[signal];
}
