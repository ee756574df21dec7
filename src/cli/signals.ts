import { statSync } from 'node:fs';
import { INTERRUPTED, TERMINATED } from './exitCode.ts';
import { removeDrafts } from './output/reportFile.ts';
import type { Session } from './session.ts';

const STATUS = { SIGINT: INTERRUPTED, SIGTERM: TERMINATED } as const;
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Ends the process at Ctrl+C or a request to terminate, after clearing up. */
export function handleSignals(session: Session): void {
  for (const signal of SIGNALS) {
    process.removeAllListeners(signal);
    process.once(signal, () => {
      session.progress.clear();
      removeDrafts();
      process.exit(STATUS[signal]);
    });
  }
}

/**
 * Reading a pipe by its name (`<(command)`) can block the thread for as long as its writer likes, and with it every
 * handler: there the system itself has to end the process.
 */
export function leaveSignalsToSystem(traceFile: string): void {
  if (traceFile === '-') return;
  const found = statSync(traceFile, { throwIfNoEntry: false });
  if (found === undefined || found.isFile() || found.isDirectory()) return;
  for (const signal of SIGNALS) process.removeAllListeners(signal);
}
