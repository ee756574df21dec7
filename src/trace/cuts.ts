import { closeSync, openSync, readSync } from 'node:fs';
import { LEFT_BRACE, LEFT_BRACKET, LF } from './characters.ts';
import type { ScanContext } from './scan.ts';

/** A place where a second scan may begin. */
export interface Cut {
  offset: number;
  context: ScanContext;
}

/** Bytes looked at for a place. */
const WINDOW = 1 << 20;

/**
 * Finds a place to cut an uncompressed file at or behind `from`, so that two scans can read it at the same time: the
 * first with `limit`, the second with `start`. NDJSON is cut at a newline. In a list, `{`, white space, `"` and a letter
 * cannot stand inside a JSON string (the quote would end it, and a letter cannot follow), so the place is a real `{`;
 * only its depth is a guess, helped by the first key of the first record.
 *
 * Therefore: the parts count only if `isConfirmed`, else the first scan has to go on by itself.
 * @returns null if there is no such place within 1 MiB.
 */
export function findCut(path: string, from: number): Cut | null {
  const fd = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(WINDOW);
    const head = bytes.subarray(0, readSync(fd, bytes, 0, WINDOW, 0)).toString('latin1');
    const context = guessContext(head);
    if (context === null) return null;
    const window = bytes.subarray(0, readSync(fd, bytes, 0, WINDOW, from));
    const place = context === 'lines' ? findLine(window) : findItem(window, firstKey(head));
    return place < 0 ? null : { offset: from + place, context };
  } finally {
    closeSync(fd);
  }
}

/** Whether the first scan ended where the second began, in the same surroundings: then both together are the whole. */
export function isConfirmed(cut: Cut, stopped: Cut | null): boolean {
  return stopped !== null && stopped.offset === cut.offset && stopped.context === cut.context;
}

/** What the document seems to be, from its first bytes. */
function guessContext(head: string): ScanContext | null {
  const start = /[^\s\u00ef\u00bb\u00bf]/.exec(head)?.index ?? 0;
  const first = head.charCodeAt(start);
  if (first === LEFT_BRACKET) return 'array';
  if (first !== LEFT_BRACE) return null;
  const newline = head.indexOf('\n', start);
  if (newline < 0) return 'wrapper';
  // A whole object before the first newline makes NDJSON; if this is none, the cut is not confirmed.
  return head.slice(start, newline).trimEnd().endsWith('}') ? 'lines' : 'wrapper';
}

function findLine(window: Buffer): number {
  const newline = window.indexOf(LF);
  return newline < 0 || newline + 1 >= window.length ? -1 : newline + 1;
}

/** The key with which the first record begins, in quotes; null if the head of the document does not show it. */
function firstKey(head: string): string | null {
  const list = /^[^{[]*\[/.test(head) ? head : head.slice(Math.max(0, head.indexOf('"traces"')));
  return /\[\s*\{\s*("[A-Za-z]\w*")/.exec(list)?.[1] ?? null;
}

function findItem(window: Buffer, key: string | null): number {
  const text = window.toString('latin1');
  const pattern = (start: string): RegExp => new RegExp(`,\\s*(\\{\\s*${start})`);
  const match = (key === null ? null : pattern(key).exec(text)) ?? pattern('"[A-Za-z]').exec(text);
  return match === null ? -1 : match.index + match[0].length - match[1].length;
}
