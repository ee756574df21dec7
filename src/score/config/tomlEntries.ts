import { parse, TomlError } from 'smol-toml';
import type { TomlTable, TomlValue } from 'smol-toml';
import { ParseError, parseTOML } from 'toml-eslint-parser';
import type { AST } from 'toml-eslint-parser';

/** A value of a TOML document with its place. Lists of tables (`[[a.b]]`) are one entry. */
export interface TomlEntry {
  /** Keys from the root of the document to the value. */
  readonly path: readonly string[];
  /** Integers are bigint, so that 94 and 94.0 differ. Tables appear only inside lists, or when they are empty. */
  readonly value: TomlValue;
  /** Offset of the key, or of the header of a list of tables. */
  readonly keyOffset: number;
  /** Where the value stands; null for tables that have a header. */
  readonly valueRange: readonly [number, number] | null;
}

export interface TomlDocument {
  readonly ast: AST.TOMLProgram;
  readonly entries: readonly TomlEntry[];
}

/** The document is no TOML. */
export class TomlSyntaxError extends Error {
  readonly line: number;
  readonly column: number;

  constructor(message: string, line: number, column: number) {
    super(message);
    this.line = line;
    this.column = column;
  }
}

/**
 * Reads a document and lists its values in the order of the file. `text` has no byte order mark.
 * @throws {TomlSyntaxError} with line and column, both 1-based.
 */
export function readTomlEntries(text: string): TomlDocument {
  const values = parseValues(text);
  const ast = parsePlaces(text);
  const entries: TomlEntry[] = [];
  const lists = new Set<string>();

  const addTable = (path: readonly string[], pairs: readonly AST.TOMLKeyValue[]): void => {
    for (const pair of pairs) {
      const pairPath = [...path, ...pair.key.keys.map(keyName)];
      if (pair.value.type === 'TOMLInlineTable' && pair.value.body.length > 0) addTable(pairPath, pair.value.body);
      else
        entries.push({
          path: pairPath,
          value: valueAt(values, pairPath),
          keyOffset: pair.key.range[0],
          valueRange: pair.value.range,
        });
    }
  };

  for (const node of ast.body[0].body) {
    if (node.type === 'TOMLKeyValue') {
      addTable([], [node]);
      continue;
    }
    const index = node.resolvedKey.findIndex((part) => typeof part === 'number');
    const path = node.resolvedKey.slice(0, index < 0 ? undefined : index).map(String);
    if (index < 0 && node.body.length > 0) {
      addTable(path, node.body);
      continue;
    }
    const id = JSON.stringify(path);
    if (lists.has(id)) continue;
    if (index >= 0) lists.add(id);
    // Tables below an empty header have entries of their own.
    const value = index < 0 ? {} : valueAt(values, path);
    entries.push({ path, value, keyOffset: node.range[0], valueRange: null });
  }
  return { ast, entries };
}

/** The name that one part of a key stands for. */
export function keyName(key: AST.TOMLBare | AST.TOMLQuoted): string {
  return key.type === 'TOMLBare' ? key.name : key.value;
}

/** Line and column of an offset, both 1-based. */
export function placeOf(text: string, offset: number): { line: number; column: number } {
  let line = 1;
  let start = 0;
  for (let end = text.indexOf('\n'); end >= 0 && end < offset; end = text.indexOf('\n', start)) {
    line++;
    start = end + 1;
  }
  return { line, column: offset - start + 1 };
}

function parseValues(text: string): TomlTable {
  try {
    return parse(text, { integersAsBigInt: true });
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const reason = error.message.split('\n')[0].replace(/^Invalid TOML document: /, '');
    throw new TomlSyntaxError(reason, error.line, error.column);
  }
}

function parsePlaces(text: string): AST.TOMLProgram {
  try {
    return parseTOML(text);
  } catch (error) {
    // This parser also refuses dates that no calendar has; the other one lets them pass.
    if (!(error instanceof ParseError)) throw error;
    throw new TomlSyntaxError(error.message, error.lineNumber, error.column + 1);
  }
}

function valueAt(root: TomlTable, path: readonly string[]): TomlValue {
  let value: TomlValue = root;
  for (const part of path) {
    const table: TomlTable = value as TomlTable;
    if (!Object.hasOwn(table, part)) throw new Error(`The two TOML parsers disagree about ${path.join('.')}`);
    value = table[part];
  }
  return value;
}
