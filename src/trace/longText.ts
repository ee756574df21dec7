/** Long text that traces carry, for showing: names of kilobytes are cut, and found again by their beginnings. */

const MARK = '…';
/** Only what is at least this long can have been cut. */
const SHORTEST_CUT = 100;

/** The first `most` letters of a text, never half of one, with a mark where it was cut. */
export function cutText(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = /[\ud800-\udbff]/.test(text[most - 1]) ? most - 1 : most;
  return text.slice(0, end) + MARK;
}

/** Whether `shown` is a text or the beginning of it that `cutText` made. */
export function isSameText(text: string, shown: string): boolean {
  if (text === shown) return true;
  const end = shown.length - MARK.length;
  return end >= SHORTEST_CUT - 1 && text.length > end && shown.endsWith(MARK) && text.startsWith(shown.slice(0, end));
}
