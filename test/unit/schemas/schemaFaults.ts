import type { JsonSchema } from '../../../scripts/schemas/jsonSchema.ts';

/** What a value does against a schema, one line a fault with its path; throws on keywords that it does not know. */
export function schemaFaults(root: JsonSchema, value: unknown): string[] {
  const resolve = (reference: string): JsonSchema => {
    let found: unknown = root;
    for (const part of reference.replace(/^#\//, '').split('/')) found = (found as Record<string, unknown>)[part];
    if (typeof found !== 'object' || found === null) throw new Error(`${reference} leads nowhere`);
    return found;
  };

  const check = (schema: JsonSchema, part: unknown, path: string): string[] => {
    for (const keyword of Object.keys(schema))
      if (!KEYWORDS.has(keyword)) throw new Error(`Unknown keyword ${keyword}`);
    const faults: string[] = [];
    const fault = (what: string) => faults.push(`${path || '/'}: ${what}`);
    if (schema.$ref) faults.push(...check(resolve(schema.$ref), part, path));
    if (schema.anyOf && !schema.anyOf.some((one) => check(one, part, path).length === 0)) fault('fits none');
    if ('const' in schema && part !== schema.const) fault(`is not ${JSON.stringify(schema.const)}`);
    if (schema.enum && !schema.enum.includes(part)) fault(`is none of ${JSON.stringify(schema.enum)}`);
    if (schema.type && ![schema.type].flat().some((type) => isOfType(part, type)))
      fault(`is no ${String(schema.type)}`);
    if (typeof part === 'number') {
      if (part < (schema.minimum ?? -Infinity)) fault(`is below ${schema.minimum}`);
      if (part > (schema.maximum ?? Infinity)) fault(`is above ${schema.maximum}`);
    }
    if (typeof part === 'string' && schema.pattern && !new RegExp(schema.pattern, 'u').test(part)) fault('looks wrong');
    if (Array.isArray(part)) {
      const { items } = schema;
      if (items) faults.push(...part.flatMap((item, index) => check(items, item, `${path}/${index}`)));
    } else if (typeof part === 'object' && part !== null) {
      for (const name of schema.required ?? []) if (!Object.hasOwn(part, name)) fault(`lacks ${name}`);
      for (const [name, member] of Object.entries(part)) {
        const known = Object.hasOwn(schema.properties ?? {}, name) ? schema.properties![name] : undefined;
        const memberSchema = known ?? schema.additionalProperties;
        if (memberSchema) faults.push(...check(memberSchema, member, `${path}/${name}`));
      }
    }
    return faults;
  };
  return check(root, value, '');
}

const NOTES = ['$schema', '$defs', 'definitions', 'title', 'description', 'default'];
const CHECKS = ['$ref', 'anyOf', 'const', 'enum', 'type', 'minimum', 'maximum', 'pattern', 'items', 'required'];
const KEYWORDS = new Set([...NOTES, ...CHECKS, 'properties', 'additionalProperties']);

function isOfType(value: unknown, type: string): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  return type === 'number' ? Number.isFinite(value) : typeof value === type;
}
