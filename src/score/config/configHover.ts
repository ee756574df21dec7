/** What a name in a configuration file means. */
import type { ConfigFileKind } from './configEntries.ts';
import { belowBase } from './cursorPlace.ts';
import { findConfigKey } from './findConfigKey.ts';
import { configTables, keyMarkdown } from './keyDocs.ts';
import { outlineToml, statementPath } from './tomlStatements.ts';
import type { TomlRange } from './tomlStatements.ts';

/** The text about the key or table whose name stands at an offset, as Markdown; null elsewhere. */
export function configHover(
  text: string,
  offset: number,
  kind: ConfigFileKind,
): { readonly markdown: string; readonly range: TomlRange } | null {
  const statement = outlineToml(text).statements.find(({ key }) => key.from <= offset && offset <= key.to);
  if (statement === undefined) return null;
  const path = belowBase(statementPath(statement), kind);
  if (path === null) return null;
  const found = path.length === 0 ? null : findConfigKey(path);
  if (found !== null) return { markdown: keyMarkdown(found.key), range: statement.key };
  if (statement.kind === 'pair') return null;
  const table = configTables().find((one) => one.path.join('.') === path.join('.'));
  if (table === undefined) return null;
  const title = path.length === 0 ? 'Settings of PyPSS' : `Settings of PyPSS: ${path.join('.')}`;
  return {
    markdown: `**${title}**\n\nOf two tables that set the same key, \`[pypss]\` wins over \`[tool.pypss]\`.`,
    range: statement.key,
  };
}
