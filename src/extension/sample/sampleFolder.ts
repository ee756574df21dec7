/** "Open Sample": a copy of the bundled sample that its user may change. */
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { COMMANDS } from '../ids.ts';
import { registerCommand } from '../registerCommand.ts';

/** What the copy is called. */
const NAME = 'pypss-sample';
/** A file of this name in a folder starts the extension there, so that it can open the script. */
const MARKER = '.pypss-sample';
/** The file that is opened first. */
const SCRIPT = 'checkout.py';
/** Where the folder is remembered that has been opened and still waits for its script. */
const PENDING = 'pypss.sampleToShow';

export class SampleFolder implements vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #command: vscode.Disposable;

  constructor(context: vscode.ExtensionContext, log: vscode.LogOutputChannel) {
    this.#context = context;
    this.#command = registerCommand(COMMANDS.openSample, log, () => this.#open());
  }

  /** Shows the script in a window that this command has opened. */
  async resume(): Promise<void> {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const memory = this.#context.globalState;
    if (folder === undefined || memory.get<string>(PENDING) !== folder.fsPath) return;
    await memory.update(PENDING, undefined);
    await vscode.window.showTextDocument(vscode.Uri.joinPath(folder, SCRIPT));
  }

  dispose(): void {
    this.#command.dispose();
  }

  async #open(): Promise<void> {
    const parent = await this.#place();
    if (parent === null) return;
    const folder = join(parent, NAME);
    const open = vscode.workspace.workspaceFolders ?? [];
    const here = open.find(({ uri }) => uri.fsPath === folder);
    if (here === undefined) await this.#copyTo(folder);
    if (here !== undefined) {
      await vscode.window.showTextDocument(vscode.Uri.joinPath(here.uri, SCRIPT));
      return;
    }
    await this.#context.globalState.update(PENDING, folder);
    const window = open.length > 0 ? { forceNewWindow: true } : { forceReuseWindow: true };
    await vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.file(folder), window);
  }

  /** The folder to put the copy into; null when the user thinks better of it. */
  async #place(): Promise<string | null> {
    const own = this.#context.globalStorageUri.fsPath;
    const choose = '$(folder-opened) Choose a folder…';
    const picked = await vscode.window.showQuickPick(
      [
        { label: '$(beaker) Just try it', description: 'a copy in the storage of the extension' },
        { label: choose, description: 'a copy that you keep' },
      ],
      { title: 'Open the PyPSS Sample: a Small Shop in Python' },
    );
    if (picked === undefined) return null;
    if (picked.label !== choose) return own;
    const chosen = await vscode.window.showOpenDialog({
      title: `Folder for “${NAME}”`,
      openLabel: 'Put Sample Here',
      canSelectFiles: false,
      canSelectFolders: true,
    });
    return chosen?.[0]?.fsPath ?? null;
  }

  /** What is there already, from before, may have been changed by its user and stays. */
  async #copyTo(folder: string): Promise<void> {
    await mkdir(folder, { recursive: true });
    const bundled = vscode.Uri.joinPath(this.#context.extensionUri, 'samples').fsPath;
    await cp(bundled, folder, { recursive: true, force: false, filter: (from) => basename(from) !== '__pycache__' });
    await writeFile(join(folder, MARKER), 'Lets the PyPSS extension show this folder when it is opened.\n');
  }
}
