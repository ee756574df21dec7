/** Other people's collectors, from a module that the command line names. */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Collector, CollectorError } from './collector.ts';

/** What such a module exports. */
interface CollectorModule {
  createCollector(target: string): Collector | Promise<Collector>;
}

/** Whether the word names a module instead of one of our collectors. */
export function isModulePath(kind: string): boolean {
  return /^(\.{0,2}\/|[a-z]:\\)/i.test(kind) || /\.[cm]?js$/i.test(kind);
}

/**
 * Loads a module and makes its collector. Runs the module's code, so nothing but the user may name it.
 * @throws CollectorError when it cannot be loaded or makes none
 */
export async function loadCollector(path: string, target: string): Promise<Collector> {
  let loaded: Partial<CollectorModule>;
  try {
    loaded = (await import(pathToFileURL(resolve(path)).href)) as Partial<CollectorModule>;
  } catch (error) {
    throw new CollectorError(
      `${path} cannot be loaded: ${error instanceof Error ? error.message : String(error)}`,
      error,
    );
  }
  if (typeof loaded.createCollector !== 'function') {
    throw new CollectorError(`${path} exports no function createCollector(target)`);
  }
  const collector = await loaded.createCollector(target);
  for (const method of ['start', 'stop'] as const) {
    if (typeof collector?.[method] !== 'function')
      throw new CollectorError(`The collector of ${path} has no ${method}()`);
  }
  return collector;
}
