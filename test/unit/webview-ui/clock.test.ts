import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatInstant, formatTime, timeTicks } from '../../../webview-ui/clock.ts';

describe('the time axis', () => {
  it('has at most seven labels inside the stretch, in even steps', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2_000_000_000 }),
        fc.double({ min: 0.01, max: 4e7, noNaN: true }),
        (from, span) => {
          const ticks = timeTicks(from, from + span);
          assert.ok(ticks.length <= 7);
          for (const tick of ticks) assert.ok(tick >= from - 1e-6 && tick <= from + span + 1e-6);
          const steps = ticks.slice(1).map((tick, index) => tick - ticks[index]);
          for (const step of steps) assert.ok(Math.abs(step - steps[0]) < 1e-3, `${step} against ${steps[0]}`);
        },
      ),
      { seed: 7, numRuns: 300 },
    );
  });

  it('takes round steps', () => {
    assert.deepEqual(
      timeTicks(1_700_000_003, 1_700_000_060),
      [10, 20, 30, 40, 50, 60].map((second) => 1_700_000_000 + second),
    );
    assert.deepEqual(timeTicks(100, 100), [100]);
  });

  it('adds milliseconds below five seconds and the date above twenty hours', () => {
    assert.match(formatInstant(1_700_000_000.25, 3), /^\d\d:\d\d:20\.250$/);
    assert.match(formatInstant(1_700_000_000, 60), /^\d\d:\d\d:20$/);
    assert.match(formatInstant(1_700_000_000, 100_000), /^11-1[45] \d\d:\d\d$/);
    assert.match(formatTime(1_700_000_000.999_999), /:20$/);
  });
});
