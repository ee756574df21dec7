/*
 * How wide text is on a terminal, and how it is fitted into a width, in character cells.
 */

let segmenter: Intl.Segmenter | undefined;

/** Made on first use: its tables take 20 ms to load, an eighth of the time for a small file. */
function graphemes(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return segmenter.segment(text);
}

/** Scripts and pictures that fill two cells; an approximation of Unicode's East Asian Width. */
const WIDE =
  /^[\u1100-\u115f\u231a\u231b\u2329\u232a\u23e9-\u23ec\u25fd\u25fe\u2614\u2615\u2648-\u2653\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f000}-\u{1f9ff}\u{1fa70}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const NO_WIDTH = /^[\p{Mn}\p{Me}\u200c\u200d]+$/u;
/** Characters of which each fills one cell and none joins its neighbour: those of our own words, signs and charts. */
const PLAIN = /^[\x20-\x7e\u00a0-\u02ff\u2010-\u2027\u2030-\u205e\u2190-\u22ff\u2500-\u25fc]*$/;

function cellsOf(grapheme: string): number {
  return NO_WIDTH.test(grapheme) ? 0 : WIDE.test(grapheme) ? 2 : 1;
}

/** Cells that a text without control characters takes. */
export function textWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes(text)) width += cellsOf(segment);
  return width;
}

/** The longest start of the graphemes that fits. */
function fitting(from: readonly string[], width: number): string[] {
  const kept: string[] = [];
  let used = 0;
  for (const grapheme of from) {
    used += cellsOf(grapheme);
    if (used > width) break;
    kept.push(grapheme);
  }
  return kept;
}

/** Shortens a text to a width: in the middle, or at its start where the end tells more (paths). */
export function cutText(text: string, width: number, at: 'middle' | 'start' = 'middle'): string {
  if (textWidth(text) <= width) return text;
  if (width < 1) return '';
  const all = Array.from(graphemes(text), ({ segment }) => segment);
  const tailWidth = at === 'start' ? width - 1 : Math.floor((width - 1) / 2);
  const tail = fitting(all.toReversed(), tailWidth).toReversed().join('');
  const head = fitting(all, width - 1 - textWidth(tail)).join('');
  return at === 'start' ? `…${tail}` : `${head}…${tail}`;
}

export function padText(text: string, width: number, align: 'left' | 'right'): string {
  const space = ' '.repeat(Math.max(0, width - textWidth(text)));
  return align === 'left' ? text + space : space + text;
}

/** Breaks a text at its ordinary spaces into lines of a width; a word that is longer gets a line that is cut. */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (textWidth(longer) <= width) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    line = cutText(word, width);
  }
  if (line !== '') lines.push(line);
  return lines;
}
