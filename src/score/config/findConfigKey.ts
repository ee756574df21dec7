import { DEFAULT_CONFIG } from './config.ts';
import type { Config } from './config.ts';
import { CONFIG_KEYS } from './configKeys.ts';
import type { ConfigField, ConfigKey } from './configKeys.ts';

/** The flat name of a path below `[pypss]`: `ui.theme.primary` is `ui_theme_primary`. */
export function flatName(path: readonly string[]): string {
  return path.join('_');
}

const byFlatName = new Map<string, ConfigKey>(
  CONFIG_KEYS.flatMap((key) => [key.key, ...key.also].map((path) => [flatName(path.split('.')), key] as const)),
);

/** Keys that are tables of free names. */
const openKeys = CONFIG_KEYS.filter((key) => key.value.kind === 'numbers' || key.value.kind === 'any');

/**
 * The key that a path below `[pypss]` sets, and the rest of the path when the key is found in its middle
 * (`custom_metric_weights.IO`). Null for an unknown path.
 */
export function findConfigKey(path: readonly string[]): { key: ConfigKey; rest: readonly string[] } | null {
  const whole = byFlatName.get(flatName(path));
  if (whole) return { key: whole, rest: [] };
  for (let length = Math.min(path.length - 1, 4); length > 0; length--) {
    const key = byFlatName.get(flatName(path.slice(0, length)));
    if (key) return { key, rest: path.slice(length) };
  }
  const flat = flatName(path);
  const open = openKeys.find((key) => flat.startsWith(`${flatName(key.key.split('.'))}_`));
  return open ? { key: open, rest: [flat.slice(flatName(open.key.split('.')).length + 1)] } : null;
}

/** Whether keys stand below a path, so that it must be a table. */
export function isConfigTable(path: readonly string[]): boolean {
  const prefix = `${path.join('.')}.`;
  return CONFIG_KEYS.some(({ key }) => key.startsWith(prefix));
}

/** The default of a key, undefined for keys without a field. */
export function defaultOf(key: ConfigKey): unknown {
  return key.field === null ? undefined : readField(DEFAULT_CONFIG, key.field);
}

/** The value at a field of a configuration. */
export function readField(config: Config, field: ConfigField): unknown {
  let value: unknown = config;
  for (const part of field.split('.')) value = (value as Record<string, unknown>)[part];
  return value;
}
