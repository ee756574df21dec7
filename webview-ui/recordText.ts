/** JSON as people read it: one member a line. The text of values stays as it is in the file. */

/** Invisible letters that change how others are shown. */
// eslint-disable-next-line no-control-regex -- control characters are the point
const INVISIBLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

const visible = (text: string): string =>
  text.replace(INVISIBLE, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);

/**
 * The record, indented. What is invisible, or would turn the direction of the text, is written as an escape. Damaged
 * text comes out as far as it goes.
 */
export function indentedJson(text: string): string {
  let out = '';
  let depth = 0;
  const line = (): string => `\n${'  '.repeat(Math.min(depth, 40))}`;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\[^])*"?|[{}[\],:]|[^\s"{}[\],:]+/g)) {
    if (token === '{' || token === '[') {
      depth++;
      out += token + line();
    } else if (token === '}' || token === ']') {
      depth = Math.max(0, depth - 1);
      const empty = /[{[]\s*$/.test(out.slice(-100));
      out = (empty ? out.trimEnd() : out + line()) + token;
    } else if (token === ',') out += token + line();
    else if (token === ':') out += ': ';
    else out += visible(token);
  }
  return out;
}
