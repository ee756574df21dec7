import type { TomlValue } from 'smol-toml';
import { checkConfigValue, describeKind, describeValue } from './checkConfigValue.ts';
import { DEFAULT_CONFIG } from './config.ts';
import type { Config, ConfigValue } from './config.ts';
import type { ConfigDiagnostic } from './configDiagnostic.ts';
import { configEntries, settingId, winsOver } from './configEntries.ts';
import type { ConfigEntry, ConfigFileKind } from './configEntries.ts';
import type { ConfigField } from './configKeys.ts';
import { isConfigTable } from './findConfigKey.ts';
import { hintFor, shownPath } from './keyHint.ts';
import { placeOf, readTomlEntries, TomlSyntaxError } from './tomlEntries.ts';

/** Longest file that is read, in characters. */
export const MAX_CONFIG_LENGTH = 1_000_000;

/** Most diagnostics of one severity that are given; one more line counts the rest. */
const MAX_DIAGNOSTICS = 100;

export interface ParsedConfig {
  /** Where a value is wrong its default stands; with an error among the diagnostics it should not be used. */
  readonly config: Config;
  /** In the order of the file. */
  readonly diagnostics: readonly ConfigDiagnostic[];
  /** Whether the file speaks to us at all: a pyproject.toml without `[tool.pypss]` does not. */
  readonly found: boolean;
}

interface Finding {
  readonly severity: ConfigDiagnostic['severity'];
  readonly offset: number;
  readonly message: () => string;
}

/**
 * Reads a configuration file.
 *
 * Settings stand in `[pypss]`, in `[tool.pypss]` or outside any table (only `[tool.pypss]` in a pyproject.toml), nested
 * or under their flat names. Where one is set twice, `[pypss]` wins over `[tool.pypss]`, that over flat names outside
 * any table, and else the later line; the loser is warned of.
 */
export function parseConfig(text: string, fileName: string, options: { table: ConfigFileKind }): ParsedConfig {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const fail = (message: string, line: number, column: number): ParsedConfig => ({
    config: DEFAULT_CONFIG,
    diagnostics: [{ severity: 'error', message, file: fileName, line, column }],
    found: true,
  });
  if (source.length > MAX_CONFIG_LENGTH)
    return fail('the file is larger than 1 MB, too large for a configuration', 1, 1);
  try {
    const settings = configEntries(readTomlEntries(source).entries, options.table);
    const { config, findings } = applySettings(settings);
    return {
      config,
      diagnostics: placed(findings, source, fileName),
      found: options.table === 'pypss.toml' || settings.length > 0,
    };
  } catch (error) {
    if (error instanceof TomlSyntaxError) return fail(`broken TOML: ${error.message}`, error.line, error.column);
    throw error;
  }
}

function applySettings(settings: readonly ConfigEntry[]): { config: Config; findings: Finding[] } {
  const findings: Finding[] = [];
  const report = (
    severity: Finding['severity'],
    setting: ConfigEntry,
    message: () => string,
    atValue = false,
  ): void => {
    const { keyOffset, valueRange } = setting.entry;
    findings.push({ severity, offset: atValue && valueRange ? valueRange[0] : keyOffset, message });
  };
  const winners = new Map<string, ConfigEntry>();
  for (const setting of settings) {
    const problem = problemOf(setting);
    if (problem) report(problem.severity, setting, problem.message, problem.severity === 'error');
    const id = settingId(setting);
    if (problem || id === null || !hasValue(setting)) continue;
    const other = winners.get(id);
    if (!other || winsOver(setting, other)) winners.set(id, setting);
    if (!other) continue;
    const [winner, loser] = winsOver(setting, other) ? [setting, other] : [other, setting];
    report('warning', loser, () => `${id} is set twice: ${shownPath(winner.entry.path)} is used instead`);
  }

  const config = structuredClone(DEFAULT_CONFIG);
  const numbers = new Map<ConfigField, [string, ConfigValue][]>();
  for (const setting of winners.values()) {
    const { key, rest, entry } = setting;
    if (!key?.field) continue;
    const checked = checkConfigValue(key.value, entry.value);
    if (!('value' in checked)) continue;
    if (key.value.kind !== 'numbers') {
      setField(config, key.field, checked.value);
      continue;
    }
    const members = numbers.get(key.field) ?? [];
    members.push([rest.join('.'), checked.value]);
    numbers.set(key.field, members);
  }
  // fromEntries defines own properties, so a metric named __proto__ stays a name.
  for (const [field, members] of numbers) setField(config, field, Object.fromEntries(members));

  const weights = weightProblem(config);
  const weighed = WEIGHT_KEYS.map((key) => winners.get(key)).filter((setting) => setting !== undefined);
  if (weights && weighed.length > 0) report('error', weighed[0], () => weights, true);
  const idle = idleSettings(settings);
  if (idle) report('info', idle.first, () => idle.message);
  return { config, findings };
}

const WEIGHT_KEYS = ['w_ts', 'w_ms', 'w_ev', 'w_be', 'w_cc'];

/** An empty table sets nothing. */
function hasValue({ entry }: ConfigEntry): boolean {
  return !isEmptyTable(entry.value);
}

function isEmptyTable(value: TomlValue): boolean {
  return (
    typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length === 0 && !('toISOString' in value)
  );
}

function problemOf(setting: ConfigEntry): { severity: 'error' | 'warning'; message: () => string } | null {
  const { entry, base, path, key, rest } = setting;
  if (path.length === 0) {
    if (isEmptyTable(entry.value)) return null;
    return { severity: 'error', message: () => `${base.join('.')} must be a table, not ${describeValue(entry.value)}` };
  }
  if (!key) {
    if (isEmptyTable(entry.value)) return null;
    if (isConfigTable(path)) {
      return {
        severity: 'error',
        message: () => `${shownPath(path)} must be a table, not ${describeValue(entry.value)}`,
      };
    }
    const hint = (): string | null => hintFor(setting);
    return { severity: 'warning', message: () => withHint(`unknown key ${shownPath(path)} is ignored`, hint()) };
  }
  if (key.value.kind === 'any') return null;
  const open = key.value.kind === 'numbers';
  if (open && rest.length === 0) {
    if (isEmptyTable(entry.value)) return null;
    const found = describeValue(entry.value);
    return { severity: 'error', message: () => `${key.key} must be a table of numbers, not ${found}` };
  }
  if (!open && rest.length > 0) {
    const wanted = describeKind(key.value);
    return { severity: 'error', message: () => `${key.key} must be ${wanted}, not a table` };
  }
  const checked = checkConfigValue(key.value, entry.value);
  if ('value' in checked) return null;
  return { severity: 'error', message: () => `${shownPath(path)} ${checked.problem}` };
}

function withHint(message: string, hint: string | null): string {
  return hint === null ? message : `${message}; did you mean ${hint}?`;
}

function weightProblem({ weights }: Config): string | null {
  const sum = Object.values(weights).reduce((total, weight) => total + weight, 0);
  if (sum === 0) return 'the weights w_ts, w_ms, w_ev, w_be and w_cc are all 0; at least one must be above 0';
  return Number.isFinite(sum) ? null : 'the weights w_ts, w_ms, w_ev, w_be and w_cc are too large to be added up';
}

/** One line for all keys that PyPSS knows and nothing here follows from. */
function idleSettings(settings: readonly ConfigEntry[]): { first: ConfigEntry; message: string } | null {
  const names = new Set<string>();
  let first: ConfigEntry | null = null;
  for (const setting of settings) {
    const prometheus = setting.key?.key === 'storage_backend' && setting.entry.value === 'prometheus';
    if (setting.key?.use !== 'none' && !prometheus) continue;
    first ??= setting;
    names.add(prometheus ? 'storage_backend = "prometheus"' : setting.key.key);
  }
  if (!first) return null;
  const shown = [...names].slice(0, 12).join(', ');
  const more = names.size > 12 ? ` and ${names.size - 12} more` : '';
  return { first, message: `known from PyPSS and accepted, but without effect here: ${shown}${more}` };
}

function setField(config: Config, field: ConfigField, value: unknown): void {
  const parts = field.split('.');
  let table = config as unknown as Record<string, unknown>;
  for (const part of parts.slice(0, -1)) table = table[part] as Record<string, unknown>;
  table[parts[parts.length - 1]] = value;
}

function placed(findings: readonly Finding[], source: string, file: string): ConfigDiagnostic[] {
  const shown: ConfigDiagnostic[] = [];
  for (const severity of ['error', 'warning', 'info'] as const) {
    const all = findings.filter((finding) => finding.severity === severity);
    for (const { offset, message } of all.slice(0, MAX_DIAGNOSTICS))
      shown.push({ severity, message: message(), file, ...placeOf(source, offset) });
    if (all.length <= MAX_DIAGNOSTICS) continue;
    const rest = all.length - MAX_DIAGNOSTICS;
    const message = `${rest} more ${severity === 'error' ? 'errors' : 'warnings'} like these`;
    shown.push({ severity, message, file, ...placeOf(source, all[MAX_DIAGNOSTICS].offset) });
  }
  return shown.sort((a, b) => a.line - b.line || a.column - b.column);
}
