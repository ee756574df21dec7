import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BatchingCollector } from '../../../src/instrument/collectors/batching.ts';
import type { Collector } from '../../../src/instrument/collectors/collector.ts';
import { FileCollector } from '../../../src/instrument/collectors/file.ts';
import { GrpcCollector } from '../../../src/instrument/collectors/grpc.ts';
import { MemoryCollector } from '../../../src/instrument/collectors/memory.ts';
import { RedisCollector } from '../../../src/instrument/collectors/redis.ts';
import { setGlobalCollector } from '../../../src/instrument/collectors/registry.ts';
import { monitorFunction } from '../../../src/instrument/monitorFunction.ts';
import type { TraceRecord } from '../../../src/instrument/record.ts';
import { freePort } from '../support/freePort.ts';
import { RedisServer } from '../support/redisServer.ts';
import { until } from '../support/until.ts';
import { traceOf, tracesOf } from './recording.ts';
import { TraceServer } from './traceServer.ts';

const work = monitorFunction('work', { branchTag: 'ü' }, (fail = false) => {
  if (fail) throw new RangeError('too "much"\nof it');
  return 1;
});

function call(times: number): void {
  for (let i = 0; i < times; i++) work();
  assert.throws(() => work(true), RangeError);
}

async function using(collector: Collector, run: () => unknown): Promise<void> {
  const previous = setGlobalCollector(collector);
  try {
    await run();
  } finally {
    setGlobalCollector(previous);
  }
}

/** What is written to standard error while `run` runs. */
async function warningsOf(run: () => unknown): Promise<string[]> {
  const lines: string[] = [];
  const { write } = process.stderr;
  process.stderr.write = (text: string) => lines.push(text) > 0;
  try {
    await run();
  } finally {
    process.stderr.write = write;
  }
  return lines;
}

class Slow extends BatchingCollector {
  readonly batches: number[] = [];
  readonly gate = Promise.withResolvers<undefined>();

  override async send(records: readonly TraceRecord[]): Promise<number> {
    await this.gate.promise;
    this.batches.push(records.length);
    return records.length - 1;
  }
}

describe('collectors', () => {
  it('in memory keep the newest', async () => {
    const memory = new MemoryCollector(10);
    await using(memory, () => call(34));
    const traces = memory.getTraces();
    assert.deepEqual([traces.length, memory.dropped, traces.at(-1)!.error], [10, 25, true]);
    memory.clear();
    assert.deepEqual([memory.getTraces(), memory.dropped], [[], 0]);
  });

  it('of one method serve, and the first of their errors is told', async () => {
    const names: string[] = [];
    await using({ collect: ({ name }) => names.push(name) }, work);
    assert.deepEqual(names, ['work']);
    const broken: Collector = {
      collect: () => {
        throw new Error('no room');
      },
    };
    const warnings = await warningsOf(() => using(broken, () => call(3)));
    assert.deepEqual(warnings, ['pypss: Object lost a trace; further losses are not told: no room\n']);
  });

  it('that call monitored code come to an end', async () => {
    let calls = 0;
    await using({ collect: () => (calls++, work()) }, work);
    assert.equal(calls, 1);
  });

  it('in batches are bounded, count what is lost, and send in the background', async () => {
    const slow = new Slow({ batchSize: 10, maxQueue: 20, flushInterval: 1 });
    await using(slow, async () => {
      for (let i = 0; i < 10; i++) work();
      await until(() => slow.pending === 10);
      // One batch is on its way at the gate; twenty wait; the rest finds no room.
      await new Promise((resolve) => setImmediate(resolve));
      for (let i = 0; i < 25; i++) work();
    });
    assert.deepEqual([slow.pending, slow.dropped, slow.sent], [30, 5, 0]);
    slow.gate.resolve(undefined);
    await slow.flush();
    assert.deepEqual([slow.batches, slow.sent, slow.dropped, slow.pending], [[10, 10, 10], 27, 8, 0]);
    await slow.close();
    assert.throws(() => new Slow({ batchSize: 0 }), RangeError);
  });

  it('in files append lines that other processes can share', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pypss-files-'));
    try {
      const path = join(folder, 'deep', 'traces.ndjson');
      const [one, other] = [new FileCollector(path, { batchSize: 7 }), new FileCollector(path)];
      const memory = await tracesOf(() => call(30));
      for (const trace of memory) one.collect(trace);
      assert.ok(readFileSync(path, 'utf8').split('\n').length > 28, 'full batches are there at once');
      other.collect({ ...memory[0], odd: 10n, circle: memory });
      await Promise.all([one.close(), other.close()]);
      const lines = one.getTraces();
      assert.deepEqual(lines.slice(0, 31), memory);
      assert.deepEqual([lines.length, lines[31]['odd'], one.sent, other.sent], [32, '10', 31, 1]);
      assert.throws(() => new FileCollector(join(path, 'below-a-file')), /ENOTDIR|EEXIST/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('of a disk that takes nothing drop, count and tell once', async function () {
    if (process.platform !== 'linux') this.skip();
    const full = new FileCollector('/dev/full', { batchSize: 2 });
    const warnings = await warningsOf(() => using(full, () => call(5)));
    await full.close();
    assert.deepEqual([full.sent, full.dropped], [0, 6]);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0], /^pypss: FileCollector lost 2 traces: ENOSPC/);
  });
});

describe('the Redis collector', () => {
  let redis: RedisServer;
  before(async () => (redis = await RedisServer.start()));
  after(() => redis.stop());

  it('pushes JSON to the list that readers take from', async () => {
    const collector = new RedisCollector(redis.url, { batchSize: 50 });
    await collector.connect();
    await using(collector, () => call(120));
    const traces = await collector.getTraces();
    assert.deepEqual([traces.length, collector.sent, collector.dropped], [121, 121, 0]);
    assert.equal(traces.at(-1)!.exception_message, 'too "much"\nof it');
    const items = await (await redis.client()).lRange('pypss:traces', 0, -1);
    assert.deepEqual(
      items.map((item) => JSON.parse(item)),
      traces,
    );
    await collector.close();
  });

  it('keeps a list that nobody reads to its newest items, and says so once', async () => {
    const collector = new RedisCollector(redis.url, { key: 'unread', batchSize: 10, maxLength: 25 });
    const warnings = await warningsOf(async () => {
      await using(collector, () => call(120));
      await collector.flush();
    });
    const kept = await collector.getTraces();
    assert.deepEqual([kept.length, collector.sent, collector.trimmed], [25, 121, 96]);
    assert.equal(kept.at(-1)!.exception_message, 'too "much"\nof it');
    assert.deepEqual(warnings, ['pypss: nobody reads unread: its oldest traces go, it keeps 25\n']);
    await collector.close();
    assert.throws(() => new RedisCollector(redis.url, { maxLength: 0 }), /at least 1/);
  });

  it('counts what is lost while Redis is away, and goes on when it is back', async () => {
    const collector = new RedisCollector(redis.url, { key: 'other', timeout: 2000 });
    await using(collector, () => call(1));
    await collector.flush();
    await redis.kill();
    const warnings = await warningsOf(async () => {
      await using(collector, () => call(4));
      await collector.flush();
    });
    assert.deepEqual([collector.sent, collector.dropped], [2, 5]);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0], /^pypss: RedisCollector lost 5 traces: Redis /);
    await redis.run();
    await using(collector, () => call(2));
    await collector.flush();
    assert.deepEqual([collector.sent, collector.dropped], [5, 5]);
    await collector.close();
  });

  it('says that nobody answers, without the password', async () => {
    const port = await freePort();
    const collector = new RedisCollector(`redis://me:secret@127.0.0.1:${port}`, { timeout: 2000 });
    await assert.rejects(collector.connect(), (error: Error) => {
      assert.match(error.message, new RegExp(`^Redis does not answer at redis://127.0.0.1:${port}: .`));
      assert.ok(!error.message.includes('secret'));
      return true;
    });
    await collector.close();
  });
});

describe('the gRPC collector', () => {
  it('submits what a server of ours takes, field by field', async () => {
    const server = new TraceServer();
    const collector = new GrpcCollector(await server.start());
    try {
      const traces = await tracesOf(() => call(150));
      for (const trace of traces) collector.collect({ ...trace, memory_diff: -4096 });
      await collector.flush();
      assert.deepEqual([collector.sent, collector.dropped], [151, 0]);
      const byId = new Map(server.traces.map((trace) => [trace.trace_id, trace]));
      assert.equal(byId.size, 151);
      for (const trace of traces) {
        const { ...received } = byId.get(trace.trace_id)!;
        assert.deepEqual(received, { ...trace, memory_diff: -4096 });
      }
      server.room = false;
      await using(collector, () => call(3));
      await collector.flush();
      assert.deepEqual([collector.sent, collector.dropped], [151, 4]);
    } finally {
      await collector.close();
      await server.stop();
    }
  });

  it('drops and counts when nobody listens', async () => {
    const address = `127.0.0.1:${await freePort()}`;
    const collector = new GrpcCollector(address, { timeout: 200 });
    const trace = await traceOf(work);
    const warnings = await warningsOf(async () => {
      collector.collect(trace);
      await collector.flush();
    });
    assert.deepEqual([collector.sent, collector.dropped], [0, 1]);
    assert.match(warnings.join(''), new RegExp(`^pypss: GrpcCollector lost 1 traces: ${address}: .*DEADLINE`));
    await collector.close();
  });
});
