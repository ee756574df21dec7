/// <reference lib="esnext.disposable" preserve="true" />
/** Monitored blocks: a callback, or the rest of the block after `using`. */
import { Call } from './calls.ts';
import { callerOf } from './callSite.ts';
import type { Thrown } from './failure.ts';
import { type MonitorOptions, Place } from './place.ts';
import { runAs } from './runAs.ts';

/**
 * A block that runs until the end of its scope. JavaScript does not tell it about an error that leaves the scope: call
 * `fail`, or pass the block as a callback. Calls inside it have the call around it as their parent.
 */
export interface MonitoredBlock extends Disposable, AsyncDisposable {
  /** Says that the block has failed with `error`, which stays the caller's to throw or to handle. */
  fail(error: unknown): void;
}

/**
 * Records a block of code, at the line where it stands.
 *
 *     const rows = await monitorBlock('load', () => load());
 *     using block = monitorBlock('parse');            // until the end of the scope
 *     await using block = monitorBlock('load');       // the same, with `await` inside
 *
 * With a callback, returns what it returns and throws what it throws; a promise is measured until it settles.
 */
export function monitorBlock<R>(name: string, callback: () => R): R;
export function monitorBlock<R>(name: string, options: MonitorOptions, callback: () => R): R;
export function monitorBlock(name: string, options?: MonitorOptions): MonitoredBlock;
export function monitorBlock(
  name: string,
  options: MonitorOptions | (() => unknown) = {},
  callback?: () => unknown,
): unknown {
  const site = callerOf(monitorBlock);
  if (typeof options === 'function') return runAs(new Call(new Place(name, site, {})), options);
  const place = new Place(name, site, options);
  return callback === undefined ? new RunningBlock(place) : runAs(new Call(place), callback);
}

class RunningBlock implements MonitoredBlock {
  readonly #call: Call;
  #thrown: Thrown | null = null;
  #ended = false;

  constructor(place: Place) {
    this.#call = new Call(place);
  }

  fail(error: unknown): void {
    this.#thrown = { error };
  }

  /** Ends a block without `await` inside. */
  [Symbol.dispose](): void {
    this.#end(null);
  }

  /** Ends a block that awaits. Others run in between, and their CPU time is not told from its own: all is waiting. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#end(0);
    return Promise.resolve();
  }

  #end(asyncCpu: number | null): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#call.finish(this.#thrown, asyncCpu);
  }
}
