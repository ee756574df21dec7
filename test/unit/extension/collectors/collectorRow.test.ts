import assert from 'node:assert/strict';
import { factRows, rateText, standingText } from '../../../../src/extension/collectors/collectorRow.ts';
import type { LiveStatus } from '../../../../src/protocol/live.ts';

const STATUS: LiveStatus = {
  ...{ id: 'a', kind: 'grpc', name: 'gRPC', address: '127.0.0.1:50051', state: 'running', message: null },
  ...{ rate: 182.4, since: 1, last: 2, window: null, behind: 0, marks: [] },
  ...{ received: 10, scored: 10, skipped: 0, repeated: 0, dropped: 0, pending: 0, lag: 0 },
};

describe('a row of the Collectors view', () => {
  it('says how it stands', () => {
    assert.equal(standingText(STATUS), 'live, 182/s');
    assert.equal(standingText({ ...STATUS, state: 'paused', rate: 0.44 }), 'paused, 0.4/s');
    assert.equal(standingText({ ...STATUS, state: 'waiting', message: 'no Redis' }), 'waiting: no Redis');
    assert.equal(standingText({ ...STATUS, state: 'stopped' }), 'stopped, 10 traces');
    assert.equal(standingText({ ...STATUS, state: 'stopped', received: 0 }), 'stopped');
    assert.equal(standingText({ ...STATUS, state: 'failed', message: 'port in use' }), 'port in use');
    assert.deepEqual([0, 0.04, 9.94, 12.6, 12_345].map(rateText), ['0/s', '0.0/s', '9.9/s', '13/s', '12,345/s']);
  });

  it('lists every counter, and why something is not in the score', () => {
    assert.deepEqual(factRows({ ...STATUS, received: 0 }, null), []);
    const status = { ...STATUS, received: 21, skipped: 3, repeated: 1, dropped: 5, pending: 2, lag: 1.5, behind: 7 };
    const rows = factRows({ ...status, message: 'broken line' }, null);
    assert.deepEqual(
      rows.map(({ label, description }) => [label, description.replaceAll('\u202f', ' ')]),
      [
        ['21 received', '10 scored'],
        ['9 not in the score', '3 skipped · 1 repeated · 5 dropped'],
        [rows[2]?.label, '2 to be scored · 7 wait at the source'],
        ['broken line', ''],
      ],
    );
    assert.match(rows[2]?.label ?? '', /^1\.5.* behind$/);
  });
});
