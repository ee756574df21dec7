/** Text of the traces as it may stand on the page: names and messages hold whatever the program put into them. */

/** Controls, line ends, marks that turn the direction of the text around, and halves of characters. */
const UNSEEN =
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const NAMED: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/**
 * The text on one line and in one direction: characters that cannot be seen, or that would show others in a wrong
 * order, are written as Python writes them (`\n`, `\u202e`).
 */
export function visibleName(text: string): string {
  return text.replace(UNSEEN, (character) => NAMED[character] ?? escaped(character));
}

/** A message: the same, but line ends and tabs are mere space. */
export function visibleMessage(text: string): string {
  return visibleName(text.replace(/[\t\r\n]+/g, ' '));
}

function escaped(character: string): string {
  const code = character.charCodeAt(0);
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
