/** Doubles in a block that small arrays are cut from. It is held as long as one of them, so it must not be large. */
const BLOCK = 2048;
/** Longer arrays have memory of their own, so that it is free again as soon as they are dropped. */
const LONGEST_CUT = 256;

let block = new Float64Array(0);
let used = 0;

/**
 * An array of `n` zeros. Short ones are cut from a common block: an array with memory of its own costs the engine more
 * than the few values in it, at its birth and at each collection.
 */
export function newDoubles(n: number): Float64Array {
  if (n > LONGEST_CUT) return new Float64Array(n);
  // A block that went to another thread with its arrays is empty here.
  if (used + n > block.length) {
    block = new Float64Array(BLOCK);
    used = 0;
  }
  const cut = block.subarray(used, used + n);
  used += n;
  return cut;
}
