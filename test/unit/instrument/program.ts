import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TraceRecord } from '../../../src/instrument/record.ts';
import { projectFolder } from '../../../scripts/toolchain/projectFolder.ts';

export interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder with programs that import the built runtime as `pypss/instrument`, as an installed package. */
export class Project {
  readonly folder: string;

  constructor(files: Readonly<Record<string, string>> = {}) {
    this.folder = realpathSync(mkdtempSync(join(tmpdir(), 'pypss-instrument-')));
    mkdirSync(join(this.folder, 'node_modules'));
    symlinkSync(projectFolder, join(this.folder, 'node_modules', 'pypss'), 'dir');
    this.write({ 'package.json': '{"type":"module"}', ...files });
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(this.path(name)), { recursive: true });
      writeFileSync(this.path(name), text);
    }
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  read(name: string): string {
    return readFileSync(this.path(name), 'utf8');
  }

  /** The traces in a file, by default in that of programs that set no collector. */
  traces(name = 'pypss_output/traces.json'): TraceRecord[] {
    const lines = this.read(name).trimEnd().split('\n');
    return lines.map((line) => JSON.parse(line) as TraceRecord);
  }

  /** Runs Node in the folder to its end; `said` sees what it has printed so far, and may signal it. */
  run(
    args: readonly string[],
    said?: (stdout: string, kill: (signal: NodeJS.Signals) => void) => void,
  ): Promise<Ended> {
    return new Promise((settle, reject) => {
      const child = spawn(process.execPath, args, { cwd: this.folder, timeout: 60_000, killSignal: 'SIGKILL' });
      let stdout = '';
      let stderr = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        stdout += text;
        said?.(stdout, (signal) => child.kill(signal));
      });
      child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
      child.once('error', reject);
      child.once('close', (status, signal) => settle({ status, signal, stdout, stderr }));
    });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
