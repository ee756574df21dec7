import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { interpreters, runPython } from './interpreters.ts';

const PROGRAM = `
import asyncio, json, os, threading
from pypss.instrumentation import monitor_async, monitor_block, monitor_function
from pypss.instrumentation.collectors import MemoryCollector, set_global_collector

collector = MemoryCollector()
set_global_collector(collector)
found = {}

def end(part):
    """The calls since the last end, each with the name of the call around it."""
    traces = collector.get_traces()
    names = {trace["trace_id"]: trace["name"] for trace in traces}
    found[part] = [(trace["name"], names[trace["parent_id"]] if "parent_id" in trace else None) for trace in traces]
    collector.clear()

@monitor_function
def leaf(): pass

@monitor_function
def outer():
    leaf()
    with monitor_block("block"): leaf()

@monitor_function
def failing():
    leaf()
    raise ValueError

@monitor_function
def numbers():
    leaf()
    yield 1
    leaf()
    yield 2

@monitor_function
def consumer():
    for _ in numbers(): leaf()

@monitor_function
async def wait(): await asyncio.sleep(0)

@monitor_function
async def stream():
    await wait()
    yield 1
    await wait()

@monitor_function
async def task():
    await wait()
    async with monitor_async("around"): leaf()
    await asyncio.to_thread(leaf)

@monitor_function
async def reader():
    async for _ in stream(): leaf()

async def main(): await asyncio.gather(task(), task())

outer(); leaf(); end("plain")
try: failing()
except ValueError: pass
leaf(); end("failing")
consumer(); leaf(); end("generator")

left = numbers()
next(left)
@monitor_function
def closer():
    left.close()
    leaf()
closer(); leaf(); end("closed elsewhere")

asyncio.run(main()); end("tasks")
asyncio.run(reader()); leaf(); end("asynchronous generator")
thread = threading.Thread(target=outer)
thread.start(); thread.join(); end("thread")

@monitor_function
def around_fork():
    process = os.fork()
    if process == 0:
        leaf()
        [trace] = collector.get_traces()
        os._exit(0 if trace["parent_id"] not in ("", trace["trace_id"]) else 1)
    found["child"] = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
around_fork()
print(json.dumps(found))
`;

type Call = [name: string, around: string | null];

describe('Python runtime: the call around a call', () => {
  const [{ path: python }] = interpreters();
  let found: Record<string, Call[]>;

  before(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pypss-parents-'));
    try {
      writeFileSync(join(folder, 'program.py'), PROGRAM);
      const { status, stdout, stderr } = await runPython(python, ['program.py'], folder);
      assert.equal(status, 0, stderr);
      found = JSON.parse(stdout) as Record<string, Call[]>;
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  const OUTER: Call[] = [
    ['leaf', 'outer'],
    ['leaf', 'block'],
    ['block', 'outer'],
    ['outer', null],
  ];

  it('is the function or block, and none once that has ended', () => {
    assert.deepEqual(found['plain'], [...OUTER, ['leaf', null]]);
    assert.deepEqual(found['failing'], [
      ['leaf', 'failing'],
      ['failing', null],
      ['leaf', null],
    ]);
  });

  it('is a generator only while that runs, not while its consumer does', () => {
    assert.deepEqual(found['generator'], [
      ['leaf', 'numbers'],
      ['leaf', 'consumer'],
      ['leaf', 'numbers'],
      ['leaf', 'consumer'],
      ['numbers', 'consumer'],
      ['consumer', null],
      ['leaf', null],
    ]);
    assert.deepEqual(found['asynchronous generator'], [
      ['wait', 'stream'],
      ['leaf', 'reader'],
      ['wait', 'stream'],
      ['stream', 'reader'],
      ['reader', null],
      ['leaf', null],
    ]);
  });

  it('is right after a generator that another call has closed', () => {
    assert.deepEqual(found['closed elsewhere'], [
      ['leaf', 'numbers'],
      ['numbers', null],
      ['leaf', 'closer'],
      ['closer', null],
      ['leaf', null],
    ]);
  });

  it('keeps tasks apart that run at once, and follows them into threads', () => {
    const byName = (name: string): (string | null)[] =>
      found['tasks'].filter((call) => call[0] === name).map((call) => call[1]);
    assert.deepEqual(byName('wait'), ['task', 'task']);
    assert.deepEqual(byName('leaf').sort(), ['around', 'around', 'task', 'task']);
    assert.deepEqual(byName('around'), ['task', 'task']);
    assert.deepEqual(byName('task'), [null, null]);
  });

  it('does not reach into a thread that was started, but into a fork', () => {
    assert.deepEqual(found['thread'], OUTER);
    assert.equal(found['child'], 0);
  });
});
