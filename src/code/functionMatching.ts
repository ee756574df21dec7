/** Which traced function is which function of a text. Figures on the wrong function are worse than none. */
import { endsLike, isIntegration, moduleParts } from './integrationNames.ts';
import type { SourceFunction } from './sourceFunction.ts';

/** A function as traces name it. */
export interface TracedFunction {
  readonly name: string;
  readonly module: string;
  /** From 1; null unknown. */
  readonly lineno: number | null;
  /** Whether its traces carry a file, which is this one; without, only names can tell. */
  readonly inFile: boolean;
}

export type MatchedBy = 'line' | 'name' | 'order' | 'integration';

export interface FunctionMatch {
  /** Indices into the lists that were given. */
  readonly traced: number;
  readonly source: number;
  readonly by: MatchedBy;
}

/** @param file path of the text's file, for module names and test ids */
export function matchFunctions(
  sources: readonly SourceFunction[],
  traced: readonly TracedFunction[],
  file: string,
): FunctionMatch[] {
  const matching = new Matching(sources, traced);
  matching.byName();
  matching.byLine();
  matching.byOrder();
  return [...matching.matches, ...withoutFile(sources, traced, file)];
}

/** How well a name fits: 3 the name given to the runtime, 2 the qualified name, 1 the bare name; 0 not at all. */
function fit(source: SourceFunction, name: string): number {
  if (source.tracedName !== null) return source.tracedName === name ? 3 : 0;
  if (source.kind === 'block') return 0;
  if (source.qualifiedName === name) return 2;
  return source.name === name || name.endsWith(`.${source.qualifiedName}`) ? 1 : 0;
}

/** The name that a report gives a trace without one: `payments.py:12`. */
function isNameless({ name, lineno }: TracedFunction): boolean {
  return lineno !== null && new RegExp(`\\.(py[wi]?|[cm]?[jt]sx?):${String(lineno)}$`).test(name);
}

class Matching {
  readonly matches: FunctionMatch[] = [];
  readonly #sources: readonly SourceFunction[];
  readonly #traced: readonly TracedFunction[];
  readonly #done = new Set<number>();
  readonly #taken = new Set<number>();

  constructor(sources: readonly SourceFunction[], traced: readonly TracedFunction[]) {
    this.#sources = sources;
    this.#traced = traced;
  }

  byName(): void {
    const groups = new Map<string, number[]>();
    this.#traced.forEach((fn, i) => {
      if (!fn.inFile || isNameless(fn)) return;
      const group = groups.get(fn.name);
      if (group === undefined) groups.set(fn.name, [i]);
      else group.push(i);
    });
    for (const [name, group] of groups) {
      const fits = this.#sources.map((source) => fit(source, name));
      const best = Math.max(0, ...fits);
      if (best === 0) continue;
      const candidates = fits.flatMap((value, i) => (value === best ? [i] : []));
      this.#pair(group, candidates);
    }
  }

  /** Several traced functions of one name go to the functions of that name in order, or each to the nearest. */
  #pair(group: readonly number[], candidates: readonly number[]): void {
    const byLine = [...group].sort((a, b) => this.#line(a) - this.#line(b));
    if (byLine.length === candidates.length) {
      byLine.forEach((traced, i) => this.#add(traced, candidates[i], 'name'));
      return;
    }
    for (const traced of byLine) {
      const line = this.#traced[traced].lineno;
      // A block that stands in several places has one score for all of them, unless the traces tell the line.
      if (line === null && candidates.length > 1) {
        for (const source of candidates) {
          if (this.#sources[source].kind === 'block') this.#add(traced, source, 'name');
        }
        continue;
      }
      this.#add(traced, this.#nearest(candidates, this.#line(traced)), 'name');
    }
  }

  #nearest(candidates: readonly number[], line: number): number {
    const distance = (i: number) =>
      Math.min(Math.abs(this.#sources[i].line - line), Math.abs(this.#sources[i].headLine - line));
    return candidates.reduce((best, i) => (distance(i) < distance(best) ? i : best));
  }

  /** What no name tells: the function that begins on the traced line, if nothing says that lines have moved. */
  byLine(): void {
    const open = this.#open();
    if (open.length === 0) return;
    const hits = open.map((traced) => [traced, this.#at(this.#line(traced))] as const);
    const nameless = hits.filter(([traced]) => isNameless(this.#traced[traced]));
    // One nameless function off its line means that the others may stand on another one's by chance.
    const trusted = this.#drift() ?? nameless.every(([, source]) => source !== undefined);
    if (!trusted) return;
    for (const [traced, source] of hits) if (source !== undefined) this.#add(traced, source, 'line');
  }

  /** Whether all functions matched by name stand where the traces say; null when there is none to tell. */
  #drift(): boolean | null {
    const told = this.matches.filter(({ traced }) => this.#traced[traced].lineno !== null);
    if (told.length === 0) return null;
    return told.every(({ traced, source }) => this.#standsOn(source, this.#line(traced)));
  }

  #standsOn(source: number, line: number): boolean {
    return this.#sources[source].line === line || this.#sources[source].headLine === line;
  }

  /** The free function on a line that may go by another name than its own. */
  #at(line: number): number | undefined {
    const found = this.#sources.findIndex(
      (source, i) => source.tracedName === null && !this.#taken.has(i) && this.#standsOn(i, line),
    );
    return found < 0 ? undefined : found;
  }

  /** Nameless functions whose lines have moved: as many as there are decorated ones without a name, in their order. */
  byOrder(): void {
    const nameless = this.#open()
      .filter((i) => isNameless(this.#traced[i]))
      .sort((a, b) => this.#line(a) - this.#line(b));
    const free = this.#sources.flatMap((source, i) =>
      source.kind === 'function' && source.monitored && source.tracedName === null && !this.#taken.has(i) ? [i] : [],
    );
    if (nameless.length === 0) return;
    if (nameless.length === free.length) {
      nameless.forEach((traced, i) => this.#add(traced, free[i], 'order'));
      return;
    }
    // Fewer were called than stand there: one common shift that puts all of them onto one is as good.
    const lines = new Map(free.map((i) => [this.#sources[i].line, i]));
    const shifts = free
      .map((i) => this.#sources[i].line - this.#line(nameless[0]))
      .filter((shift) => nameless.every((traced) => lines.has(this.#line(traced) + shift)));
    if (shifts.length !== 1 || nameless.length < 2) return;
    for (const traced of nameless) this.#add(traced, lines.get(this.#line(traced) + shifts[0])!, 'order');
  }

  #open(): number[] {
    return this.#traced.flatMap((fn, i) => (fn.inFile && fn.lineno !== null && !this.#done.has(i) ? [i] : []));
  }

  /** The traced line, from 0. */
  #line(traced: number): number {
    return (this.#traced[traced].lineno ?? 1) - 1;
  }

  #add(traced: number, source: number, by: MatchedBy): void {
    const exact = this.#traced[traced].lineno !== null && this.#standsOn(source, this.#line(traced));
    this.matches.push({ traced, source, by: by === 'name' && exact ? 'line' : by });
    this.#done.add(traced);
    this.#taken.add(source);
  }
}

/** Blocks, functions with a given name and integrations, whose traces carry no file. */
function withoutFile(
  sources: readonly SourceFunction[],
  traced: readonly TracedFunction[],
  file: string,
): FunctionMatch[] {
  const own = moduleParts(file);
  const found: FunctionMatch[] = [];
  traced.forEach((fn, i) => {
    if (fn.inFile) return;
    sources.forEach((source, j) => {
      if (isIntegration(fn.name, source, file)) found.push({ traced: i, source: j, by: 'integration' });
      else if (source.tracedName === fn.name && inModule(fn.module, source, own)) {
        found.push({ traced: i, source: j, by: 'name' });
      }
    });
  });
  return found;
}

const NO_MODULE = new Set(['', 'unknown', '__main__', '(other)', 'null', 'None']);

function inModule(module: string, source: SourceFunction, own: readonly string[]): boolean {
  if (source.module !== null) return source.module === module;
  return NO_MODULE.has(module) || endsLike(own, module.split('.'));
}
