import type { ConfigEntry } from './configEntries.ts';
import { CONFIG_KEYS } from './configKeys.ts';
import { findConfigKey, flatName } from './findConfigKey.ts';
import { nearestName } from './nearestName.ts';

/** Flat names with the paths that a reader should see. */
const keysByName = new Map(CONFIG_KEYS.map(({ key }) => [flatName(key.split('.')), key]));

/** Last parts of the paths, for keys that stand in the wrong table. */
const keysByLastPart = new Map<string, string>();
for (const { key } of CONFIG_KEYS) {
  const last = key.slice(key.lastIndexOf('.') + 1);
  if (!keysByLastPart.has(last)) keysByLastPart.set(last, key);
}

/** The known key that an unknown one most likely meant, as a path; null when none is near. */
export function hintFor({ path, base }: ConfigEntry): string | null {
  // A mistyped table: [pyps] alpha, [tool.pyps] alpha.
  for (const table of base.length > 0 ? [] : [['pypss'], ['tool', 'pypss']]) {
    const below = path.slice(table.length);
    if (below.length === 0 || !findConfigKey(below)) continue;
    const written = path.slice(0, table.length).join('.');
    if (nearestName(written, [table.join('.')]) !== null) return shownPath([...table, ...below]);
  }
  const near = nearestName(flatName(path), keysByName.keys());
  if (near !== null) return keysByName.get(near) ?? null;
  const last = path[path.length - 1];
  return keysByName.get(last) ?? keysByLastPart.get(last) ?? null;
}

/** A path as it is written in TOML, on one line, not longer than a message can bear. */
export function shownPath(path: readonly string[]): string {
  const text = path
    .slice(0, 20)
    .map((part) => (/^[\w-]+$/.test(part) ? part : JSON.stringify(part)))
    .join('.');
  return text.length <= 120 ? text : `${text.slice(0, 119)}…`;
}
