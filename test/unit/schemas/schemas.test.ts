import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parse } from 'smol-toml';
import type { JsonSchema } from '../../../scripts/schemas/jsonSchema.ts';
import { SCHEMAS, schemaText } from '../../../scripts/schemas/write.ts';
import { CONFIG_KEYS } from '../../../src/score/config/configKeys.ts';
import { defaultOf } from '../../../src/score/config/findConfigKey.ts';
import { parseConfig } from '../../../src/score/config/parseConfig.ts';
import { minimalReport } from './minimalReport.ts';
import { schemaFaults } from './schemaFaults.ts';

const folder = new URL('../../../schemas/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder), 'utf8');

/** A report that may be spoiled in any way. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Loose = any;

describe('schemas', () => {
  for (const [name, make] of Object.entries(SCHEMAS))
    it(`${name} is up to date (else: node scripts/schemas/write.ts)`, async () => {
      assert.equal(read(name), await schemaText(make()));
    });

  describe('of pypss.toml', () => {
    const schema = JSON.parse(read('pypss.schema.json')) as JsonSchema;
    const faults = (text: string) => schemaFaults(schema, parse(text));

    it('knows every key with its default', () => {
      for (const key of CONFIG_KEYS) {
        let table: JsonSchema = schema.definitions!.settings;
        for (const part of key.key.split('.')) table = table.properties![part];
        assert.ok(table.description?.startsWith(key.about), key.key);
        assert.deepEqual(table.default, defaultOf(key), key.key);
        if (table.default !== undefined) assert.deepEqual(schemaFaults(table, table.default), [], key.key);
      }
    });

    const texts: [good: boolean, text: string][] = [
      [true, ''],
      [true, '[pypss]\nalpha = 1\n[pypss.ui.theme]\nprimary = "#123"\ninfo = "red"'],
      [true, '[tool.pypss.score]\nlatency_tail_percentile = 98\nerror_spike_threshold = 1'],
      [true, '[pypss.custom_metric_weights]\nIO = 0.5\n[[pypss.dashboard.layout]]\nspan = 3'],
      [false, '[pypss]\nalpha = "x"'],
      [false, '[pypss]\nw_ts = -1'],
      [false, '[pypss.score]\nlatency_tail_percentile = 99'],
      [false, '[tool.pypss.ui]\nport = 65536'],
      [false, '[pypss.ui.theme]\nprimary = "#12"'],
      [false, '[pypss]\nplugins = "x"'],
      [false, '[pypss]\nstorage_backend = "x"'],
      [false, '[pypss.alerts]\nenabled = 1'],
    ];
    for (const [good, text] of texts)
      it(`agrees with the parser that ${JSON.stringify(text)} is ${good ? 'good' : 'bad'}`, () => {
        const { diagnostics } = parseConfig(text, 'f', { table: 'pypss.toml' });
        assert.equal(!diagnostics.some(({ severity }) => severity === 'error'), good);
        assert.equal(faults(text).length === 0, good, faults(text).join('\n'));
      });
  });

  describe('of the report', () => {
    const schema = JSON.parse(read('report.schema.json')) as JsonSchema;
    const changed = (change: (report: Loose) => void): string[] => {
      const report = minimalReport();
      change(report);
      return schemaFaults(schema, report);
    };

    it('accepts a report, also with further keys', () => {
      assert.deepEqual(schemaFaults(schema, minimalReport()), []);
      assert.deepEqual(
        changed((report) => (report.more = report.modules[0].more = report.advice[0].more = 1)),
        [],
      );
    });

    it('misses every key that is left out, however deep', () => {
      let removed = 0;
      const visit = (value: unknown, path: string[]): void => {
        if (typeof value !== 'object' || value === null) return;
        for (const key of Object.keys(value)) {
          const here = [...path, key];
          visit((value as Record<string, unknown>)[key], here);
          // Items of lists and the counts by branch are free to be there or not.
          if (Array.isArray(value) || path.at(-1) === 'branches') continue;
          const faults = changed((report) => {
            let owner = report;
            for (const part of path) owner = owner[part];
            Reflect.deleteProperty(owner, key);
          });
          assert.notDeepEqual(faults, [], here.join('.'));
          removed++;
        }
      };
      visit(minimalReport(), []);
      assert.ok(removed > 150, String(removed));
    });

    const faults: [what: string, change: (report: Loose) => void][] = [
      ['a score above 100', (report) => (report.pss = 101)],
      ['a score between integers', (report) => (report.modules[0].pss = 50.5)],
      ['a sub-score above 1', (report) => (report.scores.ts = 1.01)],
      ['a sub-score as text', (report) => (report.functions[0].breakdown.memory_stability = '1')],
      ['a negative count', (report) => (report.traces = -1)],
      ['no value for a number', (report) => (report.latency.p50 = null)],
      ['an unknown severity', (report) => (report.advice[0].severity = 'bad')],
      ['an unknown metric', (report) => (report.metrics[0].metric = 'xx')],
      ['an object for a list', (report) => (report.modules = {})],
      ['a gap in the timeline', (report) => (report.timeline.pss[0] = null)],
      ['an unknown version', (report) => (report.schema = 2)],
      ['an unknown format', (report) => (report.source.format = 'csv')],
      ['damage without a reason', (report) => (report.damage = { offset: 3 })],
      ['text for the count of a branch', (report) => (report.functions[0].branches.hit = 'x')],
    ];
    for (const [what, change] of faults) it(`refuses ${what}`, () => assert.notDeepEqual(changed(change), []));
  });
});
