/** What can be written at a place of a configuration file, from the one list of keys. */
import type { ConfigFileKind } from './configEntries.ts';
import { CONFIG_BASES } from './configEntries.ts';
import { CONFIG_KEYS } from './configKeys.ts';
import type { ConfigKey } from './configKeys.ts';
import { belowBase, cursorPlace, keyOfStatement } from './cursorPlace.ts';
import { findConfigKey } from './findConfigKey.ts';
import { configTables, defaultText, keyMarkdown } from './keyDocs.ts';
import { outlineToml, statementPath } from './tomlStatements.ts';
import type { TomlOutline, TomlRange } from './tomlStatements.ts';

export interface ConfigCompletion {
  readonly kind: 'table' | 'key' | 'value';
  readonly label: string;
  /** Short text beside the label. */
  readonly detail: string;
  /** Markdown. */
  readonly documentation: string;
  /** A snippet: `${1:…}` is chosen, `$0` ends it. */
  readonly snippet: string;
  readonly range: TomlRange;
  /** Lower ones come first. */
  readonly order: number;
}

/** Offers tables after `[`, keys of the table around, and values of the key before the sign. */
export function configCompletions(text: string, offset: number, kind: ConfigFileKind): ConfigCompletion[] {
  const outline = outlineToml(text);
  const place = cursorPlace(text, offset, outline);
  if (place === null) return [];
  if (place.asks === 'table') return tables(text, place.list, place.range, outline, kind);
  if (place.asks === 'value') return values(place.path, place.range, kind);
  const below = belowBase(place.table, kind);
  const missing = place.table.length === 0 ? headers(place.range, outline, kind) : [];
  // A flat name outside any table works, but nobody means to start that way.
  if (below === null || (kind === 'pypss.toml' && place.table.length === 0)) return missing;
  return [...missing, ...keys(below, place, outline, kind)];
}

/** The names of our tables as this file writes them. */
function tableNames(kind: ConfigFileKind): { readonly name: string; readonly list: boolean }[] {
  const base = CONFIG_BASES[kind][0];
  return configTables().map(({ path, list }) => ({ name: [...base, ...path].join('.'), list }));
}

function tables(
  text: string,
  list: boolean,
  range: TomlRange,
  outline: TomlOutline,
  kind: ConfigFileKind,
): ConfigCompletion[] {
  const closed = /^[ \t]*\]/.test(text.slice(range.to));
  const written = writtenTables(outline, range);
  return tableNames(kind)
    .filter((table) => table.list === list && (list || !written.has(table.name)))
    .map(({ name }, order) => tableCompletion(name, name + (closed ? '' : list ? ']]' : ']'), range, order));
}

/** Whole headers, where no bracket is typed yet. */
function headers(range: TomlRange, outline: TomlOutline, kind: ConfigFileKind): ConfigCompletion[] {
  const written = writtenTables(outline, range);
  return tableNames(kind)
    .filter(({ name, list }) => list || !written.has(name))
    .map(({ name, list }, order) => {
      const header = list ? `[[${name}]]` : `[${name}]`;
      return { ...tableCompletion(name, `${header}\n$0`, range, order), label: header };
    });
}

function writtenTables({ statements }: TomlOutline, except: TomlRange): Set<string> {
  const others = statements.filter(({ kind, key }) => kind === 'header' && key.from !== except.from);
  return new Set(others.map((statement) => statementPath(statement).join('.')));
}

function tableCompletion(name: string, snippet: string, range: TomlRange, order: number): ConfigCompletion {
  const below = name.replace(/^(tool\.)?pypss\.?/, '');
  const held = CONFIG_KEYS.filter(({ key }) => tableOf(key) === below || key === below);
  const list = held
    .slice(0, 12)
    .map(({ key, about }) => `- \`${key.slice(below === key ? 0 : below.length).replace(/^\./, '')}\`: ${about}`);
  const more = held.length > 12 ? [`- and ${held.length - 12} more`] : [];
  const documentation = [...list, ...more].join('\n');
  return {
    kind: 'table',
    label: name,
    detail: `${held.length} ${held.length === 1 ? 'key' : 'keys'}`,
    documentation,
    snippet,
    range,
    order,
  };
}

function tableOf(key: string): string {
  return key.includes('.') ? key.slice(0, key.lastIndexOf('.')) : '';
}

function keys(
  below: readonly string[],
  place: { readonly range: TomlRange; readonly hasValue: boolean },
  outline: TomlOutline,
  kind: ConfigFileKind,
): ConfigCompletion[] {
  const set = new Set(
    outline.statements
      .filter(({ value, key }) => value !== null && key.from !== place.range.from)
      .map((statement) => keyOfStatement(statement, kind)),
  );
  const prefix = below.length === 0 ? '' : `${below.join('.')}.`;
  return CONFIG_KEYS.flatMap((key, index) => {
    const path = [key.key, ...key.also].find((name) => name.startsWith(prefix));
    if (path === undefined || set.has(key)) return [];
    const label = path.slice(prefix.length);
    return [keyCompletion(key, label, place, index)];
  });
}

function keyCompletion(
  key: ConfigKey,
  label: string,
  { range, hasValue }: { readonly range: TomlRange; readonly hasValue: boolean },
  index: number,
): ConfigCompletion {
  const preset = defaultText(key);
  // Keys of this table first, then those of tables below, then those without effect.
  const order = index + (label.includes('.') ? 1000 : 0) + (key.use === 'none' ? 2000 : 0);
  return {
    kind: 'key',
    label,
    detail: preset === null ? '' : `= ${preset}`,
    documentation: keyMarkdown(key),
    snippet: hasValue ? label : `${label} = ${valueSnippet(key)}`,
    range,
    order,
  };
}

function valueSnippet(key: ConfigKey): string {
  const choices = choicesOf(key);
  if (choices !== null) return `\${1|${choices.join(',')}|}`;
  const preset = defaultText(key);
  if (preset !== null) {
    const quoted = preset.startsWith('"');
    const shown = (quoted ? preset.slice(1, -1) : preset).replaceAll(/[\\$}]/g, '\\$&');
    return quoted ? `"\${1:${shown}}"` : `\${1:${shown}}`;
  }
  if (key.value.kind === 'tables') return '[{ $1 }]';
  return key.value.kind === 'numbers' || key.value.kind === 'any' ? '{ $1 }' : '$1';
}

/** All values that a key can have, the default first; null for too many. */
function choicesOf(key: ConfigKey): string[] | null {
  const { value } = key;
  const all =
    value.kind === 'boolean'
      ? ['true', 'false']
      : value.kind === 'text'
        ? value.oneOf?.map((one) => JSON.stringify(one))
        : null;
  if (all === null || all === undefined) return null;
  const preset = defaultText(key);
  return [...all].sort((a, b) => Number(b === preset) - Number(a === preset));
}

function values(path: readonly string[], range: TomlRange, kind: ConfigFileKind): ConfigCompletion[] {
  const below = belowBase(path, kind);
  const found = below === null ? null : findConfigKey(below);
  if (found === null || found.rest.length > 0) return [];
  const { key } = found;
  const preset = defaultText(key);
  const offered = choicesOf(key) ?? (preset === null ? [] : [preset]);
  return offered.map((label, order) => ({
    kind: 'value',
    label,
    detail: label === preset ? 'default' : '',
    documentation: keyMarkdown(key),
    snippet: label.replaceAll(/[\\$}]/g, '\\$&'),
    range,
    order,
  }));
}
