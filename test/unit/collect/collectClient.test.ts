import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { CollectClient, type SessionStart, startCollectWorker } from '../../../src/collect/collectClient.ts';
import type { LiveStatus } from '../../../src/protocol/live.ts';
import type { Report } from '../../../src/protocol/report.ts';
import { until } from '../support/until.ts';

const line = (index: number): string => `{"name":"f","module":"m","duration":0.00${1 + (index % 9)}}\n`;
const lines = (count: number): string => Array.from({ length: count }, (_, index) => line(index)).join('');

/** What a session told. */
class Told {
  statuses: LiveStatus[] = [];
  reports: Report[] = [];
  room = 0;
  broken: string | null = null;

  onStatus(status: LiveStatus): void {
    this.statuses.push(status);
  }

  onReport(report: Report): void {
    this.reports.push(report);
  }

  onRoom(bytes: number): void {
    this.room += bytes;
  }

  onBroken(message: string): void {
    this.broken = message;
  }
}

describe('collecting in a thread', () => {
  let folder: string;
  let workers: Worker[];
  let client: CollectClient;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pypss-live-'));
    workers = [];
    client = new CollectClient(() => {
      const worker = startCollectWorker(new URL('../../../src/collect/collectWorker.ts', import.meta.url));
      workers.push(worker);
      return worker;
    }, 20);
  });

  afterEach(async () => {
    await client.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  const starting = (more: Partial<SessionStart> = {}): SessionStart => ({
    id: 'one',
    request: { kind: 'file', path: join(folder, 'live.ndjson') },
    root: folder,
    spool: { folder: join(folder, 'spool'), limit: 1e6 },
    pace: 0.25,
    window: null,
    ...more,
  });

  it('scores, reports, saves, and ends with the last session', async () => {
    const told = new Told();
    await appendFile(join(folder, 'live.ndjson'), lines(100));
    await client.start(starting(), told);
    await until(() => told.reports.at(-1)?.traces === 100);
    const path = join(folder, 'saved.ndjson');
    assert.deepEqual(await client.save('one', path), { items: 100, gone: 0, problem: null });
    assert.equal(await readFile(path, 'utf8'), lines(100));
    const { report, status, received } = await client.stop('one');
    assert.deepEqual([report.traces, status.state, status.scored], [100, 'stopped', 100]);
    assert.deepEqual([received?.items, received?.gone, received?.problem], [100, 0, null]);
    await until(() => !client.alive);
    await assert.rejects(client.stop('one'), /not running/);
  });

  it('takes what is brought, in order, and says when there is room', async () => {
    const told = new Told();
    await client.start(starting({ request: { kind: 'brought', name: 'mine', address: 'here' }, spool: null }), told);
    const ndjson = new TextEncoder().encode(lines(10));
    const { length } = ndjson;
    client.tell({ type: 'batch', id: 'one', ndjson, items: 10 });
    client.tell({ type: 'count', id: 'one', what: 'repeated', items: 3, reason: 'twice' });
    await client.settled('one');
    await until(() => told.room === length);
    await assert.rejects(client.save('one', join(folder, 'x')), /not kept/);
    const { status } = await client.stop('one');
    assert.deepEqual([status.received, status.scored, status.repeated], [13, 10, 3]);
    assert.equal(ndjson.length, 0, 'the batch was handed over, not copied');
  });

  it('refuses what cannot begin, and ends its thread', async () => {
    const told = new Told();
    await assert.rejects(client.start(starting({ request: { kind: 'file', path: folder } }), told), /is a folder/);
    await until(() => !client.alive);
    assert.equal(told.broken, null);
  });

  it('goes on without a spool where none can be written, and says what is missing', async () => {
    const told = new Told();
    await appendFile(join(folder, 'live.ndjson'), lines(5));
    // A folder that is a file.
    const spool = { folder: join(folder, 'live.ndjson', 'spool'), limit: 1e6 };
    await client.start(starting({ spool }), told);
    await until(() => told.statuses.at(-1)?.scored === 5);
    const saved = await client.save('one', join(folder, 'saved.ndjson'));
    assert.deepEqual([saved.items, saved.gone], [0, 5]);
    assert.match(saved.problem ?? '', /ENOTDIR/);
  });

  it('tells every session and every question when the thread is gone, and starts another', async () => {
    const told = new Told();
    await client.start(starting(), told);
    const asked = client.settled('one');
    const stopped = client.stop('one');
    await Promise.all([
      workers[0]?.terminate(),
      asked.catch((error: unknown) => assert.match(String(error), /ended unexpectedly/)),
      stopped.catch((error: unknown) => assert.match(String(error), /ended unexpectedly/)),
    ]);
    await client.start(starting(), new Told());
    assert.equal(workers.length, 2);
  });

  it('takes no more sessions once it is disposed', async () => {
    const told = new Told();
    await client.start(starting(), told);
    await client.dispose();
    assert.match(told.broken ?? '', /the window was closed/);
    await assert.rejects(client.start(starting(), told), /being closed/);
  });
});
