/** The packaged command line, which is another way through the same bundle. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Report } from '../../src/protocol/report.ts';

export const ROOT = join(import.meta.dirname, '..', '..');
export const CLI = join(ROOT, 'dist', 'cli.js');

/** Runs `pypss analyze`; returns what it prints. @param folder where it runs */
export function analyzeByCli(args: readonly string[], folder = process.cwd()): string {
  return execFileSync(process.execPath, [CLI, 'analyze', ...args], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
}

/** The report that it gives a file. */
export function reportByCli(file: string, folder?: string): Report {
  return JSON.parse(analyzeByCli(['--trace-file', file, '--format', 'json'], folder)) as Report;
}
