/*
 * Text from a trace file may hold anything: escape sequences that act on a terminal, bidirectional controls that
 * reorder a line, line breaks. In every text output such characters are written out as escapes, so that they are seen
 * and do nothing.
 */

/** Controls, format characters except the two joiners of scripts and emoji, line separators, lone surrogates, non-characters. */
const HIDDEN = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Noncharacter_Code_Point}]/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escapeOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  if (code <= 0xff) return SHORT[character] ?? `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\u{${hex}}`;
}

/** The text with every acting or hidden character written out, e.g. `\x1b` or `\u202e`. */
export function visibleText(text: string): string {
  return text.replace(HIDDEN, escapeOf);
}

/** At most `length` UTF-16 units of a text, the middle left out: what tells two names apart often stands at the end. */
export function shortened(text: string, length: number): string {
  if (text.length <= length) return text;
  const tail = Math.floor((length - 1) / 2);
  const start = text.slice(0, length - 1 - tail).replace(/[\ud800-\udbff]$/, '');
  const end = text.slice(text.length - tail).replace(/^[\udc00-\udfff]/, '');
  return `${start}…${end}`;
}

/** Longest name, path or sentence that is shown in a text output, in UTF-16 units. */
const LONGEST_NAME = 200;
const LONGEST_SENTENCE = 600;

/** A module, function or file name as text outputs show it. */
export function visibleName(name: string): string {
  return visibleText(shortened(name, LONGEST_NAME));
}

/** A sentence that may quote the trace file. */
export function visibleSentence(sentence: string): string {
  return visibleText(shortened(sentence, LONGEST_SENTENCE));
}

/** Ordinary spaces for the narrow and no-break ones: outputs that are searched and copied. */
export function plainSpaces(text: string): string {
  return text.replace(/[\u202f\u00a0]/g, ' ');
}
