/** Puts `pypss` on PATH in integrated terminals. */
import { delimiter } from 'node:path';
import * as vscode from 'vscode';
import { SETTINGS } from '../ids.ts';
import { writeShims } from './shim.ts';

/**
 * The folder of scripts lies in the extension's storage, whose path outlives updates of the extension and of the
 * editor, because terminals restored with a window get the path from the editor's memory before this code runs.
 */
export class TerminalPath implements vscode.Disposable {
  readonly #variables: vscode.EnvironmentVariableCollection;
  readonly #folder: string;
  readonly #cli: string;
  readonly #log: vscode.LogOutputChannel;
  readonly #subscriptions: vscode.Disposable;

  constructor(context: vscode.ExtensionContext, log: vscode.LogOutputChannel) {
    this.#log = log;
    this.#variables = context.environmentVariableCollection;
    this.#folder = vscode.Uri.joinPath(context.globalStorageUri, 'bin').fsPath;
    this.#cli = vscode.Uri.joinPath(context.extensionUri, 'dist', 'cli.js').fsPath;
    this.#subscriptions = vscode.Disposable.from(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(SETTINGS.addToPath)) this.apply();
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.apply()),
    );
  }

  /** Changes PATH for terminals opened from now on, as the setting says; only in workspaces that are trusted. */
  apply(): void {
    if (!vscode.workspace.isTrusted || !vscode.workspace.getConfiguration().get<boolean>(SETTINGS.addToPath, true)) {
      this.#variables.delete('PATH');
      return;
    }
    this.#prepend().catch((error: unknown) => {
      this.#log.error('The pypss command could not be put on PATH in terminals.', error);
    });
  }

  async #prepend(): Promise<void> {
    await writeShims(this.#folder, { node: process.execPath, cli: this.#cli });
    this.#variables.persistent = true;
    this.#variables.description = 'Adds the `pypss` command to PATH, and lets it open dashboards in this window';
    this.#variables.prepend('PATH', this.#folder + delimiter);
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}
