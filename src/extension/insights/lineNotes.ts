/** Short notes at the end of lines: how often a branch was taken, how often a `raise` struck. */
import { messageFits, type RaiseStatement, type TagPlace } from '../../code/sourceDetails.ts';
import type { FunctionReport, RaisedReport } from '../../protocol/report.ts';
import { bits, clock, count, duration, percent } from '../../score/figures.ts';
import { unevenBits } from './lensFigures.ts';
import { shortText } from './shortText.ts';

export interface LineNote {
  /** From 0. */
  readonly line: number;
  readonly text: string;
  /** The reader should stop here: the branches of this line cost points. */
  readonly hot: boolean;
}

const MOST_TAGS = 3;
/** Failures this close together, in seconds, are told as a burst. */
const BURST = 60;
/** Keeps apart what would run together; ordinary spaces collapse at the end of lines. */
const GAP = '\u00a0\u00a0\u00a0';

/** Notes on the lines where tags stand; where none stands, on `line`. One tag alone is no branch. */
export function branchNotes(fn: FunctionReport, places: readonly TagPlace[], line: number): LineNote[] {
  const tags = Object.keys(fn.branches);
  if (tags.length < 2) return [];
  const total = Object.values(fn.branches).reduce((sum, n) => sum + n, 0);
  const uneven = unevenBits(fn);
  const note = (at: number, listed: readonly string[]): LineNote => {
    const parts = listed.slice(0, MOST_TAGS).map((tag) => branchText(fn, tag, total));
    if (listed.length > MOST_TAGS) parts.push(`${listed.length - MOST_TAGS} more`);
    // The bits speak of all branches together, so they stand where more than one does.
    if (uneven !== null && listed.length > 1) parts.push(`${bits(uneven)} bits`);
    return { line: at, text: parts.join(GAP), hot: uneven !== null };
  };
  if (places.length > 0) return places.map((place) => note(place.line, place.tags));
  return [
    note(
      line,
      [...tags].sort((a, b) => fn.branches[b] - fn.branches[a]),
    ),
  ];
}

function branchText(fn: FunctionReport, tag: string, total: number): string {
  const median = fn.branchMedians?.[tag];
  const share = `${shortText(tag)} ${percent((fn.branches[tag] ?? 0) / total)}`;
  return median === undefined ? share : `${share} · p50 ${duration(median)}`;
}

/** Notes on raise statements whose exceptions are among the function's failures, as far as type and message tell. */
export function raiseNotes(fn: FunctionReport, raises: readonly RaiseStatement[]): LineNote[] {
  const kinds = fn.raised ?? [];
  return raises.flatMap((statement) => {
    const alike = raises.filter(({ type }) => type === statement.type);
    const own = kinds.filter((kind) => isRaisedBy(kind, statement, alike));
    return own.length === 0 ? [] : [{ line: statement.endLine, text: strikes(own), hot: false }];
  });
}

/** A kind belongs to a statement if its message fits there and nowhere else, or if there is no other of its type. */
function isRaisedBy(kind: RaisedReport, statement: RaiseStatement, alike: readonly RaiseStatement[]): boolean {
  if (kind.type !== statement.type) return false;
  if (alike.length === 1) return statement.message === null || messageFits(kind.example, statement.message);
  return alike.filter(({ message }) => messageFits(kind.example, message)).every((other) => other === statement)
    ? messageFits(kind.example, statement.message)
    : false;
}

function strikes(kinds: readonly RaisedReport[]): string {
  const times = kinds.reduce((sum, kind) => sum + kind.count, 0);
  const firsts = kinds.flatMap(({ first }) => first ?? []);
  const lasts = kinds.flatMap(({ last }) => last ?? []);
  if (firsts.length < kinds.length) return times === 1 ? 'once in this run' : `${count(times)} times in this run`;
  const first = Math.min(...firsts);
  const last = Math.max(...lasts);
  if (times === 1) return `once in this run · ${clock(last)}`;
  const often = `${count(times)} times in this run`;
  if (last - first >= BURST) return `${often} · last ${clock(last)}`;
  return `${often}, all within ${duration(last - first)} at ${clock(first)}`;
}
