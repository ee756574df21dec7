import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RedisServer } from '../support/redisServer.ts';
import { hasPackage, interpreters, runPython, type PythonRun } from './interpreters.ts';
import { callsByName, traceLines } from './traceLines.ts';

const HEADER = `
import sys, time
from pypss.instrumentation import add_tag, monitor_function
from pypss.instrumentation.collectors import *

@monitor_function
def call(n=0): return n

@monitor_function
def fail(): raise ValueError("no")
`;

describe('Python runtime: collectors', () => {
  const [{ path: python }] = interpreters();
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pypss-collectors-'));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  function run(program: string): Promise<PythonRun> {
    writeFileSync(join(folder, 'program.py'), HEADER + program);
    return runPython(python, ['program.py'], folder);
  }

  it('writes to default.trace_file of pypss.toml when none is set', async () => {
    writeFileSync(join(folder, 'pypss.toml'), '[pypss.default]\ntrace_file = "out/mine.json"\n');
    const { status, stderr } = await run('call()');
    assert.equal(status, 0, stderr);
    assert.deepEqual(callsByName(traceLines(join(folder, 'out', 'mine.json'))), { call: 1 });
  });

  it('takes a full queue as a reason to write, not to drop', async () => {
    const { status, stderr } = await run(`
collector = FileFIFOCollector("traces.ndjson", batch_size=10, flush_interval=3600, max_queue=20)
set_global_collector(collector)
for n in range(5000): call(n)
collector.close()
assert (collector.sent, collector.dropped) == (5000, 0), (collector.sent, collector.dropped)
assert len(collector.get_traces()) == 5000
`);
    assert.equal(status, 0, stderr);
    assert.equal(traceLines(join(folder, 'traces.ndjson')).length, 5000);
  });

  it('drops and counts where sending may hang', async () => {
    const { status, stderr } = await run(`
import threading
gate = threading.Event()
class Stuck(BatchingCollector):
    def send(self, records):
        gate.wait()
        return len(records)
stuck = Stuck(batch_size=10, max_queue=50)
set_global_collector(stuck)
for n in range(500): call(n)
gate.set()
stuck.close()
assert stuck.sent + stuck.dropped == 500 and stuck.dropped >= 400, (stuck.sent, stuck.dropped)
`);
    assert.equal(status, 0, stderr);
    assert.match(stderr, /Stuck dropped 4\d\d traces|^$/);
  });

  it('counts what a full disk refuses, and says it once', async function () {
    if (process.platform !== 'linux') return this.skip();
    const { status, stderr } = await run(`
collector = FileFIFOCollector("/dev/full", batch_size=10)
set_global_collector(collector)
for n in range(100): call(n)
collector.close()
assert (collector.sent, collector.dropped) == (0, 100), (collector.sent, collector.dropped)
`);
    assert.equal(status, 0, stderr);
    assert.equal(stderr.match(/FileFIFOCollector lost/g)?.length, 1, stderr);
    assert.match(stderr, /No space left/);
  });

  it('keeps traces with values that JSON does not know', async () => {
    const { status, stderr } = await run(`
class Odd:
    def __str__(self): raise RuntimeError("unprintable")
    __repr__ = __str__
class Unprintable(Exception):
    def __str__(self): raise RuntimeError("unprintable")
@monitor_function
def odd(): raise Unprintable()
collector = FileFIFOCollector("traces.ndjson")
set_global_collector(collector)
add_tag("weird", {1, 2})
try: odd()
except Unprintable: pass
collector.collect({"name": "own", "duration": 1.0, "odd": {3}, "nan": float("nan")})
`);
    assert.equal(status, 0, stderr);
    const [odd, own] = traceLines(join(folder, 'traces.ndjson'));
    assert.deepEqual([odd['weird'], odd['exception_message']], ['{1, 2}', '<Unprintable without readable text>']);
    assert.deepEqual([own['odd'], own['nan']], ['{3}', 'nan']);
  });

  it('keeps failures at any sampling rate, and records the rate', async () => {
    writeFileSync(
      join(folder, 'pypss.toml'),
      `[pypss]
sample_rate = 0.2
[[pypss.context_sampling_rules]]
pattern = "always_.*"
strategy = "always"
[[pypss.context_sampling_rules]]
pattern = "quiet"
strategy = "on_error"
[[pypss.context_sampling_rules]]
pattern = "never"
strategy = "never"
`,
    );
    const { status, stderr } = await run(`
@monitor_function("always_this")
def kept(): pass
@monitor_function("quiet")
def quiet(n):
    if n % 10 == 0: raise OSError
@monitor_function("never")
def never(): raise OSError
set_global_collector(FileFIFOCollector("traces.ndjson"))
for n in range(1000):
    call(); kept()
    for function in (fail, lambda: quiet(n), never):
        try: function()
        except (ValueError, OSError): pass
`);
    assert.equal(status, 0, stderr);
    const traces = traceLines(join(folder, 'traces.ndjson'));
    const { call, ...others } = callsByName(traces);
    assert.deepEqual(others, { always_this: 1000, fail: 1000, quiet: 100 });
    // 1000 draws at 0.2: ten standard deviations around 200.
    assert.ok(call > 70 && call < 330, String(call));
    assert.ok(
      traces.every((trace) => (trace.name === 'call' ? trace['sample_rate'] === 0.2 : !('sample_rate' in trace))),
    );
  });

  it('serves a collector of the user with plain dictionaries, and lets the program go on when it fails', async () => {
    const { status, stderr } = await run(`
class Mine(BaseCollector):
    def __init__(self): self.seen = []
    def collect(self, trace):
        self.seen.append(trace)
        if len(self.seen) > 2: raise OSError("full")
mine = Mine()
before = set_global_collector(mine)
assert [call(n) for n in range(5)] == list(range(5))
assert type(mine.seen[0]) is dict and mine.seen[0]["name"] == "call" and len(mine.seen) == 5
small = MemoryCollector(max_traces=3)
assert set_global_collector(small) is mine
for n in range(5): call(n)
assert len(small.get_traces()) == 3 and small.dropped == 2
`);
    assert.equal(status, 0, stderr);
    assert.equal(stderr.match(/Mine lost a trace/g)?.length, 1, stderr);
  });

  it('says once that there is no place for traces, and counts them', async () => {
    writeFileSync(join(folder, 'pypss_output'), 'a file where the folder should be');
    const { status, stderr } = await run(`
for n in range(50): call(n)
`);
    assert.equal(status, 0, stderr);
    assert.equal(stderr.match(/PyPSS cannot write the traces of this program: .*pypss_output/g)?.length, 1, stderr);
    assert.match(stderr, /PyPSS dropped 50 traces in all/);
  });

  it('has one collector even where a signal handler makes the first call within the first call', async () => {
    const { status, stderr } = await run(`
import signal
from pypss.instrumentation.collectors import base
made = base.BatchingCollector.__init__
def interrupted(self, *rest):
    base.BatchingCollector.__init__ = made
    signal.raise_signal(signal.SIGTERM)
    made(self, *rest)
base.BatchingCollector.__init__ = interrupted
signal.signal(signal.SIGTERM, lambda *_: [call() for _ in range(10)])
for n in range(300): call(n)
`);
    assert.deepEqual([status, stderr], [0, '']);
    assert.deepEqual(callsByName(traceLines(join(folder, 'pypss_output', 'traces.json'))), { call: 310 });
  });

  it('does not wait for itself where a signal handler makes a call in the midst of a batch', async () => {
    const { status, stderr } = await run(`
import itertools, signal
from pypss.instrumentation.collectors import file_fifo
collector = FileFIFOCollector("traces.ndjson")
set_global_collector(collector)
signal.signal(signal.SIGUSR1, lambda *_: call())
append, turns = file_fifo._append, itertools.count()
def interrupted(file, data):
    if next(turns) % 2 == 0: signal.raise_signal(signal.SIGUSR1)
    append(file, data)
file_fifo._append = interrupted
for n in range(3): call(n)
collector.flush()
collector.close()
for n in range(3): call(n)
assert collector.dropped == 0
`);
    assert.equal(status, 0, stderr);
    assert.deepEqual(callsByName(traceLines(join(folder, 'traces.ndjson'))), { call: 3 + 1 + 3 * 2 });
  });

  it('keeps a list in Redis that nobody reads to its newest items, and says so once', async () => {
    assert.ok(hasPackage(python, 'redis'), 'Python has no redis: sudo apt-get install python3-redis');
    const server = await RedisServer.start();
    try {
      const { status, stderr } = await run(`
collector = RedisCollector("${server.url}", batch_size=10, max_length=25)
set_global_collector(collector)
for n in range(120):
    call(n)
    if n % 10 == 9: collector.flush()
assert (len(collector.get_traces()), collector.sent, collector.trimmed) == (25, 120, 95)
try: RedisCollector("${server.url}", max_length=0)
except ValueError: pass
else: raise SystemExit("took a length of 0")
`);
      assert.equal(status, 0, stderr);
      assert.deepEqual(stderr.trim(), 'nobody reads pypss:traces: its oldest traces go, it keeps 25');
    } finally {
      await server.stop();
    }
  });

  it('says which package a collector needs', async () => {
    const { status, stderr } = await run(`
import builtins
real = builtins.__import__
def without(name, *rest):
    if name.partition(".")[0] in ("redis", "grpc"): raise ImportError(name)
    return real(name, *rest)
builtins.__import__ = without
for make, package in ((RedisCollector, "pip install redis"), (GRPCCollector, "pip install grpcio")):
    try: make()
    except ImportError as error: assert package in str(error), error
    else: raise SystemExit("made without its package")
`);
    assert.equal(status, 0, stderr);
  });

  it('lets eight processes share one file', async () => {
    const { status, stderr } = await run(`
import subprocess
if len(sys.argv) > 1:
    set_global_collector(FileFIFOCollector("shared.ndjson", batch_size=7))
    for n in range(500): call(n)
else:
    writers = [subprocess.Popen([sys.executable, __file__, "writer"]) for _ in range(8)]
    assert [writer.wait() for writer in writers] == [0] * 8
`);
    assert.equal(status, 0, stderr);
    assert.equal(traceLines(join(folder, 'shared.ndjson')).length, 4000);
    assert.ok(readFileSync(join(folder, 'shared.ndjson'), 'utf8').endsWith('\n'));
  });
});
