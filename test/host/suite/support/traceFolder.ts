import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { pypss } from './extension.ts';

/** Records in a file that is still being read when its first progress arrives. */
export const LARGE = 400_000;

/** A folder of trace files for one test. */
export class TraceFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  static async create(): Promise<TraceFolder> {
    return new TraceFolder(await mkdtemp(join(tmpdir(), 'pypss-host-')));
  }

  uri(name: string): vscode.Uri {
    return vscode.Uri.file(join(this.path, name));
  }

  async write(name: string, text: string): Promise<vscode.Uri> {
    await writeFile(join(this.path, name), text);
    return this.uri(name);
  }

  /** Writes so many traces as a JSON array. */
  async traces(name: string, count: number): Promise<vscode.Uri> {
    const records: string[] = [];
    for (let i = 0; i < count; i++) {
      records.push(
        `{"filename":"shop/http.py","lineno":${1 + (i % 7)},"name":"f${i % 7}","module":"shop.http",` +
          `"duration":0.00${1 + (i % 9)},"cpu_time":0.0001,"wait_time":0.0002,"memory":${100_000 + i},` +
          `"error":${i % 50 === 0},"timestamp":${1.7e9 + i / 10}}`,
      );
    }
    return this.write(name, `[${records.join(',\n')}]`);
  }

  /** Copies a case of the conformance fixtures. */
  async conformance(source: string, name: string): Promise<vscode.Uri> {
    await copyFile(join(pypss().extensionPath, 'test', 'fixtures', 'conformance', source), join(this.path, name));
    return this.uri(name);
  }

  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }
}
