/** The scored functions of one text, kept in place while it is edited. Knows no editor. */
import { matchFunctions, type MatchedBy, type TracedFunction } from '../../code/functionMatching.ts';
import type { SourceFunction } from '../../code/sourceFunction.ts';
import type { ParsedSource } from '../../code/sourceText.ts';
import type { FunctionReport } from '../../protocol/report.ts';
import { branchNotes, type LineNote, raiseNotes } from './lineNotes.ts';

/** A function of the text with what was measured of it. */
export interface ScoredFunction {
  /** Its number in the report. */
  readonly number: number;
  readonly fn: FunctionReport;
  readonly kind: SourceFunction['kind'];
  /** Bare name in the text. */
  readonly name: string;
  readonly by: MatchedBy;
  /** Lines from 0, as the text is now. */
  line: number;
  headLine: number;
  endLine: number;
  /** Its code is not the one that was there when the run was first shown. */
  readonly changed: boolean;
  readonly notes: readonly LineNote[];
}

/** A function of the report that belongs to this text. */
export interface Assigned {
  readonly number: number;
  readonly fn: FunctionReport;
  readonly inFile: boolean;
}

/** What a function was when its run was first shown. */
interface Remembered {
  readonly identity: string;
  readonly by: MatchedBy;
}

/** A change of the text in lines from 0; `end` and `character` are those before it. */
export interface LineEdit {
  readonly start: number;
  readonly end: number;
  readonly endCharacter: number;
  /** Line ends in the new text. */
  readonly lines: number;
}

export class ScoredSource {
  readonly #assigned: readonly Assigned[];
  readonly #path: string;
  readonly #remembered = new Map<number, Remembered>();
  /** Fingerprints of the code that was traced, by identity. */
  readonly fingerprints: Map<string, number>;
  scored: ScoredFunction[] = [];

  /**
   * @param path of the text's file
   * @param fingerprints of the code that was traced, as far as known from before
   */
  constructor(assigned: readonly Assigned[], path: string, fingerprints = new Map<string, number>()) {
    this.#assigned = assigned;
    this.#path = path;
    this.fingerprints = fingerprints;
  }

  /** Takes a text as the one that was traced, unless more is known already. */
  remember(parsed: ParsedSource): void {
    for (const { number, source, by } of this.#match(parsed)) {
      const identity = identityOf(source);
      this.#remembered.set(number, { identity, by });
      if (!this.fingerprints.has(identity)) this.fingerprints.set(identity, parsed.fingerprint(source));
    }
  }

  /**
   * Finds the functions in the text as it is now. In a broken text what is missing stays where it was, as long as its
   * name is still there.
   */
  update(parsed: ParsedSource, lineText: (line: number) => string): void {
    const before = this.scored;
    const bySource = new Map<SourceFunction, { number: number; fn: FunctionReport; by: MatchedBy }>();
    for (const { number, fn, source, by } of this.#match(parsed)) {
      const rival = bySource.get(source);
      if (rival === undefined || rival.fn.traces < fn.traces) bySource.set(source, { number, fn, by });
    }
    this.scored = [...bySource].map(([source, { number, fn, by }]) => ({
      number,
      fn,
      kind: source.kind,
      name: source.name,
      by,
      line: source.line,
      headLine: source.headLine,
      endLine: source.endLine,
      changed: this.#changed(parsed, source),
      notes: notesOf(fn, source, parsed),
    }));
    if (before.length > 0 && parsed.broken) {
      const found = new Set(this.scored.map(({ number }) => number));
      for (const old of before) {
        if (!found.has(old.number) && lineText(old.headLine).includes(old.name)) this.scored.push(old);
      }
    }
    this.scored.sort((a, b) => a.line - b.line);
  }

  /** Moves the functions with an edit, until the text is parsed again. */
  shift({ start, end, endCharacter, lines }: LineEdit): boolean {
    const moved = lines - (end - start);
    if (moved === 0) return false;
    const at = (line: number) => {
      if (line > end || (line === end && endCharacter === 0 && end >= start)) return line + moved;
      return line > start ? start : line;
    };
    for (const one of this.scored) {
      one.line = at(one.line);
      one.headLine = at(one.headLine);
      one.endLine = at(one.endLine);
    }
    return true;
  }

  #match(parsed: ParsedSource): { number: number; fn: FunctionReport; source: SourceFunction; by: MatchedBy }[] {
    const byIdentity = new Map<string, SourceFunction | null>();
    for (const source of parsed.functions) {
      const identity = identityOf(source);
      byIdentity.set(identity, byIdentity.has(identity) ? null : source);
    }
    const known: { number: number; fn: FunctionReport; source: SourceFunction; by: MatchedBy }[] = [];
    const open: Assigned[] = [];
    for (const assigned of this.#assigned) {
      const remembered = this.#remembered.get(assigned.number);
      const source = remembered === undefined ? null : (byIdentity.get(remembered.identity) ?? null);
      if (remembered === undefined || source === null) open.push(assigned);
      else known.push({ ...assigned, source, by: remembered.by });
    }
    const taken = new Set(known.map(({ source }) => source));
    const free = parsed.functions.filter((source) => !taken.has(source));
    const traced = open.map(({ fn, inFile }): TracedFunction => {
      const { name, module, lineno } = fn;
      return { name, module, lineno, inFile };
    });
    for (const { traced: i, source, by } of matchFunctions(free, traced, this.#path)) {
      const { number, fn } = open[i];
      known.push({ number, fn, source: free[source], by });
    }
    return known;
  }

  #changed(parsed: ParsedSource, source: SourceFunction): boolean {
    const traced = this.fingerprints.get(identityOf(source));
    return traced !== undefined && traced !== parsed.fingerprint(source);
  }
}

function identityOf({ kind, qualifiedName, tracedName }: SourceFunction): string {
  return `${kind}\0${qualifiedName}\0${tracedName ?? ''}`;
}

function notesOf(fn: FunctionReport, source: SourceFunction, { functions, details }: ParsedSource): LineNote[] {
  // A block's tag is often chosen just before it.
  const around = source.kind === 'block' ? enclosing(source, functions) : source;
  const tags = new Set(Object.keys(fn.branches));
  const places = tags.size < 2 ? [] : details.tagPlaces(around, tags);
  return [...branchNotes(fn, places, source.headLine), ...raiseNotes(fn, details.raises(source, functions))];
}

function enclosing(block: SourceFunction, functions: readonly SourceFunction[]): SourceFunction {
  const around = functions.filter(({ kind, from, to }) => kind === 'function' && from <= block.from && to >= block.to);
  return around.reduce((inner, fn) => (fn.to - fn.from < inner.to - inner.from ? fn : inner), around[0] ?? block);
}
