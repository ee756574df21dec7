import type { TomlValue } from 'smol-toml';
import type { AST } from 'toml-eslint-parser';
import { checkConfigValue, floatText } from './checkConfigValue.ts';
import { configEntries, winsOver } from './configEntries.ts';
import type { ConfigEntry, ConfigFileKind } from './configEntries.ts';
import type { ConfigKey } from './configKeys.ts';
import { findConfigKey } from './findConfigKey.ts';
import { readTomlEntries, TomlSyntaxError } from './tomlEntries.ts';
import type { TomlEntry } from './tomlEntries.ts';
import { nearestPlace, tomlPlaces } from './tomlPlaces.ts';
import type { TomlPlace } from './tomlPlaces.ts';

/** A value that can be set: lists of tables and tables of free names are written by hand. */
export type EditableValue = string | number | boolean | readonly string[];

/** The change was not made; the message says why. */
export class ConfigEditError extends Error {}

/**
 * Sets keys in the text of a configuration file and leaves everything else as it is: comments, layout, unknown keys,
 * line endings. A key that stands in the file keeps its place and spelling; a new one goes into the table where it
 * belongs, which is added where it is missing.
 *
 * @param changes Values by key as in `CONFIG_KEYS`, e.g. `score.memory_epsilon`.
 * @throws {ConfigEditError} for broken TOML, unknown keys and values out of range, and where the text is laid out in a
 * way that cannot take the key; never returns a text that says something else than the old one with the changes.
 */
export function editConfig(
  text: string,
  changes: Readonly<Record<string, EditableValue>>,
  options: { table: ConfigFileKind } = { table: 'pypss.toml' },
): string {
  const mark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  let edited = text.slice(mark.length);
  for (const [name, value] of Object.entries(changes)) edited = setKey(edited, name, value, options.table);
  return mark + edited;
}

function setKey(text: string, name: string, value: EditableValue, kind: ConfigFileKind): string {
  const match = findConfigKey(name.split('.'));
  if (!match?.key.field || match.rest.length > 0) throw new ConfigEditError(`There is no key ${name}.`);
  const { key } = match;
  const wanted = tomlValue(key, value);
  const checked = checkConfigValue(key.value, wanted);
  if (!('value' in checked)) throw new ConfigEditError(`${key.key} ${checked.problem}.`);

  const { ast, entries } = read(text);
  const current = settingOf(entries, key, kind);
  const literal = formatValue(wanted);
  let edited: string;
  if (current?.entry.valueRange) {
    if (sameValue(checkedValue(key, current.entry.value), checked.value)) return text;
    const [start, end] = current.entry.valueRange;
    edited = text.slice(0, start) + literal + text.slice(end);
  } else if (current) {
    throw new ConfigEditError(`${key.key} stands in a table of its own; edit it by hand.`);
  } else {
    edited = addKey(text, ast, basePath(entries, kind), key, literal);
  }
  confirmEdit(entries, edited, key, checked.value, kind);
  return edited;
}

/** The entry whose value counts for a key. */
function settingOf(entries: readonly TomlEntry[], key: ConfigKey, kind: ConfigFileKind): ConfigEntry | null {
  let winner: ConfigEntry | null = null;
  for (const setting of configEntries(entries, kind))
    if (setting.key === key && setting.rest.length === 0 && (!winner || winsOver(setting, winner))) winner = setting;
  return winner;
}

/** Table for new keys: the one of the file, else the usual one. */
function basePath(entries: readonly TomlEntry[], kind: ConfigFileKind): string[] {
  if (kind === 'pyproject.toml') return ['tool', 'pypss'];
  const bases = configEntries(entries, kind).map((setting) => setting.base.join('.'));
  return !bases.includes('pypss') && bases.includes('tool.pypss') ? ['tool', 'pypss'] : ['pypss'];
}

function addKey(text: string, ast: AST.TOMLProgram, base: string[], key: ConfigKey, literal: string): string {
  const path = [...base, ...key.key.split('.')];
  const places = tomlPlaces(ast);
  const place = nearestPlace(places, path);
  const relative = `${path.slice(place.path.length).join('.')} = ${literal}`;
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  if (place.kind === 'inline') return addToInlineTable(text, place.node as AST.TOMLInlineTable, relative);
  if (place.kind === 'dotted') return addLine(text, place.node, place.node, relative, newline);
  if (place.kind === 'header' && place.path.length === path.length - 1) {
    const table = place.node as AST.TOMLTable;
    const last = table.body.at(-1);
    return addLine(text, last ?? table.key, last ?? table, relative, newline);
  }
  return addTable(text, places, base, path, literal, newline);
}

/** A line after the one on which `node` ends, indented like `model`. */
function addLine(text: string, node: AST.TOMLNode, model: AST.TOMLNode, line: string, newline: string): string {
  const start = text.lastIndexOf('\n', model.range[0] - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(start, model.range[0]))![0];
  return insertAfterLine(text, node.range[1], indent + line, newline);
}

function insertAfterLine(text: string, offset: number, line: string, newline: string): string {
  const end = text.indexOf('\n', offset);
  if (end < 0) return `${text}${newline}${line}${newline}`;
  return `${text.slice(0, end + 1)}${line}${newline}${text.slice(end + 1)}`;
}

function addToInlineTable(text: string, table: AST.TOMLInlineTable, item: string): string {
  const last = table.body.at(-1);
  if (!last) return `${text.slice(0, table.range[0])}{ ${item} }${text.slice(table.range[1])}`;
  return `${text.slice(0, last.range[1])}, ${item}${text.slice(last.range[1])}`;
}

/** A new table with the key, after the last table below `base`, else at the end. */
function addTable(
  text: string,
  places: readonly TomlPlace[],
  base: readonly string[],
  path: readonly string[],
  literal: string,
  newline: string,
): string {
  const lines = [`[${path.slice(0, -1).join('.')}]`, `${path.at(-1)} = ${literal}`];
  const ours = places.filter((place) => place.kind === 'header' && base.every((part, i) => place.path[i] === part));
  const last = ours.at(-1)?.node;
  if (last) return insertAfterLine(text, endOfSection(text, last.range[1]), ['', ...lines].join(newline), newline);
  const gap = text.trim() === '' ? '' : text.endsWith('\n') ? newline : newline + newline;
  return `${text}${gap}${lines.join(newline)}${newline}`;
}

/** The offset itself, or the end of the comments right below its line, unless a header follows on them. */
function endOfSection(text: string, offset: number): number {
  const lineEnd = text.indexOf('\n', offset);
  if (lineEnd < 0) return offset;
  const comments = /^(?:[ \t]*#[^\n]*(?:\n|$))+(?=[ \t]*\r?\n|$)/.exec(text.slice(lineEnd + 1));
  return comments ? lineEnd + comments[0].trimEnd().length : offset;
}

/** Reads the edited text again: the key must have its new value, and every other entry its old one. */
function confirmEdit(
  before: readonly TomlEntry[],
  edited: string,
  key: ConfigKey,
  wanted: unknown,
  kind: ConfigFileKind,
): void {
  const after = read(edited).entries;
  const setting = settingOf(after, key, kind);
  const done = setting !== null && sameValue(checkedValue(key, setting.entry.value), wanted);
  const others = (entries: readonly TomlEntry[], own: TomlEntry | undefined): string =>
    entries
      // A header that was empty is no entry any more once it holds the new key.
      .filter((entry) => entry !== own && !isEmptyTable(entry.value))
      .map((entry) => fingerprint([entry.path, entry.value]))
      .sort()
      .join('\n');
  if (done && others(after, setting.entry) === others(before, settingOf(before, key, kind)?.entry)) return;
  throw new ConfigEditError(`The file is laid out in a way that cannot take ${key.key}; edit it by hand.`);
}

function read(text: string): ReturnType<typeof readTomlEntries> {
  try {
    return readTomlEntries(text);
  } catch (error) {
    if (!(error instanceof TomlSyntaxError)) throw error;
    throw new ConfigEditError(`Broken TOML in line ${error.line}, column ${error.column}: ${error.message}.`);
  }
}

function isEmptyTable(value: TomlValue): boolean {
  return typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length === 0;
}

function checkedValue(key: ConfigKey, value: TomlValue): unknown {
  const checked = checkConfigValue(key.value, value);
  return 'value' in checked ? checked.value : undefined;
}

function sameValue(one: unknown, other: unknown): boolean {
  return one !== undefined && JSON.stringify(one) === JSON.stringify(other);
}

function fingerprint(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'bigint' ? `int ${part}` : typeof part === 'number' ? `float ${part}` : part,
  );
}

function tomlValue(key: ConfigKey, value: EditableValue): TomlValue {
  if (typeof value === 'number' && key.value.kind === 'integer' && Number.isInteger(value)) return BigInt(value);
  return typeof value === 'object' ? [...value] : value;
}

function formatValue(value: TomlValue): string {
  if (typeof value === 'number') return floatText(value);
  if (typeof value === 'string') return formatText(value);
  if (Array.isArray(value)) return `[${value.map(formatValue).join(', ')}]`;
  return (value as boolean | bigint).toString();
}

function formatText(text: string): string {
  if (!text.isWellFormed()) throw new ConfigEditError('The text holds half of a surrogate pair, which TOML cannot.');
  // JSON's escapes are TOML's; JSON leaves DEL as it is, TOML does not.
  return JSON.stringify(text).replaceAll('\u007F', '\\u007F');
}
