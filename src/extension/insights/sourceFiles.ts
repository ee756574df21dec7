/** Which file of the workspace a traced path means: settings first, then what the user chose, then the search. */
import * as vscode from 'vscode';
import { findSource, type SearchResult } from '../../code/pathMapping.ts';
import { SETTINGS } from '../ids.ts';
import { FOREIGN_FOLDERS } from '../traceFiles.ts';

/** Files of one name looked at; a workspace with more has them in folders that nobody means. */
const MAX_CANDIDATES = 1000;
const CHOICES = 'pypss.sourceChoices';
/** Choices remembered per workspace. */
const MAX_CHOICES = 200;

export class SourceFiles implements vscode.Disposable {
  readonly #memento: vscode.Memento;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #found = new Map<string, Promise<SearchResult>>();
  readonly #named = new Map<string, Promise<readonly string[]>>();
  readonly #subscriptions: vscode.Disposable;

  /** Fires when traced paths may mean other files than before. */
  readonly onDidChange = this.#changed.event;

  constructor(memento: vscode.Memento) {
    this.#memento = memento;
    const forget = () => this.forget();
    this.#subscriptions = vscode.Disposable.from(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(SETTINGS.pathMappings)) this.forget();
      }),
      vscode.workspace.onDidChangeWorkspaceFolders(forget),
      vscode.workspace.onDidCreateFiles(forget),
      vscode.workspace.onDidDeleteFiles(forget),
      vscode.workspace.onDidRenameFiles(forget),
    );
  }

  /** The file of a traced path, with what was tried to find it. */
  find(traced: string): Promise<SearchResult> {
    const known = this.#found.get(traced);
    if (known !== undefined) return known;
    const found = this.#search(traced);
    this.#found.set(traced, found);
    return found;
  }

  /** Looks again for those of these paths that were not found: another program may have written their files since. */
  async lookAgain(traced: readonly string[]): Promise<void> {
    for (const path of traced) {
      const result = await this.#found.get(path);
      if (result?.found !== 'none') continue;
      this.#found.delete(path);
      this.#named.clear();
    }
  }

  /** Settles which file a traced path means. */
  async choose(traced: string, path: string): Promise<void> {
    const others = this.#choices().filter(([key]) => key !== traced);
    await this.#memento.update(CHOICES, [...others, [traced, path]].slice(-MAX_CHOICES));
    this.forget();
  }

  /** Searches anew from now on. */
  forget(): void {
    if (this.#found.size === 0) return;
    this.#found.clear();
    this.#named.clear();
    this.#changed.fire();
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#changed.dispose();
  }

  async #search(traced: string): Promise<SearchResult> {
    const result = await findSource(traced, {
      mappings: mappings(),
      folders: (vscode.workspace.workspaceFolders ?? [])
        .filter(({ uri }) => uri.scheme === 'file')
        .map(({ uri }) => uri.fsPath),
      windows: process.platform === 'win32',
      isFile: (path) => isFile(vscode.Uri.file(path)),
      filesNamed: (name) => this.#filesNamed(name),
    });
    if (result.found !== 'several') return result;
    const chosen = this.#choices().find(([key]) => key === traced)?.[1];
    if (chosen === undefined || !result.paths.includes(chosen)) return result;
    return { found: 'file', path: chosen, by: 'mapping', tried: result.tried };
  }

  #filesNamed(name: string): Promise<readonly string[]> {
    const key = name.toLowerCase();
    const known = this.#named.get(key);
    if (known !== undefined) return known;
    const found = Promise.resolve(
      vscode.workspace.findFiles(`**/${anyCase(name)}`, FOREIGN_FOLDERS, MAX_CANDIDATES),
    ).then((uris) => uris.filter((uri) => uri.scheme === 'file').map((uri) => uri.fsPath));
    this.#named.set(key, found);
    return found;
  }

  #choices(): [string, string][] {
    return this.#memento.get<[string, string][]>(CHOICES, []);
  }
}

function mappings(): Record<string, string> {
  const configured = vscode.workspace.getConfiguration().get<Record<string, unknown>>(SETTINGS.pathMappings, {});
  return Object.fromEntries(
    Object.entries(configured).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** The glob that matches a file name in any case of letters, and nothing else. */
function anyCase(name: string): string {
  return Array.from(name)
    .map((character) => {
      const [lower, upper] = [character.toLowerCase(), character.toUpperCase()];
      if (lower !== upper && lower.length === 1 && upper.length === 1) return `[${lower}${upper}]`;
      return /[*?{}[\]]/.test(character) ? `[${character}]` : character;
    })
    .join('');
}

async function isFile(uri: vscode.Uri): Promise<boolean> {
  try {
    return ((await vscode.workspace.fs.stat(uri)).type & vscode.FileType.File) !== 0;
  } catch {
    // Traces recorded elsewhere name files that are not here; the search goes on.
    return false;
  }
}
