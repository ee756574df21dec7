import {
  ABSENT,
  OVERFLOW,
  FILENAME,
  LINENO,
  MODULE,
  NAME,
  type TraceRecord,
  type TraceTexts,
} from '../trace/record.ts';
import { OTHER } from '../score/scopes.ts';
import { baseName, moduleOfFile, UNKNOWN_FILE } from './moduleNames.ts';

/** Functions and modules listed by name; what comes later is counted under `(other)`. */
export const MOST_FUNCTIONS = 50_000;
export const MOST_MODULES = 50_000;

/** Combinations of ids found without looking at text. */
const MOST_REMEMBERED = 4 * MOST_FUNCTIONS;

function hash(name: number, filename: number, module: number, line: number): number {
  let h = Math.imul(name, 0x9e3779b1) ^ Math.imul(filename, 0x85ebca77) ^ Math.imul(module, 0xc2b2ae3d) ^ line;
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return h ^ (h >>> 13);
}

/** 53 bits that stand for a text, so that many texts can be told apart without being held. */
function fingerprint(text: string): number {
  let low = 0x811c9dc5;
  let high = 0x9e3779b1;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x85ebca6b);
    high ^= high >>> 13;
  }
  return (high >>> 11) * 2 ** 32 + (low >>> 0);
}

export interface FunctionIdentity {
  name: string;
  filename: string | null;
  lineno: number | null;
  /** Index of the module it was first seen in. */
  module: number;
}

/** A function as seen in one module: nearly always the function itself. */
export interface CellIdentity {
  function: number;
  module: number;
}

/**
 * Tells which function and module a trace belongs to. The four ids of a record are looked up in one open-addressed
 * table, so that a known function costs no string, no object and no Map.
 */
export class FunctionTable {
  readonly functions: FunctionIdentity[] = [];
  readonly modules: string[] = [];
  readonly cells: CellIdentity[] = [];
  /** Fingerprints of the functions and modules that fell under `(other)`, as far as there is room. */
  readonly folded = { functions: new Set<number>(), modules: new Set<number>() };
  private readonly functionIndex = new Map<string, number>();
  private readonly moduleIndex = new Map<string, number>();
  private readonly cellIndex = new Map<string, number>();
  private readonly moduleByFile = new Map<number, number>();
  private readonly texts: TraceTexts;
  private readonly root: string;
  private readonly unknownModule: string;
  private keys = new Float64Array(4 * 1024);
  private slots = new Int32Array(1024).fill(-1);
  private used = 0;

  constructor(texts: TraceTexts, root: string, unknownModule: string) {
    this.texts = texts;
    this.root = root;
    this.unknownModule = unknownModule;
  }

  /** The cell of a record. */
  cellOf(record: TraceRecord): number {
    const module = record.texts[MODULE];
    const filename = record.texts[FILENAME];
    const name = record.texts[NAME];
    const line = record.numbers[LINENO];
    const mask = this.slots.length - 1;
    let slot = hash(name, filename, module, line) & mask;
    for (;;) {
      const cell = this.slots[slot];
      if (cell < 0) return this.enter(slot, module, filename, name, line);
      const k = slot * 4;
      const keys = this.keys;
      if (keys[k] === name && keys[k + 1] === line && keys[k + 2] === filename && keys[k + 3] === module) return cell;
      slot = (slot + 1) & mask;
    }
  }

  /** The module of a record that is no call. */
  moduleOfRecord(record: TraceRecord): number {
    const module = record.texts[MODULE];
    const filename = record.texts[FILENAME];
    return module === ABSENT
      ? this.moduleOf(filename, this.text(FILENAME, filename))
      : this.moduleNumber(this.text(MODULE, module));
  }

  /** The cell of a function known by its texts, as when parts of a file are put together. */
  cellFor(identity: Omit<FunctionIdentity, 'module'>, module: string): number {
    const m = this.moduleNumber(module);
    if (identity.name === OTHER && identity.filename === null) return this.cellNumber(this.otherFunction(m), m);
    const key = `${String(identity.lineno ?? 0)}\0${identity.filename ?? ''}\0${identity.name}`;
    return this.cellNumber(this.functionNumber(key, identity, m), m);
  }

  private enter(slot: number, module: number, filename: number, name: number, line: number): number {
    const file = this.text(FILENAME, filename);
    const m = module === ABSENT ? this.moduleOf(filename, file) : this.moduleNumber(this.text(MODULE, module));
    const knownFile = file === '' || file === OTHER || file === UNKNOWN_FILE ? null : file;
    const lineno = Number.isInteger(line) && line > 0 ? line : null;
    const shown =
      name === ABSENT ? `${file === '' ? '(unnamed)' : baseName(file)}:${String(line)}` : this.text(NAME, name);
    const cell =
      name === OVERFLOW
        ? this.cellNumber(this.otherFunction(m), m)
        : this.cellFor({ name: shown, filename: knownFile, lineno }, this.modules[m]);
    // A table of rarely seen functions must stay bounded; past the limit a function is looked up by its text each time.
    if (this.used < MOST_REMEMBERED) this.remember(slot, module, filename, name, line, cell);
    return cell;
  }

  private remember(slot: number, module: number, filename: number, name: number, line: number, cell: number): void {
    this.slots[slot] = cell;
    this.keys.set([name, line, filename, module], slot * 4);
    this.used++;
    if (this.used * 2 > this.slots.length) this.grow();
  }

  private grow(): void {
    const { slots, keys } = this;
    this.slots = new Int32Array(slots.length * 2).fill(-1);
    this.keys = new Float64Array(keys.length * 2);
    const mask = this.slots.length - 1;
    for (let i = 0; i < slots.length; i++) {
      if (slots[i] < 0) continue;
      const k = i * 4;
      let slot = hash(keys[k], keys[k + 2], keys[k + 3], keys[k + 1]) & mask;
      while (this.slots[slot] >= 0) slot = (slot + 1) & mask;
      this.slots[slot] = slots[i]!;
      this.keys.set(keys.subarray(k, k + 4), slot * 4);
    }
  }

  private text(slot: number, id: number): string {
    return id === OVERFLOW ? OTHER : id < 0 ? '' : this.texts[slot][id];
  }

  private moduleOf(filenameId: number, filename: string): number {
    let module = this.moduleByFile.get(filenameId);
    if (module === undefined) {
      module = this.moduleNumber(filename === OTHER ? OTHER : moduleOfFile(filename, this.root, this.unknownModule));
      this.moduleByFile.set(filenameId, module);
    }
    return module;
  }

  moduleNumber(name: string): number {
    const known = this.moduleIndex.get(name);
    if (known !== undefined) return known;
    if (this.modules.length >= MOST_MODULES && name !== OTHER) {
      this.fold(this.folded.modules, name);
      return this.moduleNumber(OTHER);
    }
    this.moduleIndex.set(name, this.modules.length);
    return this.modules.push(name) - 1;
  }

  private functionNumber(key: string, identity: Omit<FunctionIdentity, 'module'>, module: number): number {
    const known = this.functionIndex.get(key);
    if (known !== undefined) return known;
    if (this.functions.length >= MOST_FUNCTIONS) {
      this.fold(this.folded.functions, key);
      return this.otherFunction(module);
    }
    this.functionIndex.set(key, this.functions.length);
    return this.functions.push({ ...identity, module }) - 1;
  }

  private fold(folded: Set<number>, text: string): void {
    if (folded.size < MOST_REMEMBERED) folded.add(fingerprint(text));
  }

  /** Takes over what another table put under `(other)`. */
  foldAll({ functions, modules }: FunctionTable['folded']): void {
    for (const one of functions) if (this.folded.functions.size < MOST_REMEMBERED) this.folded.functions.add(one);
    for (const one of modules) if (this.folded.modules.size < MOST_REMEMBERED) this.folded.modules.add(one);
  }

  private otherFunction(module: number): number {
    const known = this.functionIndex.get(OTHER);
    if (known !== undefined) return known;
    this.functionIndex.set(OTHER, this.functions.length);
    return this.functions.push({ name: OTHER, filename: null, lineno: null, module }) - 1;
  }

  private cellNumber(functionNumber: number, module: number): number {
    const key = `${String(functionNumber)}:${String(module)}`;
    const known = this.cellIndex.get(key);
    if (known !== undefined) return known;
    this.cellIndex.set(key, this.cells.length);
    return this.cells.push({ function: functionNumber, module }) - 1;
  }
}
