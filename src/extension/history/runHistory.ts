/** The history that is shown: its runs, kept while it does not change, and the ways to change it. */
import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import type { HistoryStore } from '../../history/store.ts';
import type { RunSummary } from '../../protocol/history.ts';
import { escapeGlob } from '../globs.ts';
import { firstHistoryFolder, historyPlaceOf, type HistoryPlace } from './historyPlace.ts';

/** Runs that are listed; older ones are in the file and in what is exported. */
export const MOST_RUNS = 20_000;

/** Milliseconds between two looks at the file while somebody watches: other file systems tell nothing by themselves. */
const LOOK_AGAIN = 4000;

/** Writers come in bursts; milliseconds until the list is read again. */
const SETTLE_TIME = 200;

/** Milliseconds that a click waits for other programs that hold the file. */
const PATIENCE = 15_000;

export class RunHistory implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  #folder: string | null = null;
  #place: HistoryPlace | null = null;
  #reader: { readonly path: string; readonly store: Promise<HistoryStore> } | null = null;
  #failed = false;
  #runs: Promise<readonly RunSummary[]> | null = null;
  #state: string | null = null;
  #watchers = 0;
  #watching: vscode.Disposable | null = null;

  /** Fires when runs came, went or changed. */
  readonly onDidChange = this.#changed.event;

  /** The place of the history; null without a folder. It is looked up again after `refresh`. */
  async place(): Promise<HistoryPlace | null> {
    this.#folder ??= await firstHistoryFolder();
    if (this.#folder === null) return null;
    this.#place ??= await historyPlaceOf(this.#folder);
    return this.#place;
  }

  /** Shows the history of that folder from now on. */
  useFolder(folder: string): void {
    if (folder === this.#folder) return;
    this.#folder = folder;
    this.refresh();
  }

  /** The newest runs, newest first; none without a folder. */
  runs(): Promise<readonly RunSummary[]> {
    this.#runs ??= this.#load();
    const loading = this.#runs;
    loading.then(
      () => (this.#failed = false),
      () => {
        // Whoever asked is told why; the next one tries again.
        this.#failed = true;
        if (this.#runs === loading) this.#runs = null;
      },
    );
    return loading;
  }

  /** Reads from the history file; `empty` without a folder. */
  async read<T>(empty: T, query: (store: HistoryStore) => Promise<T>): Promise<T> {
    const reader = await this.#open();
    return reader === null ? empty : query(reader);
  }

  /**
   * Changes the history file, which is made if it is not there.
   * @throws without a folder
   */
  async write<T>(change: (store: HistoryStore, place: HistoryPlace) => Promise<T>): Promise<T> {
    const place = await this.place();
    if (place === null) throw new Error('Open a folder first: the history is kept in a file of it.');
    const { HistoryStore: Store } = await import('../../history/store.ts');
    const store = await Store.open(place.path, { mode: 'write', patience: PATIENCE });
    try {
      return await change(store, place);
    } finally {
      await store.close();
      this.#forget();
    }
  }

  /** Reads everything again, also where the history is kept. */
  refresh(): void {
    this.#place = null;
    void this.#close();
    this.#forget();
    if (this.#watchers > 0) this.#watch();
  }

  /** Looks for what other processes write as long as the result is not disposed. */
  watch(): vscode.Disposable {
    this.#watchers += 1;
    if (this.#watchers === 1) this.#watch();
    return new vscode.Disposable(() => {
      this.#watchers -= 1;
      if (this.#watchers > 0) return;
      this.#watching?.dispose();
      this.#watching = null;
      // An open file cannot be moved or deleted on every system.
      void this.#close();
    });
  }

  dispose(): void {
    this.#watching?.dispose();
    this.#changed.dispose();
    void this.#close();
  }

  #forget(): void {
    this.#runs = null;
    this.#changed.fire();
  }

  async #load(): Promise<readonly RunSummary[]> {
    const store = await this.#open();
    if (store === null) return [];
    this.#state = await store.state();
    return store.list({ limit: MOST_RUNS });
  }

  async #open(): Promise<HistoryStore | null> {
    const place = await this.place();
    if (place === null) return null;
    if (this.#reader?.path !== place.path) {
      await this.#close();
      const { HistoryStore: Store } = await import('../../history/store.ts');
      this.#reader ??= { path: place.path, store: Store.open(place.path, { mode: 'read', patience: PATIENCE }) };
    }
    const reader = this.#reader;
    try {
      return await reader.store;
    } catch (error) {
      if (this.#reader === reader) this.#reader = null;
      throw error;
    }
  }

  async #close(): Promise<void> {
    const reader = this.#reader;
    this.#reader = null;
    // One that could not be opened is closed already, and whoever opened it was told.
    const store = await reader?.store.catch(() => null);
    await store?.close();
  }

  #watch(): void {
    this.#watching?.dispose();
    const parts: vscode.Disposable[] = [];
    this.#watching = new vscode.Disposable(() => {
      for (const part of parts) part.dispose();
    });
    let settling: NodeJS.Timeout | undefined;
    const later = () => {
      clearTimeout(settling);
      settling = setTimeout(() => void this.#look(), SETTLE_TIME);
    };
    const timer = setInterval(() => void this.#look(), LOOK_AGAIN);
    parts.push(
      new vscode.Disposable(() => {
        clearTimeout(settling);
        clearInterval(timer);
      }),
    );
    const watching = this.#watching;
    void this.place().then(
      (place) => {
        if (place === null || this.#watching !== watching) return;
        const folder = vscode.Uri.file(dirname(place.path));
        const pattern = new vscode.RelativePattern(folder, `${escapeGlob(basename(place.path))}*`);
        const watcher = vscode.workspace.createFileSystemWatcher(pattern);
        parts.push(watcher, watcher.onDidChange(later), watcher.onDidCreate(later), watcher.onDidDelete(later));
      },
      // Whoever lists the runs is told.
      () => undefined,
    );
  }

  /** Whether the file is as it was when the runs were read; if not, they are read again. */
  async #look(): Promise<void> {
    if (this.#runs === null && !this.#failed) return;
    try {
      const store = await this.#open();
      const state = store === null ? null : await store.state();
      if (state === this.#state) return;
    } catch {
      // A list that could be read is replaced by the reason why it cannot be any more; one that could not stays as it is.
      if (this.#failed) return;
    }
    this.#forget();
  }
}
