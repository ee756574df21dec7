import assert from 'node:assert/strict';
import { regressionOf } from '../../../src/score/regression.ts';

const RULE = { drop: 10, limit: 5 };

describe('the regression rule', () => {
  it('asks for more than the drop below the mean of the newest runs', () => {
    assert.equal(regressionOf(70, [80, 80, 80], RULE), null);
    assert.deepEqual(
      { ...regressionOf(69, [80, 80, 80], RULE), message: '' },
      { mean: 80, runs: 3, drop: 10, message: '' },
    );
  });

  it('looks at the newest so many only', () => {
    assert.equal(regressionOf(50, [55, 55, 55, 55, 55, 100, 100], RULE), null);
    assert.equal(regressionOf(44, [55, 55, 55, 55, 55, 100, 100], RULE)?.mean, 55);
  });

  it('says nothing without runs', () => {
    assert.equal(regressionOf(0, [], RULE), null);
    assert.equal(regressionOf(0, [90], { drop: 10, limit: 0 }), null);
  });

  it('names how many runs there really were', () => {
    const three = regressionOf(40, [80, 90, 85], RULE)!.message;
    assert.match(three, /^regression: PSS 40 is 45\.0 points below the mean of the last 3 runs, 85\.0/);
    assert.match(regressionOf(40, [80], RULE)!.message, /the one run before/);
    assert.match(regressionOf(40, [80, 80, 80, 80, 80, 80], RULE)!.message, /the last 5 runs, 80\.0; /);
  });
});
