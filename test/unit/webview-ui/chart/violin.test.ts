import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { analyzeFile } from '../../../../src/analysis/analyze.ts';
import type { LogHistogram } from '../../../../src/protocol/reportCharts.ts';
import { violinOf } from '../../../../webview-ui/chart/violin.ts';

describe('violins', () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pypss-violin-'));
  });

  after(async () => {
    await rm(folder, { recursive: true });
  });

  /** The histogram of waiting times that the analysis makes of calls that wait so long. */
  async function waitsOf(waits: readonly number[]): Promise<LogHistogram> {
    const path = join(folder, 'waits.json');
    await writeFile(
      path,
      JSON.stringify(waits.map((wait) => ({ duration: wait + 0.001, wait_time: wait, module: 'm' }))),
    );
    const outcome = await analyzeFile({ path, root: folder });
    assert.ok(outcome.ok);
    return outcome.report.distributions.wait;
  }

  it('have the quartiles of the values, within a bin', async () => {
    const waits = Array.from({ length: 401 }, (_, index) => 0.001 * 1.01 ** index);
    const { box, n, outliers, least, most } = violinOf(await waitsOf(waits), true);
    assert.ok(box !== null);
    assert.equal(n, 401);
    for (const [found, exact] of [
      [box.q1, waits[100]],
      [box.median, waits[200]],
      [box.q3, waits[300]],
      [least, waits[0]],
      [most, waits[400]],
    ]) {
      assert.ok(Math.abs(found / exact - 1) < 0.07, `${found} for ${exact}`);
    }
    assert.deepEqual(outliers, []);
  });

  it('show what lies far out as outliers, with how many there are', async () => {
    const usual = Array.from({ length: 300 }, (_, index) => 0.01 + (index % 30) / 10_000);
    const { outliers, whiskers } = violinOf(await waitsOf([...usual, 2, 2, 2]), true);
    assert.equal(outliers.length, 1);
    assert.equal(outliers[0].count, 3);
    assert.ok(outliers[0].value > 1.5 && outliers[0].value < 2.5);
    assert.ok(whiskers !== null && whiskers.high < 0.02);
  });

  it('have no box without values, and gather what is as good as nothing at the floor', async () => {
    assert.equal(violinOf({ perOctave: 16, first: 0, counts: [], zero: 0 }, true).box, null);
    const { box, n } = violinOf(await waitsOf([0, 0, 0, 1e-9, 0]), false);
    assert.equal(n, 5);
    assert.ok(box !== null && box.q3 <= 1.3e-5);
  });
});
