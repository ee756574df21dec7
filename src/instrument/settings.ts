/** The settings that the runtime acts on, from pypss.toml or pyproject.toml and from `configure`. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { reasonOf, warn } from './warning.ts';

/** Which calls are recorded, of functions whose name or module begins with a match of `pattern`. */
export interface SamplingRule {
  /** A regular expression, matched at the start. */
  readonly pattern: string;
  readonly strategy: 'always' | 'never' | 'on_error' | 'random';
  /** Share 0..1 of `random`; absent: the general rate. */
  readonly sampleRate?: number | undefined;
}

export interface Settings {
  /** Share 0..1 of successful calls that is recorded. */
  readonly sampleRate: number;
  /** Share 0..1 of failed calls that is recorded. */
  readonly errorSampleRate: number;
  readonly rules: readonly SamplingRule[];
  /** Where traces go at exit when no collector was set. */
  readonly traceFile: string;
}

const DEFAULTS: Settings = { sampleRate: 1, errorSampleRate: 1, rules: [], traceFile: 'pypss_output/traces.json' };
const STRATEGIES: readonly string[] = ['always', 'never', 'on_error', 'random'];

let current: Settings | null = null;

/** The settings in force; those of the current directory's file are read once. A bad file is told and counts as none. */
export function settings(): Settings {
  current ??= fromFolder();
  return current;
}

/**
 * Changes settings from now on, over those of pypss.toml.
 * @throws RangeError when a rate is no number from 0 to 1, or a rule is none
 */
export function configure(changes: Partial<Settings>): void {
  const next = { ...settings(), ...changes };
  share(next.sampleRate, 'sampleRate');
  share(next.errorSampleRate, 'errorSampleRate');
  current = { ...next, rules: next.rules.map((rule) => ruleOf(rule.pattern, rule.strategy, rule.sampleRate)) };
}

function fromFolder(): Settings {
  try {
    // The current directory may be gone.
    return settingsOf(tableIn(process.cwd()));
  } catch (error) {
    warn(`default settings are used: ${reasonOf(error)}`);
    return DEFAULTS;
  }
}

type Table = Readonly<Record<string, unknown>>;

/**
 * The settings in a table as TOML gives it; nested and flat names mean the same.
 * @throws RangeError for a bad value
 */
export function settingsOf(table: Table): Settings {
  const rules = table['context_sampling_rules'] ?? [];
  if (!Array.isArray(rules)) throw new RangeError('context_sampling_rules must be a list of tables');
  const traceFile = table['default_trace_file'] ?? tableOf(table['default'])['trace_file'] ?? DEFAULTS.traceFile;
  if (typeof traceFile !== 'string') throw new RangeError('default.trace_file must be a text');
  return {
    sampleRate: share(table['sample_rate'] ?? DEFAULTS.sampleRate, 'sample_rate'),
    errorSampleRate: share(table['error_sample_rate'] ?? DEFAULTS.errorSampleRate, 'error_sample_rate'),
    rules: rules.map(tableOf).map((rule) => ruleOf(rule['pattern'], rule['strategy'], rule['sample_rate'])),
    traceFile,
  };
}

/** `[pypss]` wins over `[tool.pypss]`, and that over names outside any table; pyproject.toml has the second only. */
function tableIn(folder: string): Table {
  const own = join(folder, 'pypss.toml');
  if (existsSync(own)) {
    const content = read(own);
    return { ...content, ...tableOf(tableOf(content['tool'])['pypss']), ...tableOf(content['pypss']) };
  }
  const project = join(folder, 'pyproject.toml');
  return existsSync(project) ? tableOf(tableOf(read(project)['tool'])['pypss']) : {};
}

function read(path: string): Table {
  try {
    return parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new RangeError(`${path}: ${reasonOf(error).split('\n')[0]}`, { cause: error });
  }
}

function tableOf(value: unknown): Table {
  return typeof value === 'object' && value !== null ? (value as Table) : {};
}

function share(value: unknown, key: string): number {
  if (typeof value !== 'number' || !(value >= 0 && value <= 1)) {
    throw new RangeError(`${key} must be a number from 0 to 1, not ${JSON.stringify(value)}`);
  }
  return value;
}

function ruleOf(pattern: unknown, strategy: unknown = 'random', rate?: unknown): SamplingRule {
  if (typeof pattern !== 'string') throw new RangeError('a sampling rule needs a pattern');
  if (typeof strategy !== 'string' || !STRATEGIES.includes(strategy)) {
    throw new RangeError(`strategy must be one of ${STRATEGIES.join(', ')}, not ${JSON.stringify(strategy)}`);
  }
  return {
    pattern,
    strategy: strategy as SamplingRule['strategy'],
    ...(rate === undefined ? {} : { sampleRate: share(rate, 'sample_rate') }),
  };
}
