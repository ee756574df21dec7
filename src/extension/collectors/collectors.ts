/** The collectors of this workspace: remembered, started and stopped by the user only, scored in the collecting thread. */
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import type { CollectClient } from '../../collect/collectClient.ts';
import { type Collector, CollectorError } from '../../collect/collector.ts';
import { saveReceived } from '../../collect/saveReceived.ts';
import type { Received, Saved } from '../../protocol/collect.ts';
import type { LiveStatus } from '../../protocol/live.ts';
import type { Report } from '../../protocol/report.ts';
import type { CollectorMemory } from './collectorMemory.ts';
import { addressOf, type CollectorSpec, type CollectorTarget, newSpec, requestOf, titleOf } from './collectorSpec.ts';
import { BringingSink, type OwnCollectors } from './ownCollectors.ts';
import type { SpoolFolders } from './spoolFolders.ts';

/** Seconds between reports: for a page that is seen, and for code, rows and the status bar. */
const PAGE_PACE = 0.5;
const CALM_PACE = 3;
/** Milliseconds that running collectors get to end when the window closes. */
const CLOSE_PATIENCE = 2000;

export interface CollectorEntry {
  readonly spec: CollectorSpec;
  readonly title: string;
  readonly status: LiveStatus;
  /** The figures of this moment, or the last ones. */
  readonly report: Report | null;
  /** It is starting, running, waiting or paused. */
  readonly active: boolean;
  /** Something was received that can be saved. */
  readonly savable: boolean;
}

interface Entry {
  spec: CollectorSpec;
  title: string;
  status: LiveStatus;
  report: Report | null;
  active: boolean;
  /** It has not begun yet: what goes wrong is told to whoever starts it. */
  starting: boolean;
  savable: boolean;
  window: number | null;
  watched: boolean;
  folder: string | null;
  received: Received | null;
  own: { collector: Collector; sink: BringingSink } | null;
  ending: Promise<void> | null;
}

/** Collecting is refused in workspaces that are not trusted. */
export class UntrustedError extends CollectorError {
  constructor() {
    super('This workspace is not trusted: nothing is collected in it. Trust it to start collectors.');
    this.name = 'UntrustedError';
  }
}

export interface CollectorsNeeds {
  readonly memory: CollectorMemory;
  readonly client: CollectClient;
  readonly own: OwnCollectors;
  readonly folders: SpoolFolders;
  readonly log: vscode.LogOutputChannel;
  /** Bytes of received traces that are kept on disk for each. */
  keep(): number;
}

export class Collectors implements vscode.Disposable {
  readonly #needs: CollectorsNeeds;
  readonly #entries = new Map<string, Entry>();
  readonly #changed = new vscode.EventEmitter<CollectorEntry | null>();
  readonly #reported = new vscode.EventEmitter<CollectorEntry>();
  readonly #broken = new vscode.EventEmitter<CollectorEntry>();

  /** Fires with the collector whose standing has changed; null when the list has. */
  readonly onDidChange = this.#changed.event;
  /** Fires with new figures. */
  readonly onDidReport = this.#reported.event;
  /** Fires when one that ran has failed by itself. */
  readonly onDidBreak = this.#broken.event;

  constructor(needs: CollectorsNeeds) {
    this.#needs = needs;
    for (const spec of needs.memory.specs()) this.#entries.set(spec.id, entryOf(spec));
  }

  get all(): readonly CollectorEntry[] {
    return [...this.#entries.values()];
  }

  get(id: string): CollectorEntry | null {
    return this.#entries.get(id) ?? null;
  }

  /** Remembers another one; it is not started. */
  async add(target: CollectorTarget, password: string | undefined): Promise<CollectorEntry> {
    const entry = entryOf(newSpec(target));
    this.#entries.set(entry.spec.id, entry);
    await this.#needs.memory.setPassword(entry.spec.id, password);
    await this.#keep();
    return entry;
  }

  /** Changes what it collects from; one that ran is started again. */
  async edit(id: string, target: CollectorTarget, password: string | undefined): Promise<void> {
    const before = this.#entries.get(id);
    if (before === undefined) return;
    const { active } = before;
    await this.stop(id);
    await this.#forgetReceived(before);
    this.#entries.set(id, { ...entryOf({ id, target }), window: before.window, watched: before.watched });
    await this.#needs.memory.setPassword(id, password);
    await this.#keep();
    if (active) await this.start(id);
  }

  /** Stops and forgets it, its password and what it received. */
  async remove(id: string): Promise<void> {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    await this.stop(id);
    await this.#forgetReceived(entry);
    this.#entries.delete(id);
    await this.#needs.memory.setPassword(id, undefined);
    await this.#keep();
  }

  /**
   * Starts it from nothing; what it received before goes.
   * @throws UntrustedError, CollectorError
   */
  async start(id: string): Promise<void> {
    if (!vscode.workspace.isTrusted) throw new UntrustedError();
    const entry = this.#entries.get(id);
    if (entry === undefined) throw new CollectorError('This collector is not there any more.');
    await entry.ending;
    if (entry.active) return;
    entry.active = true;
    entry.starting = true;
    entry.report = null;
    this.#show(entry, { ...blankStatus(entry.spec, entry.title), window: entry.window, state: 'starting' });
    try {
      await this.#forgetReceived(entry);
      await this.#begin(entry);
    } catch (error) {
      entry.starting = false;
      entry.active = false;
      entry.own?.sink.end();
      entry.own = null;
      const message = error instanceof Error ? error.message : String(error);
      this.#show(entry, { ...entry.status, state: 'failed', message });
      throw error;
    }
    entry.starting = false;
    // It may have failed while it began.
    this.#follow(entry, entry.status);
  }

  /** Stops it; settles when everything received is scored. */
  async stop(id: string): Promise<void> {
    const entry = this.#entries.get(id);
    if (entry === undefined || (!entry.active && entry.ending === null)) return;
    await this.#finish(entry);
  }

  pause(id: string): void {
    this.#needs.client.tell({ type: 'pause', id });
  }

  resume(id: string): void {
    this.#needs.client.tell({ type: 'resume', id });
  }

  /** @param time epoch seconds */
  mark(id: string, label: string, time: number): void {
    this.#needs.client.tell({ type: 'mark', id, label, time });
  }

  /** @param seconds of the sliding window; null: since the start */
  setWindow(id: string, seconds: number | null): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    entry.window = seconds;
    this.#needs.client.tell({ type: 'window', id, seconds });
  }

  /** A page that is seen gets figures more often. */
  watch(id: string, watched: boolean): void {
    const entry = this.#entries.get(id);
    if (entry === undefined || entry.watched === watched) return;
    entry.watched = watched;
    this.#needs.client.tell({ type: 'pace', id, seconds: watched ? PAGE_PACE : CALM_PACE });
  }

  /** Writes what was received to a trace file. @throws CollectorError */
  async save(id: string, path: string): Promise<Saved> {
    const entry = this.#entries.get(id);
    if (entry?.active === true) return this.#needs.client.save(id, path);
    if (entry == null || entry.received === null) throw new CollectorError('Nothing was received that can be saved.');
    return saveReceived(entry.received, path);
  }

  /** Ends everything: listeners, the thread, kept traces. */
  async close(): Promise<void> {
    const ending = [...this.#entries.values()].filter(({ active }) => active).map((entry) => this.#finish(entry));
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => (timer = setTimeout(resolve, CLOSE_PATIENCE)));
    await Promise.race([Promise.allSettled(ending), patience]);
    clearTimeout(timer);
    await this.#needs.client.dispose();
    await this.#needs.folders.dispose();
  }

  dispose(): void {
    for (const emitter of [this.#changed, this.#reported, this.#broken]) emitter.dispose();
  }

  async #begin(entry: Entry): Promise<void> {
    const { client, memory, own, folders } = this.#needs;
    const { id, target } = entry.spec;
    const password = target.kind === 'redis' && target.secret ? await memory.password(id) : undefined;
    const collector = target.kind === 'own' ? await own.create(target.provider, target.target) : null;
    const request =
      collector === null
        ? requestOf(target, entry.title, password)
        : { kind: 'brought' as const, name: collector.name, address: collector.address };
    const limit = this.#needs.keep();
    entry.folder = limit > 0 ? await folders.next() : null;
    const sink = collector === null ? null : new BringingSink(id, client);
    const status = await client.start(
      {
        id,
        request,
        root: workFolder() ?? homedir(),
        spool: entry.folder === null ? null : { folder: entry.folder, limit },
        pace: entry.watched ? PAGE_PACE : CALM_PACE,
        window: entry.window,
      },
      {
        onStatus: (told) => this.#follow(entry, told),
        onReport: (report, told) => {
          if (!entry.active) return;
          entry.report = report;
          entry.status = told;
          this.#reported.fire(entry);
        },
        onRoom: (bytes) => sink?.taken(bytes),
        onBroken: (message) => this.#broke(entry, message),
      },
    );
    this.#show(entry, status);
    if (collector === null || sink === null) return;
    entry.own = { collector, sink };
    try {
      await collector.start(sink);
    } catch (error) {
      await client.stop(id);
      throw error;
    }
  }

  #follow(entry: Entry, status: LiveStatus): void {
    if (!entry.active) return;
    this.#show(entry, status);
    if (status.state !== 'failed' || entry.starting || entry.ending !== null) return;
    // It ended by itself: its last figures are fetched, its place in the thread is given back.
    void this.#finish(entry).finally(() => this.#broken.fire(entry));
  }

  #finish(entry: Entry): Promise<void> {
    entry.ending ??= this.#end(entry).finally(() => (entry.ending = null));
    return entry.ending;
  }

  async #end(entry: Entry): Promise<void> {
    const { id } = entry.spec;
    try {
      await this.#stopOwn(entry);
      const { report, status, received } = await this.#needs.client.stop(id);
      entry.report = report;
      entry.received = received;
      entry.active = false;
      this.#show(entry, { ...status, rate: 0 });
      this.#reported.fire(entry);
    } catch (error) {
      entry.active = false;
      const message = error instanceof Error ? error.message : String(error);
      this.#needs.log.warn(`${entry.title}: ${message}`);
      if (entry.status.state !== 'failed') this.#show(entry, { ...entry.status, state: 'failed', message });
    }
  }

  /** What another extension's collector does wrong must not keep ours from ending. */
  async #stopOwn(entry: Entry): Promise<void> {
    const { own } = entry;
    if (own === null) return;
    entry.own = null;
    try {
      await own.collector.stop();
    } catch (error) {
      this.#needs.log.warn(
        `${entry.title} did not stop well: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
    own.sink.end();
  }

  #broke(entry: Entry, message: string): void {
    if (!entry.active) return;
    entry.active = false;
    void this.#stopOwn(entry);
    this.#show(entry, { ...entry.status, state: 'failed', message, rate: 0 });
    this.#broken.fire(entry);
  }

  async #forgetReceived(entry: Entry): Promise<void> {
    const { folder } = entry;
    entry.received = null;
    entry.savable = false;
    entry.folder = null;
    if (folder !== null) await this.#needs.folders.remove(folder);
  }

  #show(entry: Entry, status: LiveStatus): void {
    entry.status = status;
    entry.savable = entry.folder !== null && (entry.active || entry.received !== null) && status.received > 0;
    this.#changed.fire(entry);
  }

  async #keep(): Promise<void> {
    await this.#needs.memory.keep([...this.#entries.values()].map(({ spec }) => spec));
    this.#changed.fire(null);
  }
}

/** The folder that is worked in, if it is on disk. */
export function workFolder(): string | null {
  return vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri.fsPath ?? null;
}

function entryOf(spec: CollectorSpec): Entry {
  const title = titleOf(spec.target, workFolder());
  return {
    spec,
    title,
    status: blankStatus(spec, title),
    report: null,
    active: false,
    starting: false,
    savable: false,
    window: null,
    watched: false,
    folder: null,
    received: null,
    own: null,
    ending: null,
  };
}

/** Of one that has not run in this window. */
function blankStatus({ id, target }: CollectorSpec, title: string): LiveStatus {
  return {
    id,
    kind: target.kind,
    name: title,
    address: addressOf(target),
    state: 'stopped',
    message: null,
    rate: 0,
    since: null,
    last: null,
    window: null,
    behind: 0,
    marks: [],
    received: 0,
    scored: 0,
    skipped: 0,
    repeated: 0,
    dropped: 0,
    pending: 0,
    lag: 0,
  };
}
