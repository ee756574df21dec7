import { hash, hashString, sameBytes } from './strings';

/** Different texts known; what comes later is left to the careful reader. */
const MOST_TEXTS: i32 = 8192;
const SLOTS: i32 = 2 * MOST_TEXTS;
const POOL_SIZE: i32 = 1 << 20;
const LONGEST_PROBE: i32 = 16;

/** A text: its hash, its kind, its length, where its bytes are, its id. */
const FIELDS: i32 = 5;

const slots = memory.data(SLOTS * 4, 16);
const texts = memory.data(MOST_TEXTS * FIELDS * 4, 16);
const pool = memory.data(POOL_SIZE, 16);
let known: i32 = 0;
let poolUsed: i32 = 0;

/** No such text is known. */
export const UNKNOWN: i32 = -3;

/** The id of the text between the quotes at `p` and `stop`, hashed last, among those of its kind. */
export function findText(kind: i32, p: i32, stop: i32): i32 {
  const h = <i32>hash + kind;
  for (let probe = 0; probe < LONGEST_PROBE; probe++) {
    const number = load<i32>(<usize>slots + (((h + probe) & (SLOTS - 1)) << 2));
    if (number == 0) return UNKNOWN;
    const text = <i32>texts + (number - 1) * FIELDS * 4;
    if (
      load<i32>(text) == h &&
      load<i32>(text, 4) == kind &&
      load<i32>(text, 8) == stop - p &&
      sameBytes(load<i32>(text, 12), p, stop - p)
    ) {
      return load<i32>(text, 16);
    }
  }
  return UNKNOWN;
}

/** Makes the `length` bytes at `p`, which end at a quote, known under that id. */
export function learnText(kind: i32, p: i32, length: i32, id: i32): void {
  const room = (length + 15) & ~15;
  if (known == MOST_TEXTS || poolUsed + room > POOL_SIZE) return;
  if (hashString(p) != p + length) return;
  const h = <i32>hash + kind;
  for (let probe = 0; probe < LONGEST_PROBE; probe++) {
    const slot = <usize>slots + (((h + probe) & (SLOTS - 1)) << 2);
    if (load<i32>(slot) != 0) continue;
    const bytes = <i32>pool + poolUsed;
    const text = <i32>texts + known * FIELDS * 4;
    memory.copy(bytes, p, length);
    poolUsed += room;
    store<i32>(text, h);
    store<i32>(text, kind, 4);
    store<i32>(text, length, 8);
    store<i32>(text, bytes, 12);
    store<i32>(text, id, 16);
    store<i32>(slot, ++known);
    return;
  }
}
