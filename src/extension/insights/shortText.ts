/** Names and tags of traces where they stand in the code: data of any length and content, shown in one short line. */

/** Characters of a name that are shown. */
const LONGEST = 60;

/** Characters that turn, hide or end the text around them: controls, marks of direction, separators. */
const UNFIT = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** A text of a trace in one line of at most so many characters, with nothing that changes how the rest is read. */
export function shortText(text: string, longest = LONGEST): string {
  // The end of a text as long as a file is not looked at.
  const clean = text
    .slice(0, 4 * longest)
    .replace(/\s+/gu, ' ')
    .replace(UNFIT, '\uFFFD');
  const characters = Array.from(clean);
  return characters.length > longest || text.length > 4 * longest
    ? `${characters.slice(0, longest - 1).join('')}…`
    : clean;
}
