import assert from 'node:assert/strict';
import { loadConfig } from '../../../src/analysis/configFile.ts';
import { LiveScore } from '../../../src/collect/liveScore.ts';
import type { Report } from '../../../src/protocol/report.ts';

const BEGIN = 1.7e9;

/** A trace that came in that second. */
function line(second: number): string {
  const name = `call ${second % 7}`;
  const record = { name, module: `m${second % 3}`, duration: 0.01 + (second % 11) / 100, error: second % 13 === 0 };
  return `${JSON.stringify({ ...record, branch_tag: `b${second % 2}`, timestamp: BEGIN + second })}\n`;
}

async function liveScore(): Promise<LiveScore> {
  const config = await loadConfig({ traceFile: null, root: null, cwd: import.meta.dirname });
  return new LiveScore({ address: 'test', root: '/', config });
}

function take(score: LiveScore, second: number): void {
  score.take({ ndjson: new TextEncoder().encode(line(second)), items: 1 }, BEGIN + second);
}

/** What does not depend on where the records lie. */
function figures({ pss, scores, traces, errors, latency, modules, functions }: Report): unknown {
  const round = (_key: string, value: unknown): unknown =>
    typeof value === 'number' ? Number(value.toFixed(9)) : value;
  const scopes = functions.map(({ name, traces: calls, scores: own }) => [name, calls, own]);
  const parts = modules.map(({ module, pss: own, traces: calls }) => [module, own, calls]);
  return JSON.parse(JSON.stringify({ pss, scores, traces, errors, latency, parts, scopes }, round));
}

describe('sliding windows', () => {
  for (const { window, grain } of [
    { window: 60, grain: 10 },
    { window: 300, grain: 30 },
  ]) {
    it(`of ${window} seconds hold all that came in them, and at most ${grain} seconds more`, async () => {
      const score = await liveScore();
      for (let second = 0; second < 900; second += 1) {
        take(score, second);
        if (second % 43 !== 0) continue;
        const { traces } = score.report(window, BEGIN + second, null);
        const least = Math.min(second + 1, window);
        assert.ok(traces >= least, `${traces} of ${least} at ${second} s`);
        assert.ok(traces <= least + grain, `${traces}, not ${least}, at ${second} s`);
      }
    });
  }

  it('have the figures of just their traces, also after they were asked for in between', async () => {
    const score = await liveScore();
    for (let second = 0; second < 700; second += 1) {
      take(score, second);
      if (second % 31 === 0) score.report(second % 2 === 0 ? 300 : 60, BEGIN + second, null);
    }
    for (const window of [60, 300]) {
      const report = score.report(window, BEGIN + 699, null);
      const alone = await liveScore();
      for (let second = 700 - report.traces; second < 700; second += 1) take(alone, second);
      assert.deepEqual(figures(report), figures(alone.report(null, BEGIN + 699, null)));
    }
  });

  it('run empty when nothing comes', async () => {
    const score = await liveScore();
    for (let second = 0; second < 100; second += 1) take(score, second);
    assert.equal(score.report(60, BEGIN + 170, null).traces, 0);
    assert.equal(score.report(300, BEGIN + 170, null).traces, 100);
    assert.equal(score.report(300, BEGIN + 450, null).traces, 0);
    assert.equal(score.report(null, BEGIN + 450, null).traces, 100);
  });

  it('begin again when the clock was set back', async () => {
    const score = await liveScore();
    for (let second = 1000; second < 1100; second += 1) take(score, second);
    for (let second = 0; second < 50; second += 1) take(score, second);
    assert.equal(score.report(300, BEGIN + 49, null).traces, 50);
  });
});
