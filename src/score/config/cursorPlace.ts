/** What a place in a configuration file asks for: the name of a table, a key, or a value. */
import { CONFIG_BASES } from './configEntries.ts';
import type { ConfigFileKind } from './configEntries.ts';
import type { ConfigKey } from './configKeys.ts';
import { findConfigKey } from './findConfigKey.ts';
import { outlineToml, statementPath } from './tomlStatements.ts';
import type { TomlOutline, TomlRange, TomlStatement } from './tomlStatements.ts';

/** What is being typed at an offset; `range` is what a choice replaces. */
export type CursorPlace =
  | { readonly asks: 'table'; readonly list: boolean; readonly range: TomlRange }
  | { readonly asks: 'key'; readonly table: readonly string[]; readonly range: TomlRange; readonly hasValue: boolean }
  | { readonly asks: 'value'; readonly path: readonly string[]; readonly range: TomlRange };

/** The place at an offset; null in comments, and where nothing can be offered. */
export function cursorPlace(
  text: string,
  offset: number,
  outline: TomlOutline = outlineToml(text),
): CursorPlace | null {
  if (outline.comments.some(({ from, to }) => from < offset && offset <= to)) return null;
  const inside = outline.statements.filter(({ from, to }) => from <= offset && offset <= to);
  // Pairs of inline tables end before the pair around them, so the innermost comes first.
  const statement = inside.find(({ from, to }) => from < offset || to > offset) ?? inside[0];
  const table = outline.inlineTables.find(({ from, to }) => from < offset && offset < to)?.path;
  if (statement === undefined || (table !== undefined && statementIsAround(statement, table)))
    return key(table ?? tableAbove(outline, offset), { from: offset, to: offset }, false);
  if (statement.kind !== 'pair') return header(text, offset, statement);
  if (statement.value !== null && offset >= statement.value.from) return value(text, offset, statement);
  if (offset < statement.key.from) return null;
  const lineTo = Math.max(offset, statement.key.to);
  return key(statement.table, { from: statement.key.from, to: lineTo }, statement.value !== null);
}

/** Whether a pair is the one whose value an inline table is. */
function statementIsAround(statement: TomlStatement, table: readonly string[]): boolean {
  return statement.kind === 'pair' && statementPath(statement).join('\0') === table.join('\0');
}

function tableAbove({ statements }: TomlOutline, offset: number): readonly string[] {
  const header = statements.filter(({ kind, to }) => kind !== 'pair' && to <= offset).at(-1);
  return header === undefined ? [] : statementPath(header);
}

function key(table: readonly string[], range: TomlRange, hasValue: boolean): CursorPlace {
  return { asks: 'key', table, range, hasValue };
}

function header(text: string, offset: number, { kind, from, key: names }: TomlStatement): CursorPlace | null {
  const list = kind === 'list-header';
  const start = from + (list ? 2 : 1);
  if (offset < start || /\]/.test(text.slice(start, offset))) return null;
  return { asks: 'table', list, range: { from: start, to: Math.max(offset, names.to) } };
}

function value(text: string, offset: number, statement: TomlStatement): CursorPlace {
  const { from, to } = statement.value!;
  const written = text.slice(from, to);
  const start = Math.min(offset, from + /^[ \t]*/.exec(written)![0].length);
  const end = Math.max(offset, from + written.trimEnd().length);
  return { asks: 'value', path: statementPath(statement), range: { from: start, to: end } };
}

/** A path of the document as the path below the table of ours in which it stands; null outside of all. */
export function belowBase(path: readonly string[], kind: ConfigFileKind): readonly string[] | null {
  const base = CONFIG_BASES[kind].find((names) => names.every((name, index) => path[index] === name));
  return base === undefined ? null : path.slice(base.length);
}

/** The key that a statement of the document sets. */
export function keyOfStatement(statement: TomlStatement, kind: ConfigFileKind): ConfigKey | null {
  const path = belowBase(statementPath(statement), kind);
  return path === null || path.length === 0 ? null : (findConfigKey(path)?.key ?? null);
}
