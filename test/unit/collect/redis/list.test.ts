import assert from 'node:assert/strict';
import type { RedisClientType } from 'redis';
import { addUp, collecting } from '../collecting.ts';
import { sendHuge, sentBy } from '../../support/hugeItem.ts';
import { RedisServer } from '../../support/redisServer.ts';
import { ResettingProxy } from '../../support/resettingProxy.ts';
import { until } from '../../support/until.ts';
import { assertFigures, payloads } from '../payload.ts';

const KEY = 'pypss:traces';
const trace = (n: number): string => JSON.stringify({ name: `call ${n}`, module: 'm', duration: 0.01 });
const traces = (count: number, from = 0): string[] => Array.from({ length: count }, (_, i) => trace(from + i));

describe('Redis list', () => {
  let server: RedisServer;
  let redis: RedisClientType;

  before(async () => {
    server = await RedisServer.start();
    redis = await server.client();
  });

  after(() => server.stop());

  beforeEach(() => redis.flushAll());

  it('scores every trace of every conformance case once, as a file of them', async () => {
    await Promise.all(
      payloads().map(async (payload) => {
        await redis.rPush(payload.name, payload.items);
        const { session, until: reaches } = await collecting({ kind: 'redis', url: server.url, key: payload.name });
        await reaches(({ scored, skipped }) => scored + skipped === payload.items.length);
        await session.stop();
        assert.equal(session.status.skipped, payload.skipped, payload.name);
        assert.ok(addUp(session.status));
        assertFigures(session.report(), payload);
        assert.equal(await redis.exists(payload.name), 0);
      }),
    );
  });

  it('takes items out of the list as they come, in their order', async () => {
    const { session, kept, until: reaches } = await collecting({ kind: 'redis', url: server.url });
    await redis.rPush(KEY, traces(1500));
    await reaches(({ scored }) => scored === 1500);
    await redis.rPush(KEY, trace(1500));
    await reaches(({ scored }) => scored === 1501);
    await session.stop();
    assert.deepEqual(kept.lines, traces(1501));
    assert.equal(await redis.lLen(KEY), 0);
    assert.equal(session.status.state, 'stopped');
  });

  it('shares a list between two readers, each item with one of them', async () => {
    const readers = await Promise.all([1, 2].map(() => collecting({ kind: 'redis', url: server.url })));
    const done = async (count: number): Promise<void> =>
      until(() => readers.reduce((sum, { session }) => sum + session.status.scored, 0) === count);
    for (let from = 0; from < 20_000; from += 2000) await redis.rPush(KEY, traces(2000, from));
    await done(20_000);
    await Promise.all(readers.map(({ session }) => session.stop()));
    const all = readers.flatMap(({ kept }) => kept.lines);
    assert.equal(new Set(all).size, 20_000);
    assert.equal(all.length, 20_000);
  });

  it('watches a list without taking anything out, while another reader takes items from it', async () => {
    const watching = await collecting({ kind: 'redis', url: server.url, watch: true });
    await redis.rPush(KEY, traces(1200));
    await watching.until(({ scored }) => scored === 1200);
    assert.equal(await redis.lLen(KEY), 1200);
    // What it has seen moves ahead; what is new is found all the same, although the list has not become shorter.
    await redis.multi().lPopCount(KEY, 500).rPush(KEY, traces(700, 1200)).exec();
    await watching.until(({ scored }) => scored === 1900);
    assert.deepEqual(watching.kept.lines, traces(1900));
    assert.ok(!watching.messages.some((message) => message.includes('taken out')));
    // Here it cannot know.
    await redis.multi().del(KEY).rPush(KEY, traces(10, 5000)).exec();
    await watching.until(({ scored }) => scored === 1910);
    assert.match(
      watching.messages.at(-1) ?? '',
      /taken out of pypss:traces by another reader; some may not have been seen/,
    );
    await watching.session.stop();
    assert.equal(await redis.lLen(KEY), 10);
  });

  it('skips and counts malformed items, one of 100 MB among them, and says why', async () => {
    const bad = ['{"duration":', 'nonsense', '[1,2]', '""', ' ', '{"duration":"fast"}', '{"duration":1}\n{"a"'];
    await redis.rPush(KEY, [...bad, trace(0), trace(1)]);
    await sendHuge(server.port, ['RPUSH', KEY], 1e8);
    await redis.rPush(KEY, trace(2));
    const before = await sentBy(redis);
    const { session, until: reaches } = await collecting({ kind: 'redis', url: server.url });
    await reaches(({ received }) => received === bad.length + 4);
    await session.stop();
    const { scored, skipped, message } = session.status;
    assert.deepEqual({ scored, skipped }, { scored: 3, skipped: bad.length + 1 });
    assert.match(message ?? '', /^(an item of 95\.4 MB is longer than the 8 MB that are taken|not valid JSON)$/);
    const sent = (await sentBy(redis)) - before;
    assert.ok(sent < 1e6, `an item that is too long is not fetched, but Redis has sent ${sent} bytes`);
  });

  it('goes on with small pieces where scripts are not allowed', async () => {
    await redis.sendCommand(['ACL', 'SETUSER', 'plain', 'on', '>pass', '~*', '+@all', '-@scripting']);
    const url = server.url.replace('//', '//plain:pass@');
    await redis.rPush(KEY, traces(300));
    const watching = await collecting({ kind: 'redis', url, watch: true });
    await watching.until(({ scored }) => scored === 300);
    await watching.session.stop();
    const queue = await collecting({ kind: 'redis', url });
    await queue.until(({ scored }) => scored === 300);
    await queue.session.stop();
    assert.deepEqual(queue.kept.lines, traces(300));
  });

  it('says that a key is no list', async () => {
    await redis.set(KEY, 'text');
    const { session, until: reaches } = await collecting({ kind: 'redis', url: server.url });
    await reaches(({ state }) => state === 'failed');
    assert.match(session.status.message ?? '', /^pypss:traces in Redis at redis:\/\/127.0.0.1:\d+ is not a list\./);
    await session.stop();
  });

  it('sees every item once while others keep taking out what it has seen', async () => {
    const watching = await collecting({ kind: 'redis', url: server.url, watch: true });
    let sent = 0;
    for (let taken = 0; sent < 20_000; sent += 100) {
      // What is last of those that it has seen stays, so that it can find its place again.
      const free = Math.max(0, watching.status().scored - taken - 1);
      const multi = redis.multi();
      if (free > 0) multi.lPopCount(KEY, free);
      await multi.rPush(KEY, traces(100, sent)).exec();
      taken += free;
    }
    await watching.until(({ received }) => received >= sent);
    await watching.session.stop();
    assert.deepEqual(watching.kept.lines, traces(sent));
  });

  it('goes on after its connection was reset', async () => {
    const proxy = await ResettingProxy.to(server.port);
    const collector = await collecting({ kind: 'redis', url: `redis://127.0.0.1:${proxy.port}` });
    await redis.rPush(KEY, traces(100));
    await collector.until(({ scored }) => scored === 100);
    proxy.reset();
    await until(() =>
      collector.messages.some((message) => /cannot be reached \(.*\); it is tried again$/.test(message)),
    );
    await collector.until(({ state }) => state === 'running');
    await redis.rPush(KEY, traces(100, 100));
    await collector.until(({ scored }) => scored === 200);
    await collector.session.stop();
    await proxy.stop();
    assert.ok(addUp(collector.session.status));
  });

  it('holds back while it cannot take more, and loses nothing', async () => {
    let let_go = (): void => undefined;
    const slow = { write: () => new Promise<void>((resolve) => (let_go = resolve)) };
    await redis.rPush(KEY, traces(20_000));
    const collector = await collecting({ kind: 'redis', url: server.url }, { outputs: [slow], backlogBytes: 200_000 });
    await collector.until(({ behind }) => behind > 0);
    assert.ok((await redis.lLen(KEY)) > 10_000, 'what cannot be taken stays in Redis');
    await until(() => {
      let_go();
      return collector.session.status.scored === 20_000;
    });
    await collector.session.stop();
    const { received, dropped } = collector.session.status;
    assert.deepEqual({ received, dropped }, { received: 20_000, dropped: 0 });
  });
});

describe('Redis server', () => {
  it('may be away at the start, and be killed and started again', async () => {
    const server = await RedisServer.start();
    const redis = await server.client();
    await server.kill();
    const collector = await collecting({ kind: 'redis', url: server.url });
    await until(() => collector.messages.some((message) => /cannot be reached \(.*ECONNREFUSED.*\)/.test(message)));
    await server.run();
    await collector.until(({ state }) => state === 'running');
    await (await server.client()).rPush(KEY, traces(10));
    await collector.until(({ scored }) => scored === 10);
    await server.kill();
    await collector.until(({ state }) => state === 'waiting');
    await server.run();
    await (await server.client()).rPush(KEY, traces(10));
    await collector.until(({ scored }) => scored === 20);
    await collector.session.stop();
    assert.equal(redis.isOpen, true);
    await server.stop();
  });

  it('is logged in to with user and password, and refuses wrong ones in words without the password', async () => {
    const server = await RedisServer.start({
      args: ['--user', 'reader', 'on', '>s3cr3t/@x', '~*', '+@all', '--user', 'default', 'off'],
      login: 'reader:s3cr3t%2F%40x',
    });
    const redis = await server.client();
    await redis.rPush(KEY, traces(5));
    const right = await collecting({ kind: 'redis', url: server.url.replace(/:s3[^@]*@/, '@'), password: 's3cr3t/@x' });
    await right.until(({ scored }) => scored === 5);
    await right.session.stop();
    const wrong = await collecting({ kind: 'redis', url: server.url, password: 'hunter22' });
    await wrong.until(({ state }) => state === 'failed');
    assert.match(wrong.session.status.message ?? '', /refuses: WRONGPASS .*Check user, password and database\.$/);
    for (const { session, messages } of [right, wrong]) {
      const said = JSON.stringify([session.status, messages, session.report()]);
      assert.doesNotMatch(said, /s3cr3t|hunter22|reader/);
    }
    await wrong.session.stop();
    await server.stop();
  });
});
