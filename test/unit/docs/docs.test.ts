import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { configurationPage } from '../../../scripts/docs/configuration.ts';
import { analyzeFile } from '../../../src/analysis/analyze.ts';
import type { MetricKey } from '../../../src/protocol/report.ts';
import { DEFAULT_CONFIG } from '../../../src/score/config/config.ts';

const PAGES = [
  'README.md',
  'samples/README.md',
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** The anchor that a heading gets: as GitHub and the Marketplace make it. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[`*]/g, '')
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-');
}

function textOf(page: string): string {
  return readFileSync(page, 'utf8').replaceAll(/^```.*?^```/gms, '');
}

describe('documentation', () => {
  for (const page of PAGES)
    it(`${page} links and shows only what is there`, () => {
      const links = [...textOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target);
      for (const link of links) {
        if (/^[a-z]+:/.test(link)) continue;
        const [path, anchor] = link.split('#');
        const target = path === '' ? page : resolve(dirname(page), path);
        assert.ok(existsSync(target), `${link} is not there`);
        if (anchor === undefined) continue;
        const headings = [...textOf(target).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => anchorOf(heading));
        assert.ok(headings.includes(anchor), `${link}: no such heading`);
      }
    });

  it('names every page in its index', () => {
    const index = textOf('docs/README.md');
    for (const name of readdirSync('docs')) if (name !== 'README.md') assert.ok(index.includes(`](${name})`), name);
  });

  it('lists the configuration as it is (else: node scripts/docs/configuration.ts)', async () => {
    assert.equal(readFileSync('docs/configuration.md', 'utf8'), await configurationPage());
  });

  it('says something about each of the 46 defects, once', () => {
    const rows = [...textOf('docs/comparison.md').matchAll(/^\| (\d+) +\|(.*)\|(.*)\|$/gm)];
    assert.deepEqual(
      rows.map(([, number]) => Number(number)),
      Array.from({ length: 46 }, (_, index) => index + 1),
    );
    for (const [, number, , answer] of rows) assert.ok(answer.trim().length > 6, number);
  });
});

describe('docs/metrics.md', () => {
  const page = readFileSync('docs/metrics.md', 'utf8');
  let folder: string;

  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'pypss-docs-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  async function scoresOf(traces: string) {
    writeFileSync(join(folder, 'traces.json'), traces);
    const outcome = await analyzeFile({ path: join(folder, 'traces.json'), root: folder });
    assert.ok(outcome.ok, outcome.ok ? '' : outcome.problem.message);
    return outcome.report;
  }

  it('works its example out as the analysis does', async () => {
    const { pss, scores } = await scoresOf(/```json\n(.*?)```/s.exec(page)![1]);
    const rows = [...page.matchAll(/^\| `(\w\w)` +\| (0\.\d{4}) +\|.*\| (\d+\.\d) +\|$/gm)];
    assert.equal(rows.length, 5);
    let lost = 0;
    for (const [, key, score, points] of rows) {
      const metric = key as MetricKey;
      assert.equal(score, scores[metric].toFixed(4), key);
      const cost = 100 * DEFAULT_CONFIG.weights[metric] * (1 - scores[metric]);
      assert.equal(points, cost.toFixed(1), key);
      lost += cost;
    }
    const [, said, total] = /\*\*PSS (\d+)\*\*: 100 less (\d+\.\d) points/.exec(page)!;
    assert.equal(Number(said), pss);
    assert.equal(total, lost.toFixed(1));
  });

  it('gives the weights and constants that are the defaults', () => {
    for (const [key, weight] of Object.entries(DEFAULT_CONFIG.weights))
      assert.match(page, new RegExp(`\\| \`${key}\` \\| ${weight.toFixed(2)} `), key);
    const { alpha, beta, gamma, delta, score } = DEFAULT_CONFIG;
    assert.match(page, new RegExp(`with alpha ${alpha} and beta ${beta}\\.`));
    assert.match(page, new RegExp(`with gamma ${gamma};`));
    assert.match(page, new RegExp(`with delta ${delta},`));
    assert.match(page, new RegExp(`exceeds ${DEFAULT_CONFIG.memSpikeThresholdRatio}\\s+\\(\`mem_spike`));
    assert.match(page, new RegExp(`exceeds ${DEFAULT_CONFIG.errorSpikeThreshold} \\(\`error_spike`));
    assert.match(page, new RegExp(`is ${DEFAULT_CONFIG.consecutiveErrorThreshold} or more\\s+\\(\`consecutive`));
    assert.match(page, new RegExp(`exceeds ${DEFAULT_CONFIG.concurrencyWaitThreshold} s \\(\`concurrency`));
    assert.equal(score.latencyTailPercentile + 1, 95);
    assert.equal(score.errorVmrMultiplier, 0.5);
    assert.equal(score.errorSpikeImpactMultiplier, 0.5);
    assert.equal(score.consecutiveErrorDecayMultiplier, 2);
  });

  it('tells truly what one failure and two durations come to', async () => {
    const failing = async (n: number): Promise<string> => {
      const calls = Array.from({ length: n }, (_, i) => ({ duration: 0.1, error: i === 3 }));
      return (await scoresOf(JSON.stringify(calls))).scores.ev.toFixed(2);
    };
    const [, few, many] = /one in 10 traces gives (0\.\d\d), one in 10,000 gives (0\.\d\d)/.exec(page)!;
    assert.equal(few, await failing(10));
    assert.equal(many, await failing(10_000));
    const { scores } = await scoresOf('[{"duration": 0.1}, {"duration": 0.3}]');
    const tail = Number(/for 0\.1 s and 0\.3 s it is\s+(0\.\d\d) s/.exec(page)![1]);
    const cv = (Math.SQRT2 * 0.1) / 0.2;
    assert.ok(Math.abs(scores.ts - Math.exp(-2 * cv) / (1 + (tail / 0.2 - 1))) < 1e-12);
  });
});
