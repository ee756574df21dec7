import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RedisClientType } from 'redis';
import { analyzeFile } from '../../../../src/analysis/analyze.ts';
import type { LiveScore } from '../../../../src/collect/liveScore.ts';
import { analyzeRedis } from '../../../../src/collect/redis/readRedis.ts';
import { summariesKey } from '../../../../src/collect/redis/readerSummary.ts';
import { redisTarget } from '../../../../src/collect/redis/redisTarget.ts';
import { RedisStreamCollector } from '../../../../src/collect/redis/streamCollector.ts';
import type { Report } from '../../../../src/protocol/report.ts';
import { sendHuge, sentBy } from '../../support/hugeItem.ts';
import { RedisServer } from '../../support/redisServer.ts';
import { ResettingProxy } from '../../support/resettingProxy.ts';
import { until } from '../../support/until.ts';
import { addUp, type Collecting, collecting } from '../collecting.ts';
import { assertFigures, payloads } from '../payload.ts';

const KEY = 'shop:stream';
const GROUP = 'readers';
const READER = join(import.meta.dirname, 'reader.ts');

/** Calls of three functions of three modules; some fail, and how long they take varies. */
function traces(count: number): string[] {
  return Array.from({ length: count }, (_, n) =>
    JSON.stringify({
      ...{
        trace_id: `t${n}`,
        name: `call${n % 7}`,
        module: `shop.m${(n % 7) % 3}`,
        filename: 'shop.py',
        lineno: n % 7,
      },
      ...{ duration: 0.01 + ((n * 37) % 101) / 1000, wait_time: ((n * 13) % 17) / 1000, memory: 1e6 + ((n * 7) % 53) },
      ...{ error: n % 19 === 0, branch_tag: `b${n % 4}`, timestamp: 1.7e9 + n / 10 },
    }),
  );
}

async function add(redis: RedisClientType, items: readonly string[], key = KEY): Promise<void> {
  const multi = redis.multi();
  for (const trace of items) multi.xAdd(key, '*', { trace });
  await multi.exec();
}

async function mergedReport(url: string, root = '/'): Promise<Report> {
  const outcome = await analyzeRedis({ path: `${url}?key=${KEY}&group=${GROUP}`, root });
  assert.ok(outcome.ok, outcome.ok ? '' : outcome.problem.message);
  return outcome.report;
}

/** The figures that do not depend on the order in which several readers got the traces. */
function figures({ pss, scores, traces: count, errors, skipped, latency, time, modules, functions }: Report): unknown {
  // Sums in another order differ in their last bits, which is much of a score close to 0.
  const rounded = (x: number): number => (Math.abs(x) < 1 ? Number(x.toFixed(9)) : Number(x.toPrecision(9)));
  const round = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value), (_key, x: unknown) => (typeof x === 'number' ? rounded(x) : x));
  const byName = <T extends { name?: string; module: string | null }>(list: readonly T[], pick: (item: T) => unknown) =>
    [...list].sort((a, b) => (`${a.module} ${a.name}` < `${b.module} ${b.name}` ? -1 : 1)).map(pick);
  return round({
    ...{ pss, scores, count, errors, skipped, latency, from: time?.from, to: time?.to },
    modules: byName(modules, (item) => [item.module, item.traces, item.errors, item.pss, item.scores, item.latency]),
    functions: byName(functions, (item) => [item.name, item.traces, item.errors, item.scores, item.branches]),
  });
}

describe('Redis stream', () => {
  let server: RedisServer;
  let redis: RedisClientType;

  before(async () => {
    server = await RedisServer.start();
    redis = await server.client();
  });

  after(() => server.stop());

  beforeEach(() => redis.flushAll());

  afterEach(() => redis.configSet('maxmemory', '0'));

  const request = (key = KEY) => ({ kind: 'redis', url: server.url, key, group: GROUP }) as const;
  const pending = async (): Promise<number> => (await redis.xPending(KEY, GROUP)).pending;

  /** A reader that takes over what others left after that many milliseconds. */
  function claiming(claimAfter: number, url = server.url): Promise<Collecting> {
    const target = { ...redisTarget(url, { key: KEY }), group: GROUP };
    return collecting((score: () => LiveScore) =>
      Promise.resolve(new RedisStreamCollector(target, score, { claimAfter })),
    );
  }

  it('scores every trace of every conformance case once, as a file of them', async () => {
    await Promise.all(
      payloads().map(async (payload) => {
        await add(redis, payload.items, payload.name);
        const { session, until: reaches } = await collecting(request(payload.name));
        await reaches(({ scored, skipped }) => scored + skipped === payload.items.length);
        await session.stop();
        assert.ok(addUp(session.status));
        assertFigures(session.report(), payload);
        assert.equal((await redis.xPending(payload.name, GROUP)).pending, 0, payload.name);
      }),
    );
  });

  it('keeps the summary and the acknowledgement together, and tells what waits', async () => {
    const sent = traces(3000);
    await add(redis, sent);
    const collector = await collecting(request());
    await collector.until(({ scored }) => scored === 3000);
    await collector.session.stop();
    assert.equal(await pending(), 0);
    assert.equal(await redis.hLen(summariesKey(KEY, GROUP)), 1);
    const alone = collector.session.report();
    const merged = await mergedReport(server.url);
    assert.deepEqual(figures(merged), figures(alone));
    assert.deepEqual(merged.warnings, []);
    assert.equal(merged.source.path, `${server.url}?key=${KEY}&group=${GROUP}`);
  });

  it('skips and counts entries that are no trace, too long or empty, in the merged report too', async () => {
    await add(redis, ['{"duration":1}', 'no', '', `{"duration":1,"x":"${'x'.repeat(9 * 2 ** 20)}"}`]);
    await redis.xAdd(KEY, '*', { other: '{"duration":2}', more: 'x' });
    const collector = await collecting(request());
    await collector.until(({ scored, skipped }) => scored + skipped === 5);
    await collector.session.stop();
    assert.equal(collector.session.status.skipped, 3);
    const { traces: count, skipped } = await mergedReport(server.url);
    assert.deepEqual({ count, skipped }, { count: 2, skipped: 3 });
  });

  it('takes over what a reader that died had not acknowledged', async () => {
    await add(redis, traces(500));
    await redis.xGroupCreate(KEY, GROUP, '0');
    await redis.xReadGroup(GROUP, 'dead', { key: KEY, id: '>' }, { COUNT: 300 });
    const collector = await claiming(50);
    await collector.until(({ scored }) => scored === 500);
    await collector.session.stop();
    assert.equal(await pending(), 0);
    assert.equal((await mergedReport(server.url)).traces, 500);
  });

  it('takes over what is too long without fetching it, and what was deleted meanwhile, counted', async () => {
    await add(redis, traces(3));
    await sendHuge(server.port, ['XADD', KEY, '*', 'trace'], 1e8);
    await redis.xGroupCreate(KEY, GROUP, '0');
    // A reader that took all of them and died; none was told to it, so that this test alone is measured.
    await redis.eval(`redis.call('XREADGROUP', 'GROUP', '${GROUP}', 'dead', 'STREAMS', KEYS[1], '>')`, { keys: [KEY] });
    assert.equal(await pending(), 4);
    const [{ id }] = (await redis.xRange(KEY, '-', '+', { COUNT: 1 })) ?? [];
    await redis.xDel(KEY, id);
    const before = await sentBy(redis);
    const collector = await claiming(0);
    await collector.until(({ received, pending: waiting }) => received >= 3 && waiting === 0);
    await until(async () => (await pending()) === 0);
    await collector.session.stop();
    const sent = (await sentBy(redis)) - before;
    assert.ok(sent < 1e6, `Redis has sent ${sent} bytes`);
    const { scored, skipped } = collector.status();
    // From Redis 7 on a deleted entry is no longer among those that wait.
    assert.equal(scored, 2);
    assert.ok(skipped === 1 || skipped === 2, String(skipped));
    assert.match(collector.messages.join('\n'), /an item of 95\.4 MB is longer than the 8 MB that are taken/);
  });

  it('takes over without a script, where none is allowed', async () => {
    await redis.sendCommand(['ACL', 'SETUSER', 'plain', 'on', '>pass', '~*', '+@all', '-@scripting']);
    await add(redis, traces(50));
    await redis.xGroupCreate(KEY, GROUP, '0');
    await redis.xReadGroup(GROUP, 'dead', { key: KEY, id: '>' }, { COUNT: 30 });
    const collector = await claiming(0, server.url.replace('//', '//plain:pass@'));
    await collector.until(({ scored }) => scored === 50);
    await collector.session.stop();
    assert.equal(await pending(), 0);
  });

  it('counts an entry as repeated that comes to a reader again', async () => {
    await add(redis, traces(50));
    const collector = await collecting(request());
    await collector.until(({ scored }) => scored === 50);
    await until(async () => (await pending()) === 0);
    await redis.xGroupSetId(KEY, GROUP, '0');
    await collector.until(({ repeated }) => repeated === 50);
    await collector.session.stop();
    assert.equal(collector.session.status.scored, 50);
    assert.ok(collector.messages.includes('an entry came to this reader twice'));
    assert.equal((await mergedReport(server.url)).traces, 50);
  });

  it('says in the merged report what two readers have both scored', async () => {
    const [held, hasty] = [await claiming(1e9), await claiming(0)];
    const scored = (): number => held.status().scored + hasty.status().scored;
    let sent = 0;
    // The hasty one takes over what the other has scored and not yet acknowledged.
    while (scored() <= sent) {
      await add(redis, traces(50));
      sent += 50;
      await until(async () => scored() > sent || (scored() === sent && (await pending()) === 0));
    }
    await until(async () => (await pending()) === 0);
    for (const { session } of [held, hasty]) await session.stop();
    const report = await mergedReport(server.url);
    assert.equal(report.traces, scored());
    const twice = `${scored() - sent} entries came to more than one reader and count twice.`;
    assert.ok(report.warnings.includes(twice), `${twice} ${report.warnings.join(' ')}`);
  });

  it('goes on after its connection was reset, and counts nothing twice', async () => {
    const proxy = await ResettingProxy.to(server.port);
    const collector = await claiming(100, `redis://127.0.0.1:${proxy.port}`);
    await collector.until(({ state }) => state === 'running');
    const all = traces(6000);
    for (let from = 0; from < all.length; from += 500) {
      await add(redis, all.slice(from, from + 500));
      const made = proxy.made;
      proxy.reset();
      await until(() => proxy.made > made);
    }
    await collector.until(({ scored }) => scored === 6000);
    await until(async () => (await pending()) === 0);
    await collector.session.stop();
    await proxy.stop();
    assert.ok(addUp(collector.status()));
    const report = await mergedReport(server.url);
    assert.equal(report.traces, 6000);
    assert.ok(!report.warnings.some((warning) => warning.includes('count twice')));
  });

  it('makes its group again when Redis comes back without its data', async () => {
    const collector = await collecting(request());
    await add(redis, traces(20));
    await collector.until(({ scored }) => scored === 20);
    await server.kill();
    await collector.until(({ state }) => state === 'waiting');
    await server.run();
    redis = await server.client();
    await collector.until(({ state }) => state === 'running');
    await add(redis, traces(30));
    await collector.until(({ scored }) => scored === 50);
    await collector.session.stop();
    assert.equal(await pending(), 0);
    assert.equal((await mergedReport(server.url)).traces, 50);
  });

  it('waits and says so when Redis is full', async () => {
    const collector = await collecting(request());
    await add(redis, traces(10));
    await collector.until(({ scored }) => scored === 10);
    // At once, so that what is read of it cannot be acknowledged before.
    const [trace] = traces(1);
    await redis.multi().xAdd(KEY, '*', { trace }).configSet('maxmemory', '1').exec();
    const told = /^Redis cannot do it at the moment \(OOM .*\); it is tried again$/;
    await collector.until(({ state, message }) => state === 'waiting' && told.test(message ?? ''));
    assert.ok((await pending()) > 0);
    await redis.configSet('maxmemory', '0');
    await collector.until(({ state, scored }) => state === 'running' && scored === 11);
    await collector.session.stop();
    assert.equal(await pending(), 0);
    assert.equal((await mergedReport(server.url)).traces, 11);
  });

  it('refuses to merge what is no summary, and names the reader', async () => {
    for (const junk of ['junk', Buffer.alloc(100)]) {
      await redis.hSet(summariesKey(KEY, GROUP), 'bad-reader', junk);
      const outcome = await analyzeRedis({ path: `${server.url}?key=${KEY}&group=${GROUP}`, root: '/' });
      assert.ok(!outcome.ok);
      assert.match(outcome.problem.message, /^The summary of the reader bad-reader cannot be used: /);
    }
  });

  describe('three processes, one killed', () => {
    let folder: string;
    const children: ChildProcess[] = [];

    before(() => {
      folder = mkdtempSync(join(tmpdir(), 'pypss-stream-'));
      // Runs of failures depend on the order, which three readers do not share.
      writeFileSync(join(folder, 'pypss.toml'), '[pypss]\nconsecutive_error_threshold = 1000000\n');
    });

    after(() => {
      for (const child of children) child.kill('SIGKILL');
      rmSync(folder, { recursive: true });
    });

    function startReader(): ChildProcess {
      const args = ['--disable-warning=ExperimentalWarning', READER, `${server.url}?key=${KEY}`, GROUP];
      const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
      children.push(child);
      return child;
    }

    it('leave the report of all traces together', async function () {
      // What the dead one leaves is taken over after eight seconds.
      this.timeout(240_000);
      const all = traces(30_000);
      const readers = [startReader(), startReader(), startReader()];
      // Those of the test and of the readers.
      await until(async () => (await redis.clientList()).length === 4);
      for (let from = 0; from < all.length; from += 1000) {
        await add(redis, all.slice(from, from + 1000));
        if (from !== 15_000) continue;
        // In the middle of a batch: it has taken entries and not yet acknowledged them.
        await until(async () => (await redis.xPending(KEY, GROUP)).pending > 0);
        readers[0].kill('SIGKILL');
        await once(readers[0], 'exit');
      }
      await until(async () => (await pending()) === 0 && (await redis.xInfoGroups(KEY))[0].lag === 0);
      await Promise.all(
        readers.slice(1).map(async (reader) => {
          reader.kill('SIGTERM');
          const [code] = (await once(reader, 'exit')) as [number];
          assert.equal(code, 0);
        }),
      );
      writeFileSync(join(folder, 'all.ndjson'), all.join('\n'));
      const file = await analyzeFile({ path: join(folder, 'all.ndjson'), root: folder });
      assert.ok(file.ok);
      const merged = await mergedReport(server.url, folder);
      assert.equal(merged.traces, 30_000, merged.warnings.join(' '));
      assert.deepEqual(figures(merged), figures(file.report));
      assert.ok(!merged.warnings.some((warning) => warning.includes('count twice')));
    });
  });
});
