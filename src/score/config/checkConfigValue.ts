import { TomlDate } from 'smol-toml';
import type { TomlTable, TomlValue } from 'smol-toml';
import type { ConfigTable, ConfigValue } from './config.ts';
import type { ConfigValueKind } from './configKeys.ts';

/** The value as the configuration holds it, or what is wrong with it ("must be …, not …"). */
export type CheckedValue = { readonly value: ConfigValue } | { readonly problem: string };

/** Checks one TOML value (integers as bigint) against what its key wants. */
export function checkConfigValue(kind: ConfigValueKind, value: TomlValue): CheckedValue {
  const wholeFloat = kind.kind === 'integer' && Number.isInteger(value);
  const found = wholeFloat ? `the float ${floatText(value as number)}` : describeValue(value);
  const wrong: CheckedValue = { problem: `must be ${describeKind(kind)}, not ${found}` };
  switch (kind.kind) {
    case 'number':
    case 'numbers': {
      // Inside a table of numbers each value arrives here by itself.
      const number = typeof value === 'bigint' ? Number(value) : value;
      if (typeof number !== 'number' || !Number.isFinite(number)) return wrong;
      return number >= kind.min && number <= kind.max ? { value: number } : wrong;
    }
    case 'integer': {
      if (typeof value !== 'bigint' || value < BigInt(kind.min)) return wrong;
      const number = Number(value);
      return number <= kind.max && Number.isSafeInteger(number) ? { value: number } : wrong;
    }
    case 'text':
      return typeof value === 'string' && (!kind.oneOf || kind.oneOf.includes(value)) ? { value } : wrong;
    case 'colour':
      return typeof value === 'string' && COLOUR.test(value) ? { value } : wrong;
    case 'boolean':
      return typeof value === 'boolean' ? { value } : wrong;
    case 'texts':
      return Array.isArray(value) && value.every((item) => typeof item === 'string') ? { value } : wrong;
    case 'tables':
      return Array.isArray(value) && value.every(isTable) ? { value: value.map(plainTable) } : wrong;
    case 'any':
      return { value: plain(value) };
  }
}

/** Hexadecimal colours and CSS colour names; nothing that could carry other CSS. */
export const COLOUR = /^(?:#(?:[0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})|[a-zA-Z]{3,30})$/;

/** "a number of at least 0", as it stands in messages and in the schema's documentation. */
export function describeKind(kind: ConfigValueKind): string {
  switch (kind.kind) {
    case 'number':
    case 'integer': {
      const noun = kind.kind === 'number' ? 'a number' : 'an integer';
      return kind.max === Infinity ? `${noun} of at least ${kind.min}` : `${noun} from ${kind.min} to ${kind.max}`;
    }
    case 'numbers':
      return `a number of at least ${kind.min}`;
    case 'text':
      return kind.oneOf ? kind.oneOf.map((text) => `"${text}"`).join(' or ') : 'text';
    case 'colour':
      return 'a colour such as "#4285F4"';
    case 'boolean':
      return 'true or false';
    case 'texts':
      return 'a list of texts';
    case 'tables':
      return 'a list of tables';
    case 'any':
      return 'a table';
  }
}

/** What a value is, with the value where it is short. */
export function describeValue(value: TomlValue): string {
  if (typeof value === 'bigint') return shortened(String(value));
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return `the text ${shortened(JSON.stringify(value))}`;
  if (Array.isArray(value)) return 'a list';
  return value instanceof TomlDate ? 'a date' : 'a table';
}

/** A float with a point or an exponent, so that it reads as one: 94.0, 1e+300. */
export function floatText(value: number): string {
  const text = String(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

function shortened(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 37)}…`;
}

function isTable(value: TomlValue): value is TomlTable {
  return typeof value === 'object' && !Array.isArray(value) && !(value instanceof TomlDate);
}

function plainTable(table: TomlTable): ConfigTable {
  // fromEntries defines own properties, so a key named __proto__ stays a key.
  return Object.fromEntries(Object.entries(table).map(([key, value]) => [key, plain(value)]));
}

function plain(value: TomlValue): ConfigValue {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'object') return value;
  if (value instanceof TomlDate) return value.toISOString();
  return Array.isArray(value) ? value.map(plain) : plainTable(value);
}
