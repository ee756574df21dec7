import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { CollectClient, type SessionListener, startCollectWorker } from '../../../src/collect/collectClient.ts';
import type { CollectorRequest, LiveStatus } from '../../../src/protocol/live.ts';
import { RedisServer } from '../support/redisServer.ts';

const DIST = join(import.meta.dirname, '..', '..', '..', 'dist');

/** What is shipped loads its packages in another way than the sources do. */
describe('the bundled collectors', () => {
  it('receive from Redis and over gRPC in the thread of the editor', async () => {
    const server = await RedisServer.start();
    const client = new CollectClient(() => startCollectWorker(join(DIST, 'collectWorker.mjs')));
    const statuses = new Map<string, LiveStatus>();
    const listener: SessionListener = {
      onStatus: (status) => statuses.set(status.id, status),
      onReport: () => undefined,
      onBroken: () => undefined,
    };
    const start = (id: string, request: CollectorRequest): Promise<LiveStatus> =>
      client.start({ id, request, root: DIST, spool: null, pace: null, window: null }, listener);
    try {
      await start('redis', { kind: 'redis', url: server.url });
      const redis = await server.client();
      await redis.rPush('pypss:traces', ['{"name": "f", "duration": 0.1}', 'no trace']);
      while (statuses.get('redis')?.received !== 2) await setTimeout(20);
      assert.deepEqual([statuses.get('redis')?.scored, statuses.get('redis')?.skipped], [1, 1]);
      assert.equal((await start('grpc', { kind: 'grpc', address: '127.0.0.1:0' })).state, 'running');
    } finally {
      await client.dispose();
      await server.stop();
    }
  });

  it('receive on the command line', async () => {
    const collect = (...args: string[]) =>
      promisify(execFile)(process.execPath, [join(DIST, 'cli.js'), 'collect', ...args, '--for', '200ms']);
    const [redis, grpc] = await Promise.all([collect('redis', 'redis://127.0.0.1:1'), collect('grpc', '127.0.0.1:0')]);
    assert.match(redis.stderr, /Redis at redis:\/\/127\.0\.0\.1:1 cannot be reached \(connect ECONNREFUSED/);
    assert.match(grpc.stderr, /collecting from 127\.0\.0\.1:\d+/);
  });
});
