import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** One run of a whole process. */
export interface Run {
  /** Wall time from start to exit, start of Node included. */
  seconds: number;
  /** Peak resident memory in bytes. */
  peak: number;
  stdout: string;
}

const PRELOAD = pathToFileURL(join(import.meta.dirname, 'peakMemory.mjs')).href;

/** Arguments of Node under which a process leaves its peak memory behind. */
export const NODE_ARGUMENTS: readonly string[] = ['--import', PRELOAD];

/** Reads and removes what `peakMemory.mjs` left behind. */
export function takePeak(path: string): number {
  const peak = Number(readFileSync(path, 'utf8'));
  rmSync(path);
  return peak;
}

/**
 * Runs `command` to its end.
 * @throws Error with the process's own words when it fails.
 */
export function runProcess(command: string, args: readonly string[], peakFile: string): Promise<Run> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, PYPSS_BENCH_PEAK: peakFile },
    });
    const output: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      const seconds = (performance.now() - started) / 1000;
      if (code !== 0) {
        const words = Buffer.concat(errors).toString().trim().slice(-500);
        reject(new Error(`ended with ${signal ?? `status ${code}`}: ${words}`));
        return;
      }
      resolve({ seconds, peak: takePeak(peakFile), stdout: Buffer.concat(output).toString() });
    });
  });
}

/** Runs a Node script to its end. */
export function runNode(args: readonly string[], peakFile: string): Promise<Run> {
  return runProcess(process.execPath, [...NODE_ARGUMENTS, ...args], peakFile);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
