import assert from 'node:assert/strict';
import type { LiveStatus } from '../../../../src/protocol/live.ts';
import { momentsByWindow, momentsIn } from '../../../../webview-ui/chart/moments.ts';

const live = (marks: LiveStatus['marks']): Parameters<typeof momentsIn>[0] => ({ live: { marks } as LiveStatus });

describe('marked moments', () => {
  it('are those of the stretch that is shown, in the order of time', () => {
    const marks = [30, 10, 9.9, 20, 20.1].map((time) => ({ time, label: `at ${time}` }));
    const shown = momentsIn(live(marks), { from: 10, to: 20 });
    assert.deepEqual(
      shown.map(({ time }) => time),
      [10, 20],
    );
    assert.deepEqual(momentsIn({ live: null }, { from: 0, to: 100 }), []);
  });

  it('stand in the window that they lie in, in a gap in the one before it', () => {
    const start = [100, 110, 150];
    const texts = momentsByWindow(
      [99, 105, 130, 151, 152].map((time) => ({ time, label: String(time) })),
      start,
    );
    assert.deepEqual(
      texts?.map((text) => text.replace(/\d\d:\d\d:\d\d /g, '')),
      ['99; 105', '130', '151; 152'],
    );
    assert.equal(momentsByWindow([], start), null);
  });
});
