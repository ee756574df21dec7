import assert from 'node:assert/strict';
import type { RunSummary } from '../../../../src/protocol/history.ts';
import {
  baseName,
  bandOf,
  rowDescription,
  rowFacts,
  rowLabel,
  rowSpeech,
} from '../../../../src/extension/history/runRow.ts';

const now = new Date(2026, 10, 24, 23, 30).getTime() / 1000;
const run: RunSummary = {
  id: 12,
  timestamp: new Date(2026, 10, 24, 22, 47).getTime() / 1000,
  pss: 33,
  scores: { ts: 0, ms: 0.98, ev: 0.6, be: 0.12, cc: 0.01 },
  source: '/srv/shop/web_service.traces.json',
  details: {
    traces: 2719,
    errors: 19,
    commit: '4703b1b0123456789012345678901234567890ab',
    dirty: true,
    branch: 'main',
    note: 'before the\ncache change',
    duration: null,
    baseline: false,
    regression: true,
    hasReport: true,
  },
};

describe('a row of the history', () => {
  it('says score, change, regression, time, source and note', () => {
    assert.equal(rowLabel(run), '33');
    assert.equal(
      rowDescription({ run, change: -38 }, 'day', now),
      '↓38 regression · 22:47 · web_service.traces.json · “before the cache change”',
    );
  });

  it('names the day where its group does not', () => {
    const plain = { ...run, source: null, details: null };
    assert.equal(rowDescription({ run: plain, change: 0 }, 'branch', now), '± 0 · 22:47');
    assert.equal(rowDescription({ run: plain, change: 0 }, 'branch', now + 3 * 86_400), '± 0 · 24 Nov 22:47');
    assert.equal(rowDescription({ run: plain, change: null }, 'day', now + 20 * 86_400), 'first · 24 Nov 22:47');
    assert.equal(rowDescription({ run: plain, change: 2 }, 'day', now + 400 * 86_400), '↑2 · 24 Nov 2026 22:47');
  });

  it('has all of it in its hover and for a screen reader', () => {
    const { title, facts } = rowFacts({ run, change: -38 });
    assert.equal(title, 'Run 12: PSS 33, Unstable, regression');
    const of = new Map(facts);
    assert.equal(of.get('Memory stability'), '98');
    assert.equal(of.get('Commit'), '4703b1b01234 with changes');
    assert.equal(of.get('Note'), 'before the cache change');
    const speech = rowSpeech({ run, change: -38 });
    for (const part of ['PSS 33, Unstable', 'down 38', 'regression', 'Error volatility 60', 'Note: before']) {
      assert.ok(speech.includes(part), `${part} is not in ${speech}`);
    }
  });

  it('says of a run of PyPSS that there is no report', () => {
    const { facts } = rowFacts({ run: { ...run, details: null }, change: null });
    assert.ok(facts.some(([, text]) => text === 'PyPSS, without a report'));
  });

  it('keeps long names short and paths of any system', () => {
    assert.equal(baseName('C:\\ws\\shop\\main.py'), 'main.py');
    assert.equal(baseName('/srv/'), '/srv/');
    assert.equal(baseName(`/srv/${'x'.repeat(1000)}`).length, 200);
  });

  it('has a band for every score', () => {
    assert.deepEqual([89, 90, 69, 70].map(bandOf), ['atRisk', 'stable', 'unstable', 'atRisk']);
  });
});
