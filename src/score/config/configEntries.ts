import type { ConfigKey } from './configKeys.ts';
import { findConfigKey } from './findConfigKey.ts';
import type { TomlEntry } from './tomlEntries.ts';

/** How a file is laid out: as pypss.toml, or as pyproject.toml, where only `[tool.pypss]` is ours. */
export type ConfigFileKind = 'pypss.toml' | 'pyproject.toml';

/** Tables in which settings may stand; of two that set the same key, the earlier one here wins. */
export const CONFIG_BASES: Record<ConfigFileKind, readonly (readonly string[])[]> = {
  // PyPSS itself reads [pypss] only. Its documentation promises [tool.pypss]; flat names stand outside any table.
  'pypss.toml': [['pypss'], ['tool', 'pypss'], []],
  'pyproject.toml': [['tool', 'pypss']],
};

/** An entry of the file together with what it means. */
export interface ConfigEntry {
  readonly entry: TomlEntry;
  /** Table of ours in which it stands. */
  readonly base: readonly string[];
  /** 0 for the table that wins over all others. */
  readonly rank: number;
  /** Path below `base`; empty when the entry is the table itself. */
  readonly path: readonly string[];
  /** null for unknown names. */
  readonly key: ConfigKey | null;
  /** What of the path follows the key's own name. */
  readonly rest: readonly string[];
}

/** Picks the entries that are ours and finds their keys, in the order of the file. */
export function configEntries(entries: readonly TomlEntry[], kind: ConfigFileKind): ConfigEntry[] {
  const found: ConfigEntry[] = [];
  for (const entry of entries) {
    const rank = CONFIG_BASES[kind].findIndex((base) => base.every((part, index) => entry.path[index] === part));
    if (rank < 0) continue;
    const base = CONFIG_BASES[kind][rank];
    const path = entry.path.slice(base.length);
    const match = findConfigKey(path);
    found.push({ entry, base, rank, path, key: match?.key ?? null, rest: match?.rest ?? [] });
  }
  return found;
}

/** Two entries with the same identity set the same thing. */
export function settingId(setting: ConfigEntry): string | null {
  if (!setting.key) return null;
  return setting.key.value.kind === 'numbers' ? [setting.key.key, ...setting.rest].join('.') : setting.key.key;
}

/** Of two entries for one setting: the better table, then the later line. */
export function winsOver(setting: ConfigEntry, other: ConfigEntry): boolean {
  if (setting.rank !== other.rank) return setting.rank < other.rank;
  return setting.entry.keyOffset > other.entry.keyOffset;
}
