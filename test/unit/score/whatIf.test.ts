import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { analyzeFile } from '../../../src/analysis/analyze.ts';
import type { Sensitivities } from '../../../src/protocol/question.ts';
import type { MetricKey, Report } from '../../../src/protocol/report.ts';
import { parseSensitivities } from '../../../src/protocol/sensitivities.ts';
import { whatIf } from '../../../src/score/whatIf.ts';
import { FIXED } from '../stats/arbitraries.ts';

const FIXTURES = join(import.meta.dirname, '..', '..', 'fixtures', 'conformance');
const FILES = ['web_service.array.json', 'error_burst.json', 'memory_spike_over.json', 'lag_high.json'];
const KEYS: readonly MetricKey[] = ['ts', 'ms', 'ev', 'be', 'cc'];

const factor = fc.double({ min: 0, max: 5, noNaN: true });
const settings: fc.Arbitrary<Sensitivities> = fc.record({
  weights: fc.record({
    ts: fc.double({ min: 0.01, max: 1, noNaN: true }),
    ms: factor,
    ev: factor,
    be: factor,
    cc: factor,
  }),
  alpha: factor,
  beta: factor,
  gamma: factor,
  delta: factor,
  memSpikeThresholdRatio: fc.double({ min: 1, max: 3, noNaN: true }),
  errorSpikeThreshold: fc.double({ min: 0, max: 0.99, noNaN: true }),
  consecutiveErrorThreshold: fc.integer({ min: 0, max: 8 }),
  concurrencyWaitThreshold: fc.double({ min: 0, max: 0.02, noNaN: true }),
});

/** As the file would say it; powers of ten without a point are no floats in TOML, so all get one. */
function toml(tried: Sensitivities): string {
  const { weights, ...rest } = tried;
  const float = (value: number): string => (/[.e]/.test(String(value)) ? String(value) : `${value}.0`);
  return [
    '[pypss]',
    ...KEYS.map((key) => `w_${key} = ${float(weights[key])}`),
    ...(['alpha', 'beta', 'gamma', 'delta'] as const).map((name) => `${name} = ${float(rest[name])}`),
    `mem_spike_threshold_ratio = ${float(rest.memSpikeThresholdRatio)}`,
    `error_spike_threshold = ${float(rest.errorSpikeThreshold)}`,
    `consecutive_error_threshold = ${rest.consecutiveErrorThreshold}`,
    `concurrency_wait_threshold = ${float(rest.concurrencyWaitThreshold)}`,
    '[pypss.score]',
    'error_vmr_multiplier = 0.7',
    'latency_tail_percentile = 89',
  ].join('\n');
}

describe('what-if', () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pypss-what-if-'));
    for (const file of FILES) await writeFile(join(folder, file), await readFile(join(FIXTURES, file)));
  });

  after(() => rm(folder, { recursive: true, force: true }));

  async function analyze(file: string): Promise<Report> {
    const outcome = await analyzeFile({ path: join(folder, file), root: folder });
    assert.ok(outcome.ok);
    return outcome.report;
  }

  it('gives what an analysis with those settings gives', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...FILES), settings, settings, async (file, first, second) => {
        await writeFile(join(folder, 'pypss.toml'), toml(first));
        // Kept as the dashboard keeps it: through JSON.
        const before = JSON.parse(JSON.stringify(await analyze(file))) as Report;
        await writeFile(join(folder, 'pypss.toml'), toml(second));
        const after = await analyze(file);
        const tried = whatIf(before.figures!, second);
        for (const key of KEYS) assert.ok(Math.abs(tried.scores[key] - after.scores[key]) <= 1e-9, key);
        assert.equal(tried.pss, after.pss);
        assert.deepEqual(tried.breakdown, after.breakdown);
        for (const { metric, pointsLost } of after.metrics) {
          assert.ok(Math.abs(tried.pointsLost[metric] - pointsLost) <= 1e-9, `points of ${metric}`);
        }
        // Records of the generator have no prototype.
        assert.deepEqual(parseSensitivities(after.config), JSON.parse(JSON.stringify(second)));
      }),
      { ...FIXED, numRuns: 40 },
    );
  });

  it('has no figures without traces', async () => {
    await rm(join(folder, 'pypss.toml'), { force: true });
    await writeFile(join(folder, 'empty.json'), '[]');
    assert.equal((await analyze('empty.json')).figures, undefined);
  });
});
