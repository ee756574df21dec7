import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A variable of the module. */
interface LaneGlobal {
  readonly value: number;
}

/** What the module exports, see `assembly/index.ts`. Positions are addresses in its memory. */
export interface LaneExports {
  readonly memory: WebAssembly.Memory;
  readonly row: LaneGlobal;
  readonly itemExpected: LaneGlobal;
  readonly failures: LaneGlobal;
  readRun(p: number, stop: number, end: number, row: number, longest: number): number;
  setLines(lines: boolean): void;
  learnKey(p: number, length: number, key: number, action: number, place: number): void;
  learnText(slot: number, p: number, length: number, id: number): void;
  learnCell(module: number, name: number, filename: number, line: number, cell: number): void;
  failureTable(): number;
  batchColumns(): number;
  groupedColumns(): number;
  timeColumn(): number;
  cellColumn(): number;
  keyColumn(): number;
  group(keys: number, count: number, groups: number): void;
  groupStarts(): number;
  findPlaces(count: number, ticksPerSecond: number, ticks: number): number;
  placeNumbers(): number;
  moduleTable(): number;
  splitByModule(rows: number, count: number): void;
  findRuns(rows: number, count: number): void;
  runTable(): number;
  measure(column: number, from: number, to: number): void;
  bins(column: number, from: number, to: number, shift: number): void;
  measuredNumbers(): number;
  foundBins(): number;
}

// Bundled it stands beside us; for the source tree it has been built into dist.
const PLACES = ['traceLane.wasm', '../../dist/traceLane.wasm'];

let module: WebAssembly.Module | null = null;

/** A fresh instance of the fast lane's module; null where it is missing or this host has no SIMD. */
export function instantiateLane(): LaneExports | null {
  module ??= compile();
  if (module === null) return null;
  const exports: unknown = new WebAssembly.Instance(module).exports;
  return exports as LaneExports;
}

function compile(): WebAssembly.Module | null {
  const file = PLACES.map((place) => join(import.meta.dirname, place)).find((path) => existsSync(path));
  if (file === undefined) return null;
  const bytes = readFileSync(file);
  return WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : null;
}
