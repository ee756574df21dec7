import assert from 'node:assert/strict';
import { judge } from '../../../../scripts/suites/result.ts';

describe('the result of a suite', () => {
  it('is a failure when no test ran', () => {
    const { failed, trouble } = judge('host', { passed: 0, failed: 0, skipped: 3, failures: [] }, true);
    assert.equal(failed, 1);
    assert.equal(trouble, 'ran no test');
  });

  it('is a failure when the run ended badly after good tests', () => {
    const { passed, failed } = judge('host', { passed: 5, failed: 0, skipped: 0, failures: [] }, false);
    assert.deepEqual([passed, failed], [5, 1]);
  });

  it('counts each failed test once', () => {
    const failures = [{ title: 'a › b', error: 'Error: c' }];
    assert.deepEqual(judge('unit', { passed: 5, failed: 2, skipped: 1, failures }, false), {
      name: 'unit',
      passed: 5,
      failed: 2,
      skipped: 1,
      failures,
    });
  });
});
