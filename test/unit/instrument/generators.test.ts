import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { monitorFunction } from '../../../src/instrument/monitorFunction.ts';
import { traceOf, tracesOf } from './recording.ts';

const work = monitorFunction('work', () => 1);
const closed: string[] = [];

const numbers = monitorFunction(function* numbers(most: number): Generator<number, string, string | undefined> {
  try {
    for (let i = 0; i < most; i++) {
      work();
      const answer = yield i;
      if (answer === 'stop') return 'stopped';
    }
    return 'end';
  } finally {
    closed.push('numbers');
  }
});

const ticks = monitorFunction('ticks', async function* (most: number): AsyncGenerator<
  number,
  string,
  string | undefined
> {
  try {
    for (let i = 0; i < most; i++) {
      await setTimeout(1);
      work();
      yield i;
    }
    return 'end';
  } finally {
    closed.push('ticks');
  }
});

describe('a monitored generator', () => {
  beforeEach(() => closed.splice(0));

  it('is one call from its first value to its end, with the calls inside it', async () => {
    const traces = await tracesOf(() => {
      const generator = numbers(2);
      assert.deepEqual([...generator], [0, 1]);
    });
    assert.deepEqual(
      traces.map(({ name }) => name),
      ['work', 'work', 'numbers'],
    );
    const whole = traces[2];
    assert.equal(whole.error, false);
    assert.deepEqual([traces[0].parent_id, traces[1].parent_id], [whole.trace_id, whole.trace_id]);
  });

  it('counts the time of its consumer, and not the time before it starts', async () => {
    let started = 0;
    const trace = await traceOf(async () => {
      const idle = monitorFunction('idle', function* () {
        yield 1;
      });
      const generator = idle();
      await setTimeout(50);
      started = Date.now();
      generator.next();
      await setTimeout(20);
      generator.next();
    });
    assert.ok(trace.duration >= 0.019, String(trace.duration));
    // The two clocks may differ by a little.
    assert.ok(trace.timestamp * 1000 >= started - 10);
  });

  it('passes values, results, early return and throw through', async () => {
    const traces = await tracesOf(() => {
      const asked = numbers(5);
      asked.next();
      assert.deepEqual(asked.next('stop'), { value: 'stopped', done: true });
      for (const number of numbers(5)) if (number === 1) break;
      assert.deepEqual(closed, ['numbers', 'numbers']);
      const failing = numbers(5);
      failing.next();
      assert.throws(() => failing.throw(new RangeError('no more')), /no more/);
      numbers(5).return('before it started');
    });
    const own = traces.filter(({ name }) => name === 'numbers');
    assert.deepEqual(
      own.map(({ error, exception_type }) => [error, exception_type]),
      [
        [false, null],
        [false, null],
        [true, 'RangeError'],
      ],
    );
  });

  it('is still a generator function with its own prototype', () => {
    assert.equal(
      Object.getPrototypeOf(numbers),
      Object.getPrototypeOf(function* () {}),
    );
    assert.ok(numbers(1) instanceof (numbers as never));
    assert.deepEqual([numbers.name, numbers.length], ['numbers', 1]);
  });

  it('is measured likewise when asynchronous', async () => {
    const traces = await tracesOf(async () => {
      const seen: number[] = [];
      for await (const tick of ticks(3)) seen.push(tick);
      assert.deepEqual(seen, [0, 1, 2]);
      for await (const tick of ticks(3)) if (tick === 1) break;
      const failing = ticks(3);
      await failing.next();
      await assert.rejects(failing.throw(new TypeError('no')), /no/);
      assert.deepEqual(closed, ['ticks', 'ticks', 'ticks']);
    });
    const own = traces.filter(({ name }) => name === 'ticks');
    assert.deepEqual(
      own.map(({ error, async_op }) => [error, async_op]),
      [
        [false, true],
        [false, true],
        [true, true],
      ],
    );
    assert.ok(own[0].wait_time > 0.002);
    for (const { parent_id } of traces.filter(({ name }) => name === 'work')) {
      assert.ok(own.some(({ trace_id }) => trace_id === parent_id));
    }
  });
});
