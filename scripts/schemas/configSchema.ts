import { COLOUR, describeKind } from '../../src/score/config/checkConfigValue.ts';
import { CONFIG_KEYS } from '../../src/score/config/configKeys.ts';
import type { ConfigKey, ConfigValueKind } from '../../src/score/config/configKeys.ts';
import { defaultOf } from '../../src/score/config/findConfigKey.ts';
import type { JsonSchema } from './jsonSchema.ts';

/** The schema of pypss.toml, for editors with completion and checks in TOML files. */
export function configSchema(): JsonSchema {
  const settings: JsonSchema = { type: 'object', properties: {} };
  for (const key of CONFIG_KEYS) for (const path of [key.key, ...key.also]) addKey(settings, path.split('.'), key);
  return {
    // TOML tools know this draft best.
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'pypss.toml',
    description: 'Configuration of PyPSS',
    type: 'object',
    properties: {
      pypss: { $ref: '#/definitions/settings' },
      tool: { type: 'object', properties: { pypss: { $ref: '#/definitions/settings' } } },
    },
    definitions: { settings },
  };
}

function addKey(table: JsonSchema, path: readonly string[], key: ConfigKey): void {
  const [name, ...rest] = path;
  table.properties ??= {};
  if (rest.length === 0) {
    const effect = key.use === 'none' ? ' Known from PyPSS, without effect here.' : '';
    table.properties[name] = { ...valueSchema(key.value), description: `${key.about}.${effect}`, ...defaults(key) };
    return;
  }
  table.properties[name] ??= { type: 'object' };
  addKey(table.properties[name], rest, key);
}

function defaults(key: ConfigKey): JsonSchema {
  const value = defaultOf(key);
  return value === undefined ? {} : { default: value };
}

function valueSchema(kind: ConfigValueKind): JsonSchema {
  switch (kind.kind) {
    case 'number':
    case 'integer':
      return { type: kind.kind, minimum: kind.min, ...(kind.max === Infinity ? {} : { maximum: kind.max }) };
    case 'text':
      return kind.oneOf ? { type: 'string', enum: [...kind.oneOf] } : { type: 'string' };
    case 'colour':
      return { type: 'string', pattern: COLOUR.source, title: describeKind(kind) };
    case 'boolean':
      return { type: 'boolean' };
    case 'texts':
      return { type: 'array', items: { type: 'string' } };
    case 'tables':
      return { type: 'array', items: { type: 'object' } };
    case 'numbers':
      return { type: 'object', additionalProperties: { type: 'number', minimum: kind.min } };
    case 'any':
      return { type: 'object' };
  }
}
