import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import type { JsonSchema } from '../../../scripts/schemas/jsonSchema.ts';
import { TRACE_PROPERTIES } from '../../../scripts/schemas/traceSchema.ts';
import { FIELDS } from '../../../src/trace/fields.ts';
import { schemaFaults } from './schemaFaults.ts';

const schema = JSON.parse(
  readFileSync(new URL('../../../schemas/traces.schema.json', import.meta.url), 'utf8'),
) as JsonSchema;

/** The schemas of the manifest that a file name of the editor chooses. */
interface Manifest {
  contributes: {
    jsonValidation: { fileMatch: string[]; url: string }[];
    snippets: { path: string }[];
    grammars: { path: string; language: string; scopeName: string }[];
    languages: { id: string; configuration?: string }[];
  };
}

describe('schema of traces', () => {
  it('knows every key that the reader knows', () => {
    for (const key of FIELDS.keys()) if (key !== 'traces') assert.ok(key in TRACE_PROPERTIES, key);
  });

  it('finds no fault in any recorded file that is whole JSON', () => {
    let checked = 0;
    for (const folder of ['test/fixtures/conformance', 'samples'])
      for (const name of readdirSync(folder)) {
        const recorded = /(array|run_output|shape|service|client)\.json$|traces\.json$/.test(name);
        if (!recorded || name.includes('expect') || /^(damaged|utf16)/.test(name)) continue;
        const faults = schemaFaults(schema, JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')));
        assert.deepEqual(faults.slice(0, 3), [], name);
        checked++;
      }
    assert.ok(checked >= 5, String(checked));
  });

  const bad: [what: string, traces: unknown][] = [
    ['a number for text', [{ name: 1 }]],
    ['a list for a duration', { traces: [{ duration: [] }] }],
    ['a list of numbers', [1]],
    ['text', 'x'],
  ];
  for (const [what, traces] of bad) it(`refuses ${what}`, () => assert.notDeepEqual(schemaFaults(schema, traces), []));
});

describe('what the manifest contributes', () => {
  const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;

  it('names files that are there and are JSON', () => {
    const paths = [
      ...contributes.jsonValidation.map(({ url }) => url),
      ...contributes.snippets.map(({ path }) => path),
      ...contributes.grammars.map(({ path }) => path),
      ...contributes.languages.flatMap(({ configuration }) => configuration ?? []),
    ];
    for (const path of paths) assert.equal(typeof JSON.parse(readFileSync(path, 'utf8')), 'object', path);
    for (const { path, scopeName } of contributes.grammars)
      assert.equal((JSON.parse(readFileSync(path, 'utf8')) as { scopeName: string }).scopeName, scopeName);
  });
});
