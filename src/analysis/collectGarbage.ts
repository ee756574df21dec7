import v8 from 'node:v8';
import vm from 'node:vm';

let collect: (() => void) | undefined;

/**
 * Gives dropped arrays back at once. They lie outside of the engine's heap, so it sees no reason to hurry, and a file of
 * a gigabyte would be read in some 20 MB more. Takes a few milliseconds: for moments when much was dropped.
 */
export function collectGarbage(): void {
  if (collect === undefined) {
    v8.setFlagsFromString('--expose-gc');
    collect = vm.runInNewContext('gc') as () => void;
  }
  collect();
}
