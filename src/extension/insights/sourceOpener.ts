/** Opens the source that a trace names, at the line where the function stands now. */
import * as vscode from 'vscode';
import { pathParts } from '../../code/sourcePath.ts';
import type { FunctionReport } from '../../protocol/report.ts';
import { findInCode } from '../actions/findInCode.ts';
import type { CodeScores } from './codeScores.ts';
import type { SourceFiles } from './sourceFiles.ts';

export class SourceOpener {
  readonly #files: SourceFiles;
  readonly #scores: CodeScores;

  constructor(files: SourceFiles, scores: CodeScores) {
    this.#files = files;
    this.#scores = scores;
  }

  /** @param lineno from 1; null opens the file at its start */
  async open(filename: string, lineno: number | null): Promise<void> {
    const uri = await this.#uriOf(filename);
    if (uri === undefined) return;
    const document = await vscode.workspace.openTextDocument(uri);
    await show(document, await this.#lineNow(document, filename, lineno));
  }

  /** A function of the shown report; blocks without a file are looked for by their name. */
  async openFunction(fn: FunctionReport): Promise<void> {
    if (fn.filename !== null) {
      await this.open(fn.filename, fn.lineno);
      return;
    }
    for (const { document } of vscode.window.visibleTextEditors) {
      const here = this.#scores.known(document).find((one) => one.fn === fn);
      if (here === undefined) continue;
      await show(document, here.headLine);
      return;
    }
    await findInCode(fn.name);
  }

  /** Asks which of several files a traced path means, and remembers the answer. */
  async choose(traced: string): Promise<vscode.Uri | undefined> {
    const result = await this.#files.find(traced);
    if (result.found !== 'several') return undefined;
    const items = result.paths.map((path) => ({
      label: vscode.workspace.asRelativePath(vscode.Uri.file(path), true),
      path,
    }));
    const picked = await vscode.window.showQuickPick(items, { title: `Which file is ${traced}?` });
    if (picked === undefined) return undefined;
    await this.#files.choose(traced, picked.path);
    return vscode.Uri.file(picked.path);
  }

  async #uriOf(filename: string): Promise<vscode.Uri | undefined> {
    const result = await this.#files.find(filename);
    if (result.found === 'file') return vscode.Uri.file(result.path);
    if (result.found === 'several') return this.choose(filename);
    const name = pathParts(filename).at(-1) ?? filename;
    void vscode.window.showWarningMessage(
      vscode.workspace.workspaceFolders === undefined
        ? `PyPSS: ${filename} is not on this machine. Open the folder that holds ${name} to go to the source.`
        : `PyPSS: no file in this workspace matches ${filename} (looked for ${name}). Map its folder in pypss.pathMappings if it is called otherwise here.`,
    );
    return undefined;
  }

  /** Lines move while code is edited: where the shown report knows the function, its line of now counts. */
  async #lineNow(document: vscode.TextDocument, filename: string, lineno: number | null): Promise<number> {
    const scored = lineno === null ? [] : await this.#scores.of(document);
    const here = scored.find(({ fn }) => fn.filename === filename && fn.lineno === lineno);
    return here?.line ?? (lineno ?? 1) - 1;
  }
}

async function show(document: vscode.TextDocument, line: number): Promise<void> {
  const selection = new vscode.Range(Math.max(0, line), 0, Math.max(0, line), 0);
  await vscode.window.showTextDocument(document, { selection, preview: true });
}
