import * as vscode from 'vscode';
import { ActiveReport } from '../../../../src/extension/insights/activeReport.ts';
import { CodeScores } from '../../../../src/extension/insights/codeScores.ts';
import { SourceFiles } from '../../../../src/extension/insights/sourceFiles.ts';
import { SourceOpener } from '../../../../src/extension/insights/sourceOpener.ts';

/** A memory that ends with the test. */
export class Memory implements vscode.Memento {
  readonly #values = new Map<string, unknown>();

  keys(): readonly string[] {
    return [...this.#values.keys()];
  }

  get<T>(key: string, otherwise?: T): T {
    return (this.#values.has(key) ? this.#values.get(key) : otherwise) as T;
  }

  update(key: string, value: unknown): Thenable<void> {
    this.#values.set(key, value);
    return Promise.resolve();
  }
}

/** What shows scores in the code, apart from the extension's own, so that a test can look inside. */
export class Insides implements vscode.Disposable {
  readonly shown = new ActiveReport();
  readonly files = new SourceFiles(new Memory());
  readonly log = vscode.window.createOutputChannel('test', { log: true });
  readonly scores = new CodeScores(this.shown, this.files, this.log);
  readonly opener = new SourceOpener(this.files, this.scores);

  dispose(): void {
    for (const part of [this.scores, this.files, this.shown, this.log]) part.dispose();
  }
}

/** Titles of the lenses of a document by line from 1, as the editor gets them. */
export async function lensesOf(uri: vscode.Uri): Promise<Map<number, string[]>> {
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 1000);
  const byLine = new Map<number, string[]>();
  for (const { range, command } of lenses) {
    if (command === undefined || !command.command.startsWith('pypss.')) continue;
    const line = range.start.line + 1;
    byLine.set(line, [...(byLine.get(line) ?? []), command.title]);
  }
  return byLine;
}
