import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { startEventLoopMonitoring } from '../../../src/instrument/eventLoop.ts';
import { monitorBlock } from '../../../src/instrument/monitorBlock.ts';
import { monitorFunction } from '../../../src/instrument/monitorFunction.ts';
import { configure, settings } from '../../../src/instrument/settings.ts';
import { until } from '../support/until.ts';
import { traceOf, tracesOf } from './recording.ts';
import { MemoryCollector } from '../../../src/instrument/collectors/memory.ts';
import { setGlobalCollector } from '../../../src/instrument/collectors/registry.ts';

describe('a monitored block', () => {
  it('returns and throws what its callback does, and is the parent of what it calls', async () => {
    const work = monitorFunction('work', () => 1);
    const traces = await tracesOf(async () => {
      assert.equal(monitorBlock('parse', { branchTag: 'json', module: 'm' }, work), 1);
      assert.equal(await monitorBlock('load', async () => setTimeout(5, 'x')), 'x');
      assert.throws(() => monitorBlock('bad', () => JSON.parse('{')), SyntaxError);
      await assert.rejects(
        monitorBlock('late', () => Promise.reject(new Error('no'))),
        /no/,
      );
    });
    const told = traces.map(({ name, error, async_op, branch_tag }) => [name, error, async_op ?? false, branch_tag]);
    assert.deepEqual(told, [
      ['work', false, false, null],
      ['parse', false, false, 'json'],
      ['load', false, true, null],
      ['bad', true, false, null],
      ['late', true, true, null],
    ]);
    assert.equal(traces[0].parent_id, traces[1].trace_id);
    assert.deepEqual([traces[1].filename, traces[1].module], [import.meta.filename, 'm']);
  });

  it('ends with its scope after using', async () => {
    const [scope, waiting] = await tracesOf(async () => {
      {
        using block = monitorBlock('scope');
        block.fail(new RangeError('told'));
      }
      {
        await using _block = monitorBlock('waiting');
        await setTimeout(5);
      }
    });
    assert.deepEqual([scope.name, scope.error, scope.exception_type], ['scope', true, 'RangeError']);
    assert.deepEqual([waiting.name, waiting.error, waiting.async_op], ['waiting', false, true]);
    assert.equal(waiting.wait_time, waiting.duration);
    assert.ok(waiting.duration >= 0.004);
  });

  it('is recorded once, however often it is ended', async () => {
    const trace = await traceOf(async () => {
      const block = monitorBlock('once');
      block[Symbol.dispose]();
      await block[Symbol.asyncDispose]();
    });
    assert.equal(trace.async_op, undefined);
  });
});

describe('the event loop', () => {
  it('is measured as the record that concurrency chaos reads', async () => {
    const memory = new MemoryCollector();
    const previous = setGlobalCollector(memory);
    try {
      using _loop = startEventLoopMonitoring({ interval: 40 });
      await until(async () => {
        const blocked = performance.now() + 100;
        while (performance.now() < blocked);
        await setTimeout(60);
        return memory.getTraces().some((trace) => trace.metadata!['max_lag'] > 0.05);
      });
    } finally {
      setGlobalCollector(previous);
    }
    const trace = memory.getTraces().find(({ metadata }) => metadata!['max_lag'] > 0.05)!;
    assert.deepEqual(
      [trace.name, trace.module, trace.filename, trace.lineno, trace.duration, trace.cpu_time, trace.error],
      ['__event_loop_health__', 'pypss.system', 'unknown', 0, 0.04, 0, false],
    );
    assert.deepEqual([trace.system_metric, trace.async_op, trace.parent_id], [true, true, undefined]);
    assert.deepEqual(Object.keys(trace.metadata!), ['lag', 'active_tasks', 'churn_rate', 'max_lag']);
    assert.equal(trace.wait_time, trace.metadata!['lag']);
    assert.ok(trace.wait_time > 0.005 && trace.wait_time <= trace.metadata!['max_lag'], String(trace.wait_time));
    assert.throws(() => startEventLoopMonitoring({ interval: 1 }), RangeError);
  });
});

describe('sampling', () => {
  const before = settings();
  afterEach(() => configure(before));
  const good = monitorFunction('pay', () => 1);
  const bad = monitorFunction('pay', () => {
    throw new Error('no');
  });

  it('keeps failures and records the rate', async () => {
    configure({ sampleRate: 0.5, rules: [] });
    const traces = await tracesOf(() => {
      for (let i = 0; i < 2000; i++) good();
      for (let i = 0; i < 50; i++) assert.throws(bad);
    });
    const failed = traces.filter(({ error }) => error);
    assert.equal(failed.length, 50);
    assert.ok(failed.every((trace) => !('sample_rate' in trace)));
    const kept = traces.filter(({ error }) => !error);
    // Off by more than that happens once in 10^18 runs.
    assert.ok(Math.abs(kept.length - 1000) < 200, String(kept.length));
    assert.ok(kept.every((trace) => trace.sample_rate === 0.5));
  });

  it('follows the first rule that matches at the start of name or module', async () => {
    const kept = async (strategy: 'always' | 'never' | 'on_error' | 'random', pattern: string): Promise<number[]> => {
      configure({ sampleRate: 0, rules: [{ pattern, strategy, sampleRate: 1 }] });
      const traces = await tracesOf(() => {
        good();
        assert.throws(bad);
      });
      return [traces.filter(({ error }) => !error).length, traces.filter(({ error }) => error).length];
    };
    assert.deepEqual(await kept('always', 'pa'), [1, 1]);
    assert.deepEqual(await kept('never', 'pay'), [0, 0]);
    assert.deepEqual(await kept('on_error', 'test\\.unit'), [0, 1]);
    assert.deepEqual(await kept('random', 'pay'), [1, 1]);
    assert.deepEqual(await kept('always', 'ay'), [0, 1]);
    assert.throws(() => configure({ sampleRate: 2 }), { message: 'sampleRate must be a number from 0 to 1, not 2' });
  });
});
