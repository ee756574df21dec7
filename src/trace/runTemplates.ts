/** Names (by text id) and keys (by key id) that runs are remembered for. */
const NAMES = 8192;
const KEYS = 512;
const MOST_RUNS = 2048;
const LONGEST = 192;
const WORDS = LONGEST / 4;
/** Effects of a run: what its members set, two numbers each. */
const MOST_EFFECTS = 8;

/** What an effect sets: a text slot (by its number), or one of these. */
export const SETS_ERROR = 8;
export const SETS_NO_MESSAGE = 9;
export const SETS_LINENO = 10;

export interface RunTemplates {
  /** Where runs behind that name, or behind the value of that key, are kept; -1 for nowhere. */
  placeOfName(id: number): number;
  placeOfKey(key: number): number;
  /** The run kept at `place` that fits the bytes at `p`; 0 if there is none. */
  find(place: number, p: number): number;
  /** Length of a run, the key whose value follows it, and its effects. */
  readonly lengths: Int32Array;
  readonly keys: Int32Array;
  readonly effectCounts: Int32Array;
  /** `[what, value]` pairs; those of a run start at `run * EFFECTS_STRIDE`. */
  readonly effects: Int32Array;
  /** Notes the effect of a member that the next `learn` will cover. */
  note(what: number, value: number): void;
  /** Forgets what was noted. */
  clear(): void;
  /** Remembers `bytes[from..to)`, which ends before the value of `key`, with the effects noted since `clear`. */
  learn(place: number, from: number, to: number, key: number): void;
}

export const EFFECTS_STRIDE = MOST_EFFECTS * 2;

/**
 * Whole runs of members repeat: behind a function's name stand its file, line and module, behind the memory of a call
 * that went well the same four members without a value. Such a run is compared as a whole, and what its members set is
 * set from memory. Two runs are kept for each place, the longer one first, as a shorter may be its beginning.
 * (100 MB of each shape: 35 to 50 % faster.)
 */
export function createRunTemplates(bytes: Uint8Array): RunTemplates {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  /** Two runs a place; run 0 is none. */
  const runs = new Int32Array((NAMES + KEYS) * 2);
  const lengths = new Int32Array(MOST_RUNS);
  const keys = new Int32Array(MOST_RUNS);
  const words = new Int32Array(MOST_RUNS * WORDS);
  const effects = new Int32Array(MOST_RUNS * EFFECTS_STRIDE);
  const effectCounts = new Int32Array(MOST_RUNS);
  const noted = new Int32Array(EFFECTS_STRIDE);
  let notes = 0;
  let used = 1;

  function fits(run: number, p: number): boolean {
    const last = p + lengths[run] - 4;
    let word = run * WORDS;
    if (view.getInt32(last, true) !== words[word]) return false;
    for (let q = p; q < last; q += 4) if (view.getInt32(q, true) !== words[++word]) return false;
    return true;
  }

  function find(place: number, p: number): number {
    const first = runs[place];
    if (first === 0) return 0;
    if (fits(first, p)) return first;
    const second = runs[place + 1];
    return second !== 0 && fits(second, p) ? second : 0;
  }

  function learn(place: number, from: number, to: number, key: number): void {
    const length = to - from;
    if (place < 0 || key >= KEYS || notes > MOST_EFFECTS || length < 8 || length > LONGEST) return;
    let run = runs[place + 1];
    if (run === 0) {
      if (used === MOST_RUNS) return;
      run = used++;
    }
    const other = runs[place];
    const goesFirst = other === 0 || length >= lengths[other];
    runs[place] = goesFirst ? run : other;
    runs[place + 1] = goesFirst ? other : run;
    lengths[run] = length;
    keys[run] = key;
    effectCounts[run] = notes;
    effects.set(noted, run * EFFECTS_STRIDE);
    let word = run * WORDS;
    words[word] = view.getInt32(to - 4, true);
    for (let q = from; q < to - 4; q += 4) words[++word] = view.getInt32(q, true);
  }

  return {
    placeOfName: (id) => (id >= 0 && id < NAMES ? id << 1 : -1),
    placeOfKey: (key) => (key < KEYS ? (NAMES + key) << 1 : -1),
    find,
    lengths,
    keys,
    effectCounts,
    effects,
    note(what, value) {
      if (notes < MOST_EFFECTS) {
        noted[notes << 1] = what;
        noted[(notes << 1) + 1] = value;
      }
      notes++;
    },
    clear() {
      notes = 0;
    },
    learn,
  };
}
