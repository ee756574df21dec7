import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';

type Trace = Record<string, unknown> & { name: string; duration: number; cpu_time: number; wait_time: number };

const KEYS =
  'trace_id name filename lineno module duration cpu_time wait_time memory memory_diff error exception_type exception_message branch_tag timestamp'.split(
    ' ',
  );

const PROGRAM = `
import asyncio, sys, threading, time
import pypss
from pypss.instrumentation import add_tag, clear_tags, monitor_async, monitor_block, monitor_function

@monitor_function
def plain(): return 1

@monitor_function("named", branch_tag="hit", module_name="shop.core")
def failing(): raise ValueError("no such thing")

class Cart:
    @monitor_function()
    def burn(self):
        end = time.thread_time() + 0.02
        while time.thread_time() < end: pass

@monitor_function
async def fetch():
    await asyncio.sleep(0.02)
    return "answer"

@monitor_function
async def busy():
    end = time.thread_time() + 0.05
    while time.thread_time() < end: pass

@monitor_function
def numbers():
    got = yield 1
    assert got == "sent"
    return "done"

def drain():
    generator = numbers()
    next(generator)
    try: generator.send("sent")
    except StopIteration as stop: assert stop.value == "done"

async def main():
    async with monitor_async("around", branch_tag="b"):
        assert (await asyncio.gather(fetch(), busy()))[0] == "answer"
    task = asyncio.ensure_future(fetch())
    await asyncio.sleep(0)
    task.cancel()
    try: await task
    except asyncio.CancelledError: pass

def quiet(code):
    try: leave(code)
    except SystemExit: pass

@monitor_function
def leave(code): sys.exit(code)

with pypss.recording(*sys.argv[1:]):
    assert plain() == 1
    try: failing()
    except ValueError: pass
    add_tag("user", 7)
    with monitor_block("block"): time.sleep(0.02)
    clear_tags()
    try: add_tag("duration", 1)
    except ValueError: pass
    else: raise SystemExit("a tag may not replace a measurement")
    spinner = threading.Thread(target=Cart().burn)
    spinner.start()
    with monitor_block("beside"): spinner.join()
    drain()
    asyncio.run(main())
    quiet(0)
    quiet(3)
plain()
`;

describe('Python runtime', () => {
  let folder: string;
  let program: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'pypss-runtime-'));
    program = join(folder, 'program.py');
    writeFileSync(program, PROGRAM);
  });

  after(() => {
    rmSync(folder, { recursive: true });
  });

  function record(file: string, ...shape: string[]): Buffer {
    const path = join(folder, file);
    execFileSync('python3', [program, path, ...shape], {
      cwd: folder,
      env: { ...process.env, PYTHONPATH: resolve('python'), PYTHONDONTWRITEBYTECODE: '1' },
    });
    return readFileSync(path);
  }

  describe('records', () => {
    let traces: Trace[];
    const all = (name: string): Trace[] => traces.filter((trace) => trace.name === name);
    const one = (name: string): Trace => {
      const found = all(name);
      assert.equal(found.length, 1, `traces of ${name}`);
      return found[0];
    };

    before(() => {
      traces = JSON.parse(record('traces.json').toString()) as Trace[];
    });

    it('carry the documented keys, in order', () => {
      assert.deepEqual(Object.keys(one('plain')), KEYS);
      assert.deepEqual(Object.keys(all('fetch')[0]), [...KEYS, 'parent_id', 'async_op', 'yield_count']);
    });

    it('say where the function stands, decorator included, also without arguments', () => {
      const lines = PROGRAM.split('\n');
      const trace = one('plain');
      assert.equal(trace['filename'], program);
      assert.equal(lines[(trace['lineno'] as number) - 1], '@monitor_function');
      assert.equal(trace['module'], '__main__');
      assert.equal(one('Cart.burn')['module'], '__main__');
      assert.match(lines[(one('block')['lineno'] as number) - 1], /with monitor_block\("block"\)/);
      assert.match(lines[(one('around')['lineno'] as number) - 1], /monitor_async/);
    });

    it('take name, tag and module from the decorator and keep the exception', () => {
      const { name, module, branch_tag, error, exception_type, exception_message } = one('named');
      assert.deepEqual(
        { name, module, branch_tag, error, exception_type, exception_message },
        {
          name: 'named',
          module: 'shop.core',
          branch_tag: 'hit',
          error: true,
          exception_type: 'ValueError',
          exception_message: 'no such thing',
        },
      );
      assert.equal(one('plain')['error'], false);
      assert.equal(one('plain')['exception_type'], null);
    });

    it('count CPU per thread: waiting for a busy thread is waiting', () => {
      assert.ok(one('Cart.burn').cpu_time >= 0.02);
      const beside = one('beside');
      assert.ok(beside.cpu_time < 0.02, `cpu ${beside.cpu_time}`);
      assert.ok(beside.wait_time > 0);
      assert.ok(one('block').wait_time >= 0.019);
    });

    it('count in a coroutine only its own steps', () => {
      const fetch = all('fetch')[0];
      const busy = one('busy');
      assert.equal(fetch['async_op'], true);
      assert.equal(fetch['yield_count'], 1);
      // busy ran while fetch slept.
      assert.ok(fetch.duration >= 0.05 && fetch.cpu_time < 0.05, `fetch ${fetch.duration} ${fetch.cpu_time}`);
      assert.ok(busy.cpu_time >= 0.05);
      assert.equal(busy['yield_count'], 0);
    });

    it('measure a generator until it is exhausted and pass values both ways', () => {
      assert.equal(one('numbers')['error'], false);
    });

    it('do not call cancellation and exit(0) a failure, but exit(3)', () => {
      assert.deepEqual(
        all('fetch').map((trace) => trace['error']),
        [false, false],
      );
      assert.deepEqual(
        all('leave').map((trace) => trace['error']),
        [false, true],
      );
    });

    it('carry context tags until they are cleared', () => {
      assert.equal(one('block')['user'], 7);
      assert.ok(!('user' in one('beside')));
    });

    it('fit the record table of PyPSS, field by field', () => {
      const text = (value: unknown): boolean => typeof value === 'string' && value !== '';
      const textOrNull = (value: unknown): boolean => value === null || typeof value === 'string';
      const seconds = (value: unknown): boolean => Number.isFinite(value) && (value as number) >= 0;
      const table: Record<string, (value: unknown) => boolean> = {
        trace_id: (value) => /^\d+\.\d+-\S+$/.test(String(value)),
        name: text,
        filename: text,
        lineno: (value) => Number.isInteger(value) && (value as number) >= 0,
        module: text,
        duration: seconds,
        cpu_time: seconds,
        wait_time: seconds,
        memory: Number.isInteger,
        memory_diff: Number.isInteger,
        error: (value) => typeof value === 'boolean',
        exception_type: textOrNull,
        exception_message: textOrNull,
        branch_tag: textOrNull,
        timestamp: seconds,
      };
      assert.deepEqual(Object.keys(table), KEYS);
      for (const trace of traces) {
        for (const [key, fits] of Object.entries(table)) {
          assert.ok(fits(trace[key]), `${key} of ${trace.name}: ${String(trace[key])}`);
        }
        const { async_op = true, yield_count = 0 } = trace;
        assert.ok(async_op === true && Number.isInteger(yield_count), trace.name);
      }
    });

    it('have consistent figures and end with the recording', () => {
      for (const trace of traces) {
        assert.ok(trace.duration >= 0 && trace.cpu_time >= 0 && trace.cpu_time <= trace.duration, trace.name);
        assert.ok(Math.abs(trace.wait_time - (trace.duration - trace.cpu_time)) < 1e-9, trace.name);
        assert.ok((trace['memory'] as number) > 1 << 20);
        assert.ok((trace['timestamp'] as number) > 1.7e9);
      }
      assert.equal(new Set(traces.map((trace) => trace['trace_id'])).size, traces.length);
    });
  });

  it('reads clocks and memory right in threads that make the first calls at once', () => {
    const code = `
import sys, threading
from pypss import meter
sys.setswitchinterval(1e-6)
for _ in range(100):
    fresh, readings, together = meter.ProcessMeter(), [], threading.Barrier(6)
    def first():
        together.wait()
        readings.append(fresh.begin())
    threads = [threading.Thread(target=first) for _ in range(6)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    assert all(memory > 0 and timestamp > 1.7e9 for memory, timestamp, *_ in readings), readings
`;
    execFileSync('python3', ['-c', code], { env: { ...process.env, PYTHONPATH: resolve('python') } });
  });

  it('writes NDJSON, an object and compressed files', () => {
    const count = (JSON.parse(record('array.json').toString()) as unknown[]).length;
    const lines = record('lines.ndjson').toString().trimEnd().split('\n');
    assert.equal(lines.map((line) => JSON.parse(line) as unknown).length, count);
    const object = JSON.parse(gunzipSync(record('object.json.gz', 'object')).toString()) as { traces: unknown[] };
    assert.equal(object.traces.length, count);
  });

  it('reads back what the default collector holds, and survives a collector that fails', () => {
    const code = `
from pypss.instrumentation import monitor_function
from pypss.instrumentation.collectors import MemoryCollector, get_global_collector, set_global_collector

@monitor_function
def call(number): return number

call(0)
assert [trace["name"] for trace in get_global_collector().get_traces()] == ["call"]

class Broken:
    def collect(self, trace): raise OSError("disk full")

small = MemoryCollector(max_traces=3)
first = set_global_collector(Broken())
assert [call(number) for number in range(4)] == [0, 1, 2, 3]
set_global_collector(small)
for number in range(5): call(number)
assert len(small.get_traces()) == 3 and len(first.get_traces()) == 1
`;
    const { status, stderr } = spawnSync('python3', ['-c', code], {
      encoding: 'utf8',
      cwd: folder,
      env: { ...process.env, PYTHONPATH: resolve('python') },
    });
    assert.equal(status, 0, stderr);
    assert.equal(stderr.match(/Broken lost a trace/g)?.length, 1);
    assert.match(stderr, /OSError: disk full/);
  });

  it('says which decorators it cannot help', () => {
    const code = 'from pypss.instrumentation import monitor_function\nmonitor_function(property(print))';
    assert.throws(
      () =>
        execFileSync('python3', ['-c', code], {
          env: { ...process.env, PYTHONPATH: resolve('python') },
          stdio: 'pipe',
        }),
      /write it below @property/,
    );
  });
});
