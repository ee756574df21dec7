import assert from 'node:assert/strict';
import { bytesText, progressText } from '../../../../src/cli/terminal/progressLine.ts';

const MB = 2 ** 20;

describe('progress', () => {
  it('tells the share, the size and the time left', () => {
    const progress = { bytes: 24 * MB, total: 59 * MB, traces: 68_688, elapsed: 2 };
    assert.equal(progressText(progress), '40 % of 59.0 MB, 68,688 traces, about 3 s left');
    assert.equal(progressText({ ...progress, elapsed: 600 }), '40 % of 59.0 MB, 68,688 traces, about 15 min left');
    assert.equal(progressText({ ...progress, bytes: 58.9 * MB }), '99 % of 59.0 MB, 68,688 traces, almost done');
  });

  it('guesses no time before it can be told', () => {
    assert.equal(progressText({ bytes: MB, total: 59 * MB, traces: 1, elapsed: 0.01 }), '1 % of 59.0 MB, 1 trace');
  });

  it('counts bytes where the size is unknown', () => {
    assert.equal(progressText({ bytes: 3 * MB, total: null, traces: 5, elapsed: 9 }), '3.0 MB read, 5 traces');
  });

  it('writes bytes as the editor does', () => {
    assert.equal(bytesText(512), '512 B');
    assert.equal(bytesText(1536), '1.5 kB');
    assert.equal(bytesText(1024 ** 2 - 1), '1.0 MB');
    assert.equal(bytesText(10 * 1024 ** 4), '10.0 TB');
  });
});
