import v8 from 'node:v8';
import vm from 'node:vm';

/** Bytes by which the arrays of a thread may grow before it is worth a look which of them were dropped. */
const WORTH_COLLECTING = 4 * 2 ** 20;

let collect: (() => void) | undefined;
/** Bytes of arrays after the last collection. */
let kept = 0;

/**
 * Gives dropped arrays back, where there may be many of them. They lie outside of the engine's heap, so it sees no
 * reason to hurry, and a file of a gigabyte would be read in some 20 MB more. A collection takes several milliseconds;
 * one at every eighth batch took 6 % of the time for a gigabyte, and nearly all of them found little.
 */
export function collectGarbage(): void {
  const held = v8.getHeapStatistics().external_memory;
  // A thread reads one file after another, and what the one before held is gone.
  kept = Math.min(kept, held);
  if (held - kept < WORTH_COLLECTING) return;
  if (collect === undefined) {
    v8.setFlagsFromString('--expose-gc');
    collect = vm.runInNewContext('gc') as () => void;
  }
  collect();
  kept = v8.getHeapStatistics().external_memory;
}
