/** What is said about a key, in hovers, completions and the reference. */
import { describeKind, floatText } from './checkConfigValue.ts';
import { CONFIG_KEYS } from './configKeys.ts';
import type { ConfigKey, ConfigUse } from './configKeys.ts';
import { defaultOf } from './findConfigKey.ts';

/** Who acts on a key, as a sentence. */
export const USE_TEXTS: Readonly<Record<ConfigUse, string>> = {
  analysis: 'Changes scores or advice.',
  view: 'Changes what is shown.',
  history: 'Acts on the history of runs.',
  runtime: 'Acts in the measured program.',
  none: 'Known from PyPSS and accepted, but without effect here.',
};

/** The default as TOML; null where it has no short form, as for lists of tables. */
export function defaultText(key: ConfigKey): string | null {
  const value = defaultOf(key);
  if (typeof value === 'number') return key.value.kind === 'integer' ? String(value) : floatText(value);
  if (typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
  if (key.value.kind !== 'texts') return null;
  return `[${(value as readonly string[]).map((item) => JSON.stringify(item)).join(', ')}]`;
}

/** What a value must be, as a sentence. */
export function kindText({ value }: ConfigKey): string {
  const text = value.kind === 'numbers' ? 'a table of numbers of at least 0' : describeKind(value);
  return `${text[0].toUpperCase()}${text.slice(1)}.`;
}

/** Meaning, type and range, default, and who acts on it, as Markdown without any text of the user's. */
export function keyMarkdown(key: ConfigKey): string {
  const preset = defaultText(key);
  const lines = [`**${key.key}**`, `${key.about}.`];
  lines.push(preset === null ? kindText(key) : `${kindText(key)} Default: \`${preset}\``);
  lines.push(USE_TEXTS[key.use]);
  const flat = key.key.replaceAll('.', '_');
  const others = [...key.also, ...(flat === key.key ? [] : [flat])].map((name) => `\`${name}\``);
  if (others.length > 0) lines.push(`Also written ${others.join(' or ')}.`);
  return lines.join('\n\n');
}

/** Paths of the tables that hold keys, below `[pypss]`, that itself first; a list of tables is one with `list`. */
export function configTables(): { readonly path: readonly string[]; readonly list: boolean }[] {
  const seen = new Map<string, { path: readonly string[]; list: boolean }>([['', { path: [], list: false }]]);
  for (const key of CONFIG_KEYS) {
    const path = key.key.split('.');
    const whole = ['tables', 'numbers', 'any'].includes(key.value.kind);
    const table = whole ? path : path.slice(0, -1);
    const id = table.join('.');
    if (!seen.has(id)) seen.set(id, { path: table, list: key.value.kind === 'tables' });
  }
  return [...seen.values()];
}
