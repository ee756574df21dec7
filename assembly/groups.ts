import { cellColumn, failedAt, gather, ordered, ROWS, timeColumn } from './columns';

/** Groups, cells and modules that are told apart here; with more of them the plain code does the work. */
const MOST_GROUPS: i32 = 16384;
const MOST_CELLS: i32 = 8192;
const MOST_MODULES: i32 = 1024;
const MOST_PLACES: i32 = 256;

const keys = memory.data(ROWS * 4, 16);
const starts = memory.data((MOST_GROUPS + 1) * 4, 16);

/** Puts the first `count` calls together by their `keys`, below `groups` (a counting sort); a negative key is for none. */
export function group(keys: usize, count: i32, groups: i32): void {
  memory.fill(starts, 0, (groups + 1) << 2);
  for (let i = 0; i < count; i++) {
    const key = load<i32>(keys + (i << 2));
    if (key < 0) continue;
    const start = starts + ((key + 1) << 2);
    store<i32>(start, load<i32>(start) + 1);
  }
  let before = 0;
  for (let g = 0; g < groups; g++) {
    const start = starts + ((g + 1) << 2);
    before += load<i32>(start);
    store<i32>(start, before);
  }
  for (let i = 0; i < count; i++) {
    const key = load<i32>(keys + (i << 2));
    let at = -1;
    if (key >= 0) {
      const start = starts + (key << 2);
      at = load<i32>(start);
      store<i32>(start, at + 1);
    }
    store<i32>(ordered(i), at);
  }
  gather(count);
}

// The bin of an instant is remembered by its number's last bits: instants come nearly in order.
const RECENT: i32 = 64;
const recentNumbers = memory.data(RECENT * 8, 16);
const recentPlaces = memory.data(RECENT * 4, 16);
const places = memory.data(MOST_PLACES * 8, 16);
/** Integers up to here can be turned into one of 64 bits. */
const LARGEST: f64 = 4503599627370496;

/**
 * Finds the bins of the first `count` calls: their `keys` become the places of their bins' numbers among the different
 * ones, -1 without a time.
 * @returns how many different ones there are, -1 for too many
 */
export function findPlaces(count: i32, ticksPerSecond: f64, ticks: f64): i32 {
  const times = timeColumn();
  for (let i = 0; i < RECENT; i++) store<f64>(recentNumbers + (i << 3), NaN);
  let known = 0;
  for (let i = 0; i < count; i++) {
    const number = floor(floor(load<f64>(times + (i << 3)) * ticksPerSecond) / ticks);
    const slot = abs(number) < LARGEST ? <i32>((<i64>number) & (RECENT - 1)) : 0;
    let place = -1;
    if (load<f64>(recentNumbers + (slot << 3)) == number) place = load<i32>(recentPlaces + (slot << 2));
    else if (!isNaN(number)) {
      place = known - 1;
      while (place >= 0 && load<f64>(places + (place << 3)) != number) place--;
      if (place < 0) {
        if (known == MOST_PLACES) return -1;
        place = known++;
        store<f64>(places + (place << 3), number);
      }
      store<f64>(recentNumbers + (slot << 3), number);
      store<i32>(recentPlaces + (slot << 2), place);
    }
    store<i32>(keys + (i << 2), place);
  }
  return known;
}

/** The module of each cell. */
const modules = memory.data(MOST_CELLS * 4, 16);

function moduleAt(row: i32): i32 {
  return load<i32>(modules + (load<i32>(cellColumn() + (row << 2)) << 2));
}

/** Makes a key for each pair of a key and one of the first `count` modules; none for a later module. */
export function splitByModule(rows: i32, count: i32): void {
  for (let i = 0; i < rows; i++) {
    const at = keys + (i << 2);
    const key = load<i32>(at);
    const module = moduleAt(i);
    store<i32>(at, key < 0 || module >= count ? -1 : key * count + module);
  }
}

// Of a module: calls, failures, failures at its start, at its end, in the longest run.
const RUN_SIZE: i32 = 20;
const runs = memory.data(MOST_MODULES * RUN_SIZE, 16);

/** Finds the runs of failures of each of the first `count` modules. */
export function findRuns(rows: i32, count: i32): void {
  memory.fill(runs, 0, count * RUN_SIZE);
  for (let i = 0; i < rows; i++) {
    const at = runs + moduleAt(i) * RUN_SIZE;
    const calls = load<i32>(at);
    store<i32>(at, calls + 1);
    if (!failedAt(i)) {
      store<i32>(at, 0, 12);
      continue;
    }
    const last = load<i32>(at, 12) + 1;
    store<i32>(at, load<i32>(at, 4) + 1, 4);
    if (load<i32>(at, 8) == calls) store<i32>(at, calls + 1, 8);
    store<i32>(at, last, 12);
    if (last > load<i32>(at, 16)) store<i32>(at, last, 16);
  }
}

export function keyColumn(): usize {
  return keys;
}

export function groupStarts(): usize {
  return starts;
}

export function placeNumbers(): usize {
  return places;
}

export function moduleTable(): usize {
  return modules;
}

export function runTable(): usize {
  return runs;
}
