import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { monitorFunction } from '../../../src/instrument/monitorFunction.ts';
import { addTag, clearTags, withTags } from '../../../src/instrument/tags.ts';
import { traceOf, tracesOf } from './recording.ts';

const KEYS = `trace_id name filename lineno module duration cpu_time wait_time memory memory_diff error exception_type
 exception_message branch_tag timestamp`.split(/\s+/);

describe('a monitored function', () => {
  it('leaves the record of the specification', async () => {
    const before = Date.now() / 1000;
    const add = monitorFunction('add', { branchTag: 'sum' }, (a: number, b: number) => a + b);
    const trace = await traceOf(() => assert.equal(add(1, 2), 3));
    assert.deepEqual(Object.keys(trace), KEYS);
    assert.equal(trace.name, 'add');
    assert.equal(trace.filename, import.meta.filename);
    assert.equal(trace.module, 'test.unit.instrument.functions.test');
    assert.equal(trace.branch_tag, 'sum');
    assert.equal(trace.error, false);
    assert.ok(trace.duration > 0 && trace.duration < 60);
    assert.ok(Math.abs(trace.duration - trace.cpu_time - trace.wait_time) < 1e-12);
    assert.ok(trace.memory > 1e6 && Number.isInteger(trace.memory) && Number.isInteger(trace.memory_diff));
    assert.ok(trace.timestamp >= before - 0.01 && trace.timestamp <= Date.now() / 1000 + 0.01);
  });

  it('names the line where it is monitored', async () => {
    const line = Number(/:(\d+):\d+\)?$/.exec(new Error('here').stack!.split('\n')[1])![1]) + 1;
    const here = monitorFunction('here', () => 1);
    assert.equal((await traceOf(here)).lineno, line);
  });

  it('goes by its own name, else by file and line, and by another module when told', async () => {
    const own = monitorFunction(function named() {
      return 1;
    });
    assert.equal((await traceOf(own)).name, 'named');
    const nameless = monitorFunction(() => 1);
    assert.match((await traceOf(nameless)).name, /^functions\.test\.ts:\d+$/);
    const elsewhere = monitorFunction(() => 1, { name: 'x', module: 'shop.pay' });
    assert.deepEqual([(await traceOf(elsewhere)).name, (await traceOf(elsewhere)).module], ['x', 'shop.pay']);
  });

  it('stays what it was for its callers', () => {
    function original(this: { base: number }, a: number, _b: number): number {
      return this.base + a;
    }
    const monitored = monitorFunction(Object.assign(original, { route: '/pay' }));
    assert.deepEqual([monitored.name, monitored.length, monitored.route], ['original', 2, '/pay']);
    assert.equal(monitored.call({ base: 40 }, 2, 0), 42);
    class Holder {
      held = 1;
    }
    assert.throws(() => monitorFunction(Holder as never), /TypeError|not the class Holder/);
    assert.throws(() => monitorFunction('x', {}, 7 as never), /needs a function, not number/);
  });

  it('tells errors by class and message, whatever is thrown', async () => {
    class PaymentError extends Error {}
    const thrown: [unknown, string, string][] = [
      [new PaymentError('declined'), 'PaymentError', 'declined'],
      [new RangeError(''), 'RangeError', ''],
      [Object.assign(new Error('x'), { name: 'Custom' }), 'Custom', 'x'],
      ['text', 'string', 'text'],
      [undefined, 'undefined', 'undefined'],
      [Object.create(null), 'Object', '<Object without readable text>'],
    ];
    for (const [error, type, message] of thrown) {
      const fail = monitorFunction('fail', () => {
        throw error;
      });
      const trace = await traceOf(() => {
        try {
          fail();
          assert.fail('it must throw');
        } catch (caught) {
          assert.equal(caught, error);
        }
      });
      assert.deepEqual([trace.error, trace.exception_type, trace.exception_message], [true, type, message]);
    }
  });

  it('counts cancellation as no failure, and says that it was', async () => {
    const wait = monitorFunction('wait', (signal: AbortSignal) => setTimeout(60_000, null, { signal }));
    const trace = await traceOf(async () => {
      const abort = new AbortController();
      const waiting = wait(abort.signal);
      abort.abort();
      await assert.rejects(waiting, { name: 'AbortError' });
    });
    assert.deepEqual([trace.error, trace.exception_type], [false, 'AbortError']);
  });

  it('is measured until its promise settles, and waits meanwhile', async () => {
    const slow = monitorFunction('slow', async (fail: boolean) => {
      await setTimeout(20);
      if (fail) throw new TypeError('late');
      return 5;
    });
    const [good, bad] = await tracesOf(async () => {
      assert.equal(await slow(false), 5);
      await assert.rejects(slow(true), TypeError);
    });
    assert.ok(good.duration >= 0.019 && good.wait_time >= 0.5 * good.duration, JSON.stringify(good));
    assert.deepEqual([good.async_op, good.error], [true, false]);
    assert.deepEqual([bad.async_op, bad.error, bad.exception_type], [true, true, 'TypeError']);
  });

  it('hands on promises with what hangs on them, and lazy ones untouched', () => {
    const child = Object.assign(Promise.resolve(1), { pid: 7 });
    assert.equal(monitorFunction('spawn', () => child)().pid, 7);
    let asked = 0;
    const lazy = { then: () => asked++ };
    assert.equal(monitorFunction('query', () => lazy)(), lazy);
    assert.equal(asked, 0);
  });

  it('knows the call around it through await, among thousands at once', async () => {
    const inner = monitorFunction('inner', async (id: number) => {
      await setTimeout(id % 7);
      return id;
    });
    const outer = monitorFunction('outer', async (id: number) => {
      addTag('request', id);
      await setTimeout(id % 5);
      return inner(id);
    });
    const traces = await tracesOf(async () => {
      const ids = Array.from({ length: 2500 }, (_, id) => id);
      assert.deepEqual(await Promise.all(ids.map(outer)), ids);
    });
    assert.equal(traces.length, 5000);
    assert.equal(new Set(traces.map(({ trace_id }) => trace_id)).size, 5000);
    const outers = new Map(traces.filter(({ name }) => name === 'outer').map((trace) => [trace.trace_id, trace]));
    for (const trace of traces.filter(({ name }) => name === 'inner')) {
      const parent = outers.get(trace.parent_id!)!;
      assert.equal(trace['request'], parent['request']);
      assert.ok(trace.timestamp >= parent.timestamp);
    }
    assert.equal(new Set([...outers.values()].map((trace) => trace['request'])).size, 2500);
  });

  it('carries tags of its context, which cannot falsify it', async () => {
    const work = monitorFunction('work', () => 1);
    const handle = monitorFunction('handle', (tag: string) => {
      addTag('tag', tag);
      addTag('big', 10n);
      work();
      withTags({ inside: Infinity }, work);
      clearTags();
      work();
    });
    const traces = await tracesOf(() => {
      handle('a');
      work();
    });
    const tags = traces.map(({ tag, big, inside }) => [tag, big, inside]);
    const none = [undefined, undefined, undefined];
    assert.deepEqual(tags, [['a', '10', undefined], ['a', '10', 'Infinity'], none, none, none]);
    for (const key of [...KEYS, 'system_metric', 'parent_id', 'sample_rate', 'async_op', 'yield_count']) {
      assert.throws(() => addTag(key, 1), { name: 'RangeError', message: /is a field of the trace/ });
      assert.throws(() => withTags({ [key]: 1 }, () => 1), RangeError);
    }
    const proto = await traceOf(() => withTags(JSON.parse('{"__proto__":"x"}'), work));
    assert.equal(proto.name, 'work');
  });
});
