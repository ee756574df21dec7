import { writeFileSync } from 'node:fs';
import prettier from 'prettier';
import { configSchema } from './configSchema.ts';
import type { JsonSchema } from './jsonSchema.ts';
import { reportSchema } from './reportSchema.ts';
import { traceSchema } from './traceSchema.ts';

/** The schemas that ship with the extension, by file name. */
export const SCHEMAS: Record<string, () => JsonSchema> = {
  'pypss.schema.json': configSchema,
  'report.schema.json': reportSchema,
  'traces.schema.json': traceSchema,
};

/** A schema as it stands in its file. */
export function schemaText(schema: JsonSchema): Promise<string> {
  return prettier.format(JSON.stringify(schema), { parser: 'json', printWidth: 120 });
}

// Run as a program (`node scripts/schemas/write.ts`), this writes the schemas anew.
if (import.meta.main)
  for (const [name, make] of Object.entries(SCHEMAS))
    writeFileSync(new URL(`../../schemas/${name}`, import.meta.url), await schemaText(make()));
