/** Messages whose text is too long for one of them: parts of it go ahead. */
import type { FromDashboard } from '../src/protocol/dashboard.ts';

/** Letters in one message; three bytes each at the most, so that no message reaches 2 MB. */
const LONGEST = 600_000;

/** The messages that say the same, each of them small, in the order in which they must be sent. */
export function inParts(message: FromDashboard): FromDashboard[] {
  if (message.type === 'save-file') {
    const { parts, end } = cut(message.data);
    return [...parts, { ...message, data: end }];
  }
  if (message.type === 'copy') {
    const { parts, end } = cut(message.text);
    return [...parts, { ...message, text: end }];
  }
  return [message];
}

function cut(text: string): { parts: FromDashboard[]; end: string } {
  const parts: FromDashboard[] = [];
  let from = 0;
  while (text.length - from > LONGEST) {
    // Never between the two halves of one character.
    const to = from + LONGEST - (/[\ud800-\udbff]/.test(text[from + LONGEST - 1] ?? '') ? 1 : 0);
    parts.push({ type: 'text-part', text: text.slice(from, to) });
    from = to;
  }
  return { parts, end: text.slice(from) };
}
