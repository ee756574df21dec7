/** Remembers, per workspace, where in a document its traces are, so that a reload of the window finds them again. */
import type * as vscode from 'vscode';

const KEY = 'pypss.jsonPaths';
/** Files remembered; the oldest is forgotten first. */
const LIMIT = 100;

export class JsonPaths {
  readonly #memento: vscode.Memento;

  constructor(memento: vscode.Memento) {
    this.#memento = memento;
  }

  get(uri: vscode.Uri): string | undefined {
    return this.#entries().find(([key]) => key === uri.toString())?.[1];
  }

  async set(uri: vscode.Uri, jsonPath: string): Promise<void> {
    const key = uri.toString();
    const others = this.#entries().filter(([other]) => other !== key);
    await this.#memento.update(KEY, [...others, [key, jsonPath]].slice(-LIMIT));
  }

  #entries(): [string, string][] {
    return this.#memento.get<[string, string][]>(KEY, []);
  }
}
