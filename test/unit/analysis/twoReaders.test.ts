import assert from 'node:assert/strict';
import { truncateSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { analyzeFile, type AnalysisOutcome } from '../../../src/analysis/analyze.ts';
import { findCut } from '../../../src/trace/cuts.ts';
import { random } from './feed.ts';

function records(count: number): string[] {
  const next = random(17);
  return Array.from({ length: count }, (_, i) =>
    JSON.stringify({
      name: `f${String(i % 23)}`,
      module: `shop.m${String(i % 5)}`,
      filename: '/srv/shop/x.py',
      lineno: 1 + (i % 23),
      duration: next(),
      wait_time: next() / 10,
      memory: 1e8 + 4096 * Math.floor(next() * 1000),
      timestamp: 1_700_000_000 + i / 50,
      error: next() < 0.02,
      branch_tag: i % 3 === 0 ? (i > count / 2 ? 'late' : 'early') : null,
      // Text and nesting that look like the beginning of a record.
      note: { text: ',\n{"name":"no record"},\n{"duration":1}', list: [{ duration: 1 }, { name: '}{' }] },
    }),
  );
}

/** What both ways of reading must agree on; times of sketches and places in tables may differ. */
function figures(outcome: AnalysisOutcome): unknown {
  if (!outcome.ok) return outcome.problem;
  const { report } = outcome;
  const near = (x: number): number => Number(x.toPrecision(9));
  const scores = (of: { scores: object }): number[] => Object.values(of.scores as Record<string, number>).map(near);
  return {
    pss: report.pss,
    counts: [report.traces, report.errors, report.skipped],
    damage: report.damage,
    scores: scores(report),
    modules: report.modules.map((module) => [module.module, module.traces, module.errors, ...scores(module)]).sort(),
    functions: report.functions.map((fn) => [fn.name, fn.traces, fn.errors, fn.branches, ...scores(fn)]).sort(),
    failures: report.failures.map(({ offset }) => offset),
    slowest: report.slowest.map(({ offset }) => offset),
    format: report.source.format,
  };
}

describe('two readers of one file', () => {
  let folder = '';
  before(async () => (folder = await mkdtemp(join(tmpdir(), 'pypss-readers-'))));
  after(() => rm(folder, { recursive: true }));

  const list = records(12_000);
  const broken = list.map((record, i) => (i % 1000 === 999 ? record.slice(0, 40) : record));
  const shapes: Record<string, string> = {
    'an array': `[${list.join(',')}]`,
    'an object with keys before and after': `{"before": [1, {"a": 2}],\n "traces": [\n  ${list.join(',\n  ')}\n ],\n "after": {"traces": 3}}`,
    NDJSON: `${list.join('\n')}\n`,
    'NDJSON with CRLF': list.join('\r\n'),
    'NDJSON with broken lines': broken.join('\n'),
    'an array damaged in its first half': `[${list.slice(0, 3000).join(',')},,${list.slice(3000).join(',')}]`,
    'an array damaged in its second half': `[${list.slice(0, 9000).join(',')},,${list.slice(9000).join(',')}]`,
    'an array that ends too early': `[${list.join(',')}`,
    'two arrays, so that the cut lies in another list': `[${list.slice(0, 4000).join(',')}] [${list.slice(4000).join(',')}]`,
  };
  for (const [name, text] of Object.entries(shapes)) {
    it(`find in ${name} what one reader finds`, async () => {
      const path = join(folder, 'file.json');
      await writeFile(path, text);
      assert.notEqual(findCut(path, Math.floor(text.length * 0.6)), null, 'there is a place to cut');
      const request = { path, root: folder };
      const one = figures(await analyzeFile(request, { twoReadersFrom: Infinity }));
      assert.deepEqual(figures(await analyzeFile(request, { twoReadersFrom: 1 })), one);
    });
  }

  it('notice a file that is cut off while they read', async () => {
    const path = join(folder, 'shrinking.json');
    await writeFile(path, shapes['NDJSON']);
    const outcome = await analyzeFile(
      { path, root: folder },
      {
        twoReadersFrom: 1,
        isCancelled: () => {
          truncateSync(path, 1000);
          return false;
        },
      },
    );
    assert.match(outcome.ok ? 'a report' : outcome.problem.message, /truncated while it was read/);
    assert.equal((await analyzeFile({ path, root: folder })).ok, true);
  });
});
