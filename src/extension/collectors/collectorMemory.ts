/** Remembers collectors for the workspace, and their passwords in the editor's secret storage. */
import type * as vscode from 'vscode';
import { type CollectorSpec, parseSpecs } from './collectorSpec.ts';

const KEY = 'pypss.collectors';

export class CollectorMemory {
  readonly #memento: vscode.Memento;
  readonly #secrets: vscode.SecretStorage;

  constructor(memento: vscode.Memento, secrets: vscode.SecretStorage) {
    this.#memento = memento;
    this.#secrets = secrets;
  }

  specs(): CollectorSpec[] {
    return parseSpecs(this.#memento.get<unknown>(KEY));
  }

  async keep(specs: readonly CollectorSpec[]): Promise<void> {
    await this.#memento.update(KEY, specs);
  }

  async password(id: string): Promise<string | undefined> {
    return this.#secrets.get(secretKey(id));
  }

  /** @param password undefined forgets it */
  async setPassword(id: string, password: string | undefined): Promise<void> {
    if (password === undefined) await this.#secrets.delete(secretKey(id));
    else await this.#secrets.store(secretKey(id), password);
  }
}

function secretKey(id: string): string {
  return `pypss.collector.${id}.password`;
}
