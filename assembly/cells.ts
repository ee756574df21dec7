/** Functions known, told by the ids of their module, name and file and their line. */
const MOST: i32 = 8192;
const SLOTS: i32 = 2 * MOST;
const LONGEST_PROBE: i32 = 16;
/** The four numbers and their cell (counted from 1, 0 is none). */
const SIZE: i32 = 20;

const table = memory.data(SLOTS * SIZE, 16);
let known: i32 = 0;

export const UNKNOWN: i32 = -1;

function hashOf(module: i32, name: i32, file: i32, line: i32): i32 {
  let h: u32 = (name * 0x9e3779b1) ^ (file * 0x85ebca77) ^ (module * 0xc2b2ae3d) ^ line;
  h = (h ^ (h >> 15)) * 0x2c1b3c6d;
  return <i32>(h ^ (h >> 13));
}

/** The cell of that function; UNKNOWN if it is not known. */
export function findCell(module: i32, name: i32, file: i32, line: i32): i32 {
  const h = hashOf(module, name, file, line);
  for (let probe = 0; probe < LONGEST_PROBE; probe++) {
    const at = <usize>table + ((h + probe) & (SLOTS - 1)) * SIZE;
    const found = load<i32>(at, 16);
    if (found == 0) return UNKNOWN;
    if (load<i32>(at) == module && load<i32>(at, 4) == name && load<i32>(at, 8) == file && load<i32>(at, 12) == line) {
      return found - 1;
    }
  }
  return UNKNOWN;
}

export function learnCell(module: i32, name: i32, file: i32, line: i32, cell: i32): void {
  if (known == MOST || findCell(module, name, file, line) != UNKNOWN) return;
  const h = hashOf(module, name, file, line);
  for (let probe = 0; probe < LONGEST_PROBE; probe++) {
    const at = <usize>table + ((h + probe) & (SLOTS - 1)) * SIZE;
    if (load<i32>(at, 16) != 0) continue;
    store<i32>(at, module);
    store<i32>(at, name, 4);
    store<i32>(at, file, 8);
    store<i32>(at, line, 12);
    store<i32>(at, cell + 1, 16);
    known++;
    return;
  }
}
