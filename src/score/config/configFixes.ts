/** Changes of the text that mend what `parseConfig` complains of. */
import { checkConfigValue } from './checkConfigValue.ts';
import { configEntries } from './configEntries.ts';
import type { ConfigEntry, ConfigFileKind } from './configEntries.ts';
import { ConfigEditError, editConfig } from './editConfig.ts';
import type { EditableValue } from './editConfig.ts';
import { hintFor } from './keyHint.ts';
import { defaultText } from './keyDocs.ts';
import { findConfigKey } from './findConfigKey.ts';
import { outlineToml, statementPath } from './tomlStatements.ts';
import type { TomlRange, TomlStatement } from './tomlStatements.ts';
import { readTomlEntries, TomlSyntaxError } from './tomlEntries.ts';

export interface ConfigFix {
  readonly title: string;
  /** The stretch that is replaced, in offsets of the text given. */
  readonly range: TomlRange;
  readonly text: string;
}

/** The fixes for the key or value at an offset; none in broken TOML, which no change of one key mends. */
export function configFixes(text: string, offset: number, kind: ConfigFileKind): ConfigFix[] {
  const mark = text.startsWith('\uFEFF') ? 1 : 0;
  const source = text.slice(mark);
  const setting = settingAt(source, offset - mark, kind);
  if (setting === null) return [];
  const fixes = setting.key === null ? unknownKeyFixes(source, setting, kind) : valueFixes(setting);
  return fixes.map((fix) => ({ ...fix, range: { from: fix.range.from + mark, to: fix.range.to + mark } }));
}

function settingAt(source: string, offset: number, kind: ConfigFileKind): ConfigEntry | null {
  try {
    const settings = configEntries(readTomlEntries(source).entries, kind);
    return (
      settings.find(
        ({ entry: { keyOffset, valueRange } }) => offset >= keyOffset && offset <= (valueRange?.[1] ?? keyOffset),
      ) ?? null
    );
  } catch (error) {
    if (error instanceof TomlSyntaxError) return null;
    throw error;
  }
}

function unknownKeyFixes(source: string, setting: ConfigEntry, kind: ConfigFileKind): ConfigFix[] {
  const hint = hintFor(setting);
  if (hint === null) return [];
  const statement = outlineToml(source).statements.find(({ from, key }) =>
    [from, key.from].includes(setting.entry.keyOffset),
  );
  if (statement === undefined) return [];
  const fix = renamed(source, setting, statement, hint) ?? moved(source, setting, hint, kind);
  return fix === null ? [] : [fix];
}

/** Writes the name anew where it stands: in the pair, or in the header above it. */
function renamed(source: string, setting: ConfigEntry, statement: TomlStatement, hint: string): ConfigFix | null {
  const wanted = [...setting.base, ...hint.split('.')];
  const written = statementPath(statement);
  const { table } = statement;
  if (table.every((name, index) => wanted[index] === name) && wanted.length > table.length) {
    const name = wanted.slice(table.length).join('.');
    const range = statement.key;
    return confirmed(source, { title: `Change to ${name}`, range, text: name }, setting);
  }
  const tail = statement.parts.map(({ name }) => name);
  const ending = wanted.slice(-tail.length);
  if (written.length !== wanted.length || ending.some((name, index) => name !== tail[index])) return null;
  const header = outlineToml(source)
    .statements.filter(({ kind: what, to }) => what === 'header' && to <= statement.from)
    .at(-1);
  if (header === undefined) return null;
  const name = wanted.slice(0, -tail.length).join('.');
  return confirmed(source, { title: `Change table to [${name}]`, range: header.key, text: name }, setting);
}

/** Takes the pair out and sets the key where it belongs. */
function moved(source: string, { entry }: ConfigEntry, hint: string, kind: ConfigFileKind): ConfigFix | null {
  const found = findConfigKey(hint.split('.'));
  if (found === null || entry.valueRange === null) return null;
  const taken = configEntries(readTomlEntries(source).entries, kind).some((setting) => setting.key === found.key);
  if (taken) return null;
  const checked = checkConfigValue(found.key.value, entry.value);
  if (!('value' in checked) || !isEditable(checked.value)) return null;
  const lineFrom = source.lastIndexOf('\n', entry.keyOffset - 1) + 1;
  const lineTo = source.indexOf('\n', entry.valueRange[1]);
  const alone = source.slice(lineFrom, entry.keyOffset).trim() === '';
  if (!alone) return null;
  const without = source.slice(0, lineFrom) + (lineTo < 0 ? '' : source.slice(lineTo + 1));
  try {
    const text = editConfig(without, { [found.key.key]: checked.value }, { table: kind });
    return { title: `Move to ${found.key.key}`, range: { from: 0, to: source.length }, text };
  } catch (error) {
    // The file is laid out in a way that cannot take the key: it is moved by hand.
    if (error instanceof ConfigEditError) return null;
    throw error;
  }
}

function isEditable(value: unknown): value is EditableValue {
  return typeof value !== 'object' || (Array.isArray(value) && value.every((item) => typeof item === 'string'));
}

/** The fix, if the key is known once it is made. */
function confirmed(source: string, fix: ConfigFix, setting: ConfigEntry): ConfigFix | null {
  const edited = source.slice(0, fix.range.from) + fix.text + source.slice(fix.range.to);
  const unknown = (text: string): number => {
    try {
      const kind = setting.base.join('.') === 'tool.pypss' ? 'pyproject.toml' : 'pypss.toml';
      return configEntries(readTomlEntries(text).entries, kind).filter(({ key }) => key === null).length;
    } catch (error) {
      // The name would stand there twice.
      if (error instanceof TomlSyntaxError) return Infinity;
      throw error;
    }
  };
  return unknown(edited) < unknown(source) ? fix : null;
}

/** The default in place of a value that the key cannot have. */
function valueFixes({ key, rest, entry }: ConfigEntry): ConfigFix[] {
  if (key === null || rest.length > 0 || entry.valueRange === null) return [];
  const preset = defaultText(key);
  if (preset === null || 'value' in checkConfigValue(key.value, entry.value)) return [];
  const [from, to] = entry.valueRange;
  return [{ title: `Change to the default, ${preset}`, range: { from, to }, text: preset }];
}
