import assert from 'node:assert/strict';
import { runMessage } from '../../../../src/extension/run/runEnding.ts';
import type { RunOutcome } from '../../../../src/protocol/run.ts';

const WELL: RunOutcome = { status: 0, signal: null, error: null, traces: 1204, pss: 83, stored: false };
const NOTHING = { traces: 0, pss: null };

function told(more: Partial<RunOutcome>): [string, string] {
  const { severity, text } = runMessage('/srv/shop.py', { ...WELL, ...more });
  return [severity, text];
}

describe('the message at the end of a run', () => {
  it('tells the score, and what else there is to know', () => {
    assert.deepEqual(told({}), ['information', 'shop.py: PSS 83 from 1,204 calls.']);
    assert.deepEqual(told({ traces: 1 }), ['information', 'shop.py: PSS 83 from 1 call.']);
    assert.deepEqual(told({ status: 3 }), [
      'information',
      'shop.py ended with exit code 3. Until then: PSS 83 from 1,204 calls.',
    ]);
    assert.deepEqual(told({ status: 143, signal: 'SIGTERM' }), [
      'warning',
      'shop.py was ended by SIGTERM. Until then: PSS 83 from 1,204 calls.',
    ]);
  });

  it('names the exception of a crash and leads to its line', () => {
    const error = { type: 'KeyError', message: "'gone'", filename: '/srv/lib/cart.py', lineno: 7 };
    const message = runMessage('/srv/shop.py', { ...WELL, status: 1, error });
    assert.equal(
      message.text,
      "shop.py ended with KeyError: 'gone' (cart.py, line 7). Until then: PSS 83 from 1,204 calls.",
    );
    assert.deepEqual([message.severity, message.place], ['warning', { file: '/srv/lib/cart.py', line: 7 }]);
  });

  it('says why there is no score', () => {
    const error = { type: 'SyntaxError', message: 'invalid syntax', filename: '/srv/shop.py', lineno: 3 };
    assert.deepEqual(told({ ...NOTHING, status: 1, error }), [
      'error',
      'shop.py ended with SyntaxError: invalid syntax (shop.py, line 3) before a call of its functions had ended, so there is no score.',
    ]);
    const [severity, text] = told(NOTHING);
    assert.equal(severity, 'information');
    assert.match(text, /^No function of shop\.py was called, so there is no score\./);
    assert.deepEqual(runMessage('/srv/shop.py', null).severity, 'error');
  });

  it('does not blame a program that was interrupted', () => {
    const error = { type: 'KeyboardInterrupt', message: '', filename: '/srv/shop.py', lineno: 3 };
    const message = runMessage('/srv/shop.py', { ...WELL, status: 130, signal: 'SIGINT', error });
    assert.equal(message.text, 'shop.py was interrupted. Until then: PSS 83 from 1,204 calls.');
    assert.equal(message.place, null);
  });

  it('offers to store what is not stored yet', () => {
    assert.equal(runMessage('a.py', WELL).storable, true);
    assert.equal(runMessage('a.py', { ...WELL, stored: true }).storable, false);
    assert.equal(runMessage('a.py', { ...WELL, ...NOTHING }).storable, false);
  });
});
