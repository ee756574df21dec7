/** Finds where Python text opens a monitored block of a given name. */

/** A place in a text, lines and columns from 0. */
export interface Place {
  line: number;
  column: number;
}

/** Places of `monitor_block("name")` and `monitor_async("name")`, also with `name=` or further arguments. */
export function findMonitorBlocks(text: string, name: string): Place[] {
  if (!text.includes(name)) return [];
  const quoted = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const call = new RegExp(`\\bmonitor_(?:block|async)\\s*\\(\\s*(?:name\\s*=\\s*)?[rR]?(["'])${quoted}\\1`, 'g');
  const places: Place[] = [];
  for (const match of text.matchAll(call)) {
    const before = text.slice(0, match.index);
    const lineStart = before.lastIndexOf('\n') + 1;
    places.push({ line: before.split('\n').length - 1, column: match.index - lineStart });
  }
  return places;
}
