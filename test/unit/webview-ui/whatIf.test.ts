import assert from 'node:assert/strict';
import type { Answer, Question } from '../../../src/protocol/question.ts';
import type { Report } from '../../../src/protocol/report.ts';
import type { Asked } from '../../../webview-ui/questions.ts';
import { WhatIf } from '../../../webview-ui/whatIf.ts';
import { minimalReport } from '../schemas/minimalReport.ts';

function scorable(): Report {
  const report = minimalReport();
  return {
    ...report,
    config: {
      ...report.config,
      memSpikeThresholdRatio: 1.5,
      errorSpikeThreshold: 0.1,
      consecutiveErrorThreshold: 3,
      concurrencyWaitThreshold: 0.001,
    },
    figures: {
      durations: { n: 2, mean: 1, deviation: 0, p50: 1, tail: 1 },
      memory: { n: 2, median: 1, peak: 1, deviation: 0 },
      errors: { n: 2, errors: 0, longest: 0 },
      branching: 1,
      waits: { n: 2, mean: 0, deviation: 0, lag: null },
      constants: {
        memoryEpsilon: 0,
        errorVmrMultiplier: 1,
        errorSpikeImpactMultiplier: 1,
        consecutiveErrorDecayMultiplier: 1,
      },
    },
  };
}

const scores = { ts: 1, ms: 1, ev: 1, be: 1, cc: 1 };
const answer = (pss: number): Answer => ({
  answer: 'what-if',
  pss,
  scores,
  pointsLost: scores,
  breakdown: {
    timing_stability: 1,
    memory_stability: 1,
    error_volatility: 1,
    branching_entropy: 1,
    concurrency_chaos: 1,
  },
});

describe('what is tried in the what-if panel', () => {
  let questions: Question[];
  let answers: ((answer: Answer) => void)[];
  let forgotten: number;
  let whatIf: WhatIf;
  const report = scorable();

  beforeEach(() => {
    questions = [];
    answers = [];
    forgotten = 0;
    const ask = (question: Question): Asked => {
      questions.push(question);
      const { promise, resolve } = Promise.withResolvers<Answer>();
      answers.push(resolve);
      return { answer: promise, forget: () => forgotten++ };
    };
    whatIf = new WhatIf(ask, () => undefined);
  });

  it('begins with the settings of the report', () => {
    assert.equal(whatIf.settings(report)?.alpha, report.config.alpha);
    assert.equal(whatIf.differs(report), false);
    assert.deepEqual(questions, []);
  });

  it('is not offered for reports that cannot be scored again', () => {
    assert.equal(WhatIf.offered(report), true);
    assert.equal(WhatIf.offered(minimalReport()), false);
    assert.equal(WhatIf.offered(null), false);
  });

  it('takes the answer to what was asked last', async () => {
    whatIf.set(report, 'alpha', 3);
    whatIf.set(report, 'alpha', 4);
    assert.equal(forgotten, 1);
    answers[1](answer(70));
    answers[0](answer(20));
    await Promise.resolve();
    await Promise.resolve();
    assert.equal(whatIf.foretold?.pss, 70);
    assert.equal(whatIf.differs(report), true);
  });

  it('asks again when there are new figures', () => {
    whatIf.setWeight(report, 'ts', 0.9);
    whatIf.follow(report);
    assert.equal(questions.length, 2);
    assert.deepEqual(questions[0], questions[1]);
  });

  it('does not ask for a score without weights', () => {
    const alone = { ...report, config: { ...report.config, weights: { ts: 1, ms: 0, ev: 0, be: 0, cc: 0 } } };
    whatIf.setWeight(alone, 'ts', 0);
    assert.deepEqual(questions, []);
    assert.equal(whatIf.note?.failed, true);
    whatIf.setWeight(alone, 'ms', 1);
    assert.equal(whatIf.note, null);
    assert.equal(questions.length, 1);
  });

  it('keeps what is tried when saving fails, and says why', async () => {
    whatIf.set(report, 'delta', 2);
    const saving = whatIf.save(report);
    answers[1]({ answer: 'refused', problem: { kind: 'configuration', message: 'no' } });
    await saving;
    assert.deepEqual(whatIf.note, { text: 'no', failed: true });
    assert.equal(whatIf.settings(report)?.delta, 2);
  });

  it('is done when it is saved', async () => {
    whatIf.set(report, 'delta', 2);
    const saving = whatIf.save(report);
    answers[1]({ answer: 'saved', path: '/ws/pypss.toml' });
    await saving;
    assert.equal(whatIf.differs(report), false);
    assert.match(whatIf.note?.text ?? '', /\/ws\/pypss\.toml/);
  });
});
