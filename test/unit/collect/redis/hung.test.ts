import assert from 'node:assert/strict';
import type { RedisClientType } from 'redis';
import type { Collector } from '../../../../src/collect/collector.ts';
import type { LiveScore } from '../../../../src/collect/liveScore.ts';
import { RedisListCollector } from '../../../../src/collect/redis/listCollector.ts';
import { redisTarget } from '../../../../src/collect/redis/redisTarget.ts';
import { RedisStreamCollector } from '../../../../src/collect/redis/streamCollector.ts';
import { RedisServer } from '../../support/redisServer.ts';
import { until } from '../../support/until.ts';
import { addUp, type Collecting, collecting } from '../collecting.ts';

const KEY = 'traces';
const GROUP = 'readers';
const PATIENCE = { silence: 500, stop: 300 };
const SILENT =
  /^Redis at redis:\/\/127\.0\.0\.1:\d+ cannot be reached \(it has stopped answering\); it is tried again$/;
const traces = (count: number): string[] => Array.from({ length: count }, (_, n) => `{"name":"f","duration":0.0${n}}`);

/** A process that is stopped keeps its connections open and takes new ones: only its silence tells. */
describe('a Redis that hangs', () => {
  let server: RedisServer;
  let redis: RedisClientType;

  beforeEach(async () => {
    server = await RedisServer.start();
    redis = await server.client();
  });

  afterEach(async () => {
    server.goOn();
    await server.stop();
  });

  const list = (): Collector => new RedisListCollector(redisTarget(server.url, { key: KEY }), PATIENCE);
  const stream = (score: () => LiveScore): Collector =>
    new RedisStreamCollector({ ...redisTarget(server.url, { key: KEY }), group: GROUP }, score, PATIENCE);

  async function addToStream(items: readonly string[]): Promise<void> {
    for (const trace of items) await redis.xAdd(KEY, '*', { trace });
  }

  for (const [kind, make, add] of [
    ['list', list, (items: string[]): Promise<unknown> => redis.rPush(KEY, items)],
    ['stream', stream, addToStream],
  ] as const) {
    it(`is waited for, in words, and read on from when it answers again: ${kind}`, async () => {
      const collector: Collecting = await collecting((score) => Promise.resolve(make(score)));
      await add(traces(10));
      await collector.until(({ scored }) => scored === 10);
      server.hang();
      await until(() => collector.messages.some((message) => SILENT.test(message)));
      assert.equal(collector.status().state, 'waiting');
      server.goOn();
      await collector.until(({ state }) => state === 'running');
      await add(traces(20));
      await collector.until(({ scored }) => scored === 30);
      await collector.session.stop();
      assert.ok(addUp(collector.status()));
      assert.equal(collector.status().repeated, 0);
    });
  }

  it('does not hold up who stops', async () => {
    const patient = { silence: 1e6, stop: 300 };
    const target = redisTarget(server.url, { key: KEY });
    const collector = await collecting(() => Promise.resolve(new RedisListCollector(target, patient)));
    await redis.rPush(KEY, traces(10));
    await collector.until(({ scored }) => scored === 10);
    server.hang();
    await collector.session.stop();
    assert.deepEqual([collector.status().state, collector.status().scored], ['stopped', 10]);
  });

  it('does not hold up the reader of a stream, which says what becomes of the rest', async () => {
    const patient = { silence: 1e6, stop: 300 };
    const target = { ...redisTarget(server.url, { key: KEY }), group: GROUP };
    const collector = await collecting((score) => Promise.resolve(new RedisStreamCollector(target, score, patient)));
    await addToStream(traces(10));
    await collector.until(({ scored }) => scored === 10);
    // More is in the scores than is acknowledged.
    await addToStream(traces(10));
    await collector.until(({ scored }) => scored === 20);
    server.hang();
    await collector.session.stop();
    assert.equal(collector.status().scored, 20);
    server.goOn();
    const left = (await redis.xPending(KEY, GROUP)).pending;
    assert.equal(collector.status().state, left > 0 ? 'failed' : 'stopped');
    if (left > 0) assert.match(collector.status().message ?? '', /does not answer; what was not acknowledged goes to/);
  });
});
