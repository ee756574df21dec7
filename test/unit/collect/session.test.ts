import assert from 'node:assert/strict';
import type { Collector, CollectorSink } from '../../../src/collect/collector.ts';
import { LiveSession } from '../../../src/collect/session.ts';
import type { LiveStatus } from '../../../src/protocol/live.ts';
import type { Report } from '../../../src/protocol/report.ts';
import { until } from '../support/until.ts';
import { addUp } from './collecting.ts';

/** Brings what the test says. */
class Brought implements Collector {
  readonly name = 'test';
  readonly address = 'here';
  sink: CollectorSink | null = null;

  start(sink: CollectorSink): Promise<void> {
    this.sink = sink;
    return Promise.resolve();
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }

  bring(count: number): void {
    const line = '{"name":"f","module":"m","duration":0.01}\n';
    this.sink?.offer({ ndjson: Buffer.from(line.repeat(count)), items: count });
  }
}

describe('a live session', () => {
  let collector: Brought;
  let session: LiveSession;
  let reports: { at: number; report: Report }[];
  let statuses: LiveStatus[];

  async function begin(pace: number): Promise<void> {
    collector = new Brought();
    reports = [];
    statuses = [];
    session = await LiveSession.create(() => Promise.resolve(collector), {
      ...{ id: 'test', kind: 'test', root: '/', pace },
      onReport: (report) => reports.push({ at: performance.now(), report }),
      onStatus: (status) => statuses.push(status),
    });
    await session.start();
  }

  afterEach(() => session.stop());

  const traces = (): number | undefined => reports.at(-1)?.report.traces;

  it('reports at most four times a second, however fast traces come and whatever pace is asked for', async () => {
    await begin(0);
    await until(() => {
      collector.bring(10);
      return reports.length === 7;
    });
    const gaps = reports.slice(1).map(({ at }, index) => at - reports[index].at);
    const all = reports[6].at - reports[0].at;
    // A report is told when it is made: the first may have taken longer than the last, by 50 ms before the pause grows.
    assert.ok(all >= 6 * 250 - 50, `7 reports in ${all} ms`);
    assert.ok(
      gaps.every((gap) => gap >= 200),
      gaps.join(),
    );
  });

  it('stands still while paused, counts on, and shows all of it at once when it goes on', async () => {
    await begin(0.25);
    collector.bring(100);
    await until(() => traces() === 100);
    session.pause();
    assert.equal(statuses.at(-1)?.state, 'paused');
    const before = reports.length;
    collector.bring(50);
    await session.settled();
    const told = statuses.length;
    // Long enough for a report that must not come: two more tellings are a second.
    await until(() => statuses.length >= told + 2);
    assert.equal(reports.length, before);
    assert.deepEqual([session.status.received, session.status.scored, session.status.state], [150, 150, 'paused']);
    session.resume();
    assert.equal(statuses.at(-1)?.state, 'running');
    await until(() => reports.length > before);
    assert.equal(traces(), 150);
    assert.ok(statuses.every(addUp));
  });

  it('shows the figures of a sliding window or of all since the start, as is wished', async () => {
    await begin(0.25);
    collector.bring(100);
    await until(() => traces() === 100);
    session.setWindow(1);
    await until(() => session.status.window === 1);
    // Right to ten seconds: what is older than the window and its slice is gone, what comes now is there.
    await until(() => traces() === 0);
    collector.bring(30);
    await until(() => traces() === 30);
    assert.equal(session.status.scored, 130);
    session.setWindow(null);
    await until(() => traces() === 130);
  });

  it('keeps the last two hundred marks with their times', async () => {
    await begin(1);
    for (let n = 0; n < 250; n++) session.mark(`mark ${n}`, n);
    const { marks } = session.status;
    assert.equal(marks.length, 200);
    assert.deepEqual(
      [marks[0], marks.at(-1)],
      [
        { time: 50, label: 'mark 50' },
        { time: 249, label: 'mark 249' },
      ],
    );
  });
});
