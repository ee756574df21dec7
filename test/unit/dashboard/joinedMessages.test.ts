import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseFromDashboard } from '../../../src/dashboard/dashboardMessages.ts';
import { JoinedMessages } from '../../../src/dashboard/joinedMessages.ts';
import type { FromDashboard } from '../../../src/protocol/dashboard.ts';
import { inParts } from '../../../webview-ui/longMessages.ts';

const MEGABYTE = 1_000_000;

/** What the host makes of a message of the page, over the border that both keep. */
function across(joined: JoinedMessages, message: FromDashboard): FromDashboard[] {
  return inParts(message).flatMap((part) => {
    const copy = JSON.stringify(part);
    assert.ok(Buffer.byteLength(copy) < 2 * MEGABYTE, 'a message of 2 MB or more');
    const parsed = parseFromDashboard(JSON.parse(copy));
    assert.notEqual(parsed, null, 'a part that the host does not take');
    const whole = parsed === null ? null : joined.take(parsed);
    return whole === null ? [] : [whole];
  });
}

describe('long texts of the dashboard', () => {
  it('arrive whole, whatever their length, in messages below 2 MB', () => {
    const joined = new JoinedMessages();
    for (const letter of ['a', 'é', '€', '😀']) {
      for (const length of [0, 1, 600_000, 600_001, 1_800_003]) {
        const data = `${letter.repeat(length)}!`;
        const csv: FromDashboard = { type: 'save-file', name: 'Modules', format: 'csv', data };
        assert.deepEqual(across(joined, csv), [csv]);
        const copy: FromDashboard = { type: 'copy', text: data };
        assert.deepEqual(across(joined, copy), [copy]);
      }
    }
  });

  it('never cut a character in two', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3 }), (shift) => {
        const parts = inParts({ type: 'copy', text: `${'x'.repeat(shift)}${'😀'.repeat(700_000)}` });
        assert.ok(parts.length > 2);
        for (const part of parts) assert.ok(part.type !== 'save-file' && 'text' in part && part.text.isWellFormed());
      }),
      { numRuns: 4 },
    );
  });

  it('do not mix with other messages, nor with those of a page that is gone', () => {
    const joined = new JoinedMessages();
    assert.equal(joined.take({ type: 'text-part', text: 'from a page that is gone' }), null);
    joined.reset();
    assert.equal(joined.take({ type: 'text-part', text: 'one, ' }), null);
    assert.deepEqual(joined.take({ type: 'reload' }), { type: 'reload' });
    assert.deepEqual(joined.take({ type: 'copy', text: 'two' }), { type: 'copy', text: 'one, two' });
    assert.deepEqual(joined.take({ type: 'copy', text: 'three' }), { type: 'copy', text: 'three' });
  });

  it('of more than 64 MB are refused with what to do, and the next one is taken', () => {
    const joined = new JoinedMessages();
    const part = 'x'.repeat(MEGABYTE);
    for (let megabyte = 0; megabyte < 70; megabyte++) joined.take({ type: 'text-part', text: part });
    assert.throws(() => joined.take({ type: 'copy', text: '' }), /longer than 64 MB.*filter the table/);
    assert.deepEqual(joined.take({ type: 'copy', text: 'short' }), { type: 'copy', text: 'short' });
  });
});
