/** Collectors that other extensions bring: they run in this process, their traces are scored in the collecting thread. */
import * as vscode from 'vscode';
import { type Collector, CollectorError, type CollectorSink, type TraceBatch } from '../../collect/collector.ts';
import type { CollectClient } from '../../collect/collectClient.ts';

/** What another extension registers. */
export interface CollectorProvider {
  /** Identifies it among all, e.g. `acme.kafka`: lower-case letters, digits, dots and dashes. Remembered collectors refer to it. */
  readonly id: string;
  /** What a person chooses, e.g. "Kafka topic". */
  readonly label: string;
  readonly description?: string;
  /** What to ask a person for; without it nothing is asked, and the target is empty. No secrets: it is shown and remembered. */
  readonly target?: { readonly prompt: string; readonly placeholder?: string; readonly value?: string };
  /** Makes a collector; it brings nothing before its `start`. Called in trusted workspaces only. */
  createCollector(target: string): Collector | Promise<Collector>;
}

export class OwnCollectors {
  readonly #providers = new Map<string, CollectorProvider>();

  get all(): CollectorProvider[] {
    return [...this.#providers.values()];
  }

  /** @throws Error when the id is none, or taken */
  register(provider: CollectorProvider): vscode.Disposable {
    const { id, label } = provider;
    if (!/^[a-z0-9][a-z0-9.-]{0,99}$/.test(id)) {
      throw new Error('The id of a collector consists of lower-case letters, digits, dots and dashes.');
    }
    if (typeof label !== 'string' || label === '' || typeof provider.createCollector !== 'function') {
      throw new Error(`The collector ${id} needs a label and a function createCollector(target).`);
    }
    if (this.#providers.has(id)) throw new Error(`A collector ${id} is registered already.`);
    this.#providers.set(id, provider);
    return new vscode.Disposable(() => this.#providers.delete(id));
  }

  /** @throws CollectorError when nobody brings it, or it makes none */
  async create(id: string, target: string): Promise<Collector> {
    const provider = this.#providers.get(id);
    if (provider === undefined) {
      throw new CollectorError(`No extension brings the collector ${id}. Install or enable the one that does.`);
    }
    const collector = await provider.createCollector(target);
    for (const method of ['start', 'stop'] as const) {
      if (typeof collector?.[method] !== 'function') {
        throw new CollectorError(`The collector ${id} has no ${method}().`);
      }
    }
    return collector;
  }
}

/** Bytes that may be on their way to the thread; past that, batches of a source that does not wait are dropped. */
const MOST_UNDER_WAY = 8 * 2 ** 20;

/** Brings what a collector offers here to its session in the collecting thread. */
export class BringingSink implements CollectorSink {
  readonly #id: string;
  readonly #client: CollectClient;
  #underWay = 0;
  #ended = false;
  #roomWanted: (() => void)[] = [];

  constructor(id: string, client: CollectClient) {
    this.#id = id;
    this.#client = client;
  }

  offer({ ndjson, items }: TraceBatch): boolean {
    if (this.#ended || (this.#underWay > 0 && this.#underWay + ndjson.byteLength > MOST_UNDER_WAY)) {
      this.count('dropped', items, 'more came than could be taken');
      return false;
    }
    this.#underWay += ndjson.byteLength;
    // A copy of its own: what is handed over may be a part of a larger buffer, or used again by mistake.
    this.#client.tell({ type: 'batch', id: this.#id, ndjson: new Uint8Array(ndjson), items });
    return true;
  }

  async room(): Promise<void> {
    if (this.#ended || this.#underWay * 2 < MOST_UNDER_WAY) return;
    await new Promise<void>((resolve) => this.#roomWanted.push(resolve));
  }

  settled(): Promise<void> {
    return this.#client.settled(this.#id);
  }

  count(what: 'skipped' | 'repeated' | 'dropped', items: number, reason?: string): void {
    this.#client.tell({ type: 'count', id: this.#id, what, items, ...(reason === undefined ? {} : { reason }) });
  }

  state(state: 'running' | 'waiting', message?: string): void {
    this.#client.tell({ type: 'state', id: this.#id, state, ...(message === undefined ? {} : { message }) });
  }

  fail(message: string): void {
    this.#client.tell({ type: 'fail', id: this.#id, message });
  }

  behind(items: number): void {
    this.#client.tell({ type: 'behind', id: this.#id, items });
  }

  /** The thread has taken so many bytes. */
  taken(bytes: number): void {
    this.#underWay -= bytes;
    if (this.#underWay * 2 < MOST_UNDER_WAY) this.#release();
  }

  /** Nothing is taken any more; nobody waits for room in vain. */
  end(): void {
    this.#ended = true;
    this.#release();
  }

  #release(): void {
    const wanted = this.#roomWanted;
    this.#roomWanted = [];
    for (const resolve of wanted) resolve();
  }
}
