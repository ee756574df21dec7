import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environment, interpreters, runPython } from './interpreters.ts';
import { callsByName, traceLines } from './traceLines.ts';

const EVERYTHING = `
import asyncio, multiprocessing, os, sys, threading
from pypss.instrumentation import monitor_function

@monitor_function
def work(n): return n if n < 2 else work(n - 1)

@monitor_function
async def fetch(n):
    await asyncio.sleep(0)
    return n

@monitor_function
async def stream(n):
    for i in range(n):
        await asyncio.sleep(0)
        yield i

@monitor_function
def rows(n): yield from range(n)

class Shop:
    @monitor_function
    @classmethod
    def name(cls): return cls.__name__
    @staticmethod
    @monitor_function
    def open(): return True

def child(n):
    for _ in range(n): work(1)

async def main():
    await asyncio.gather(*(fetch(n) for n in range(20)))
    assert [n async for n in stream(3)] == [0, 1, 2]
    left = stream(3)
    async for _ in left: break
    await left.aclose()

if __name__ == "__main__":
    threads = [threading.Thread(target=child, args=(250,)) for _ in range(4)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    for method in ("fork", "spawn"):
        context = multiprocessing.get_context(method)
        processes = [context.Process(target=child, args=(100,)) for _ in range(2)]
        for process in processes: process.start()
        for process in processes: process.join()
        # Leaving the block ends the workers by a signal.
        with context.Pool(2) as pool: pool.map(child, [10] * 8)
    forked = os.fork()
    if forked == 0:
        child(5)
        sys.exit(0)
    os.waitpid(forked, 0)
    work(5)
    asyncio.run(main())
    assert list(rows(3)) == [0, 1, 2] and Shop.name() == "Shop" and Shop.open()
    sys.exit(3)
`;

/** Calls until it is told to stop, and says when it has begun. */
const ENDLESS = `
import time
from pypss.instrumentation import monitor_function

@monitor_function
def tick(): time.sleep(0.001)

print("begun", flush=True)
count = 0
while True:
    tick()
    count += 1
    if count % 100 == 0: print(count, flush=True)
`;

describe('Python runtime: ends of all kinds', () => {
  const found = interpreters();
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pypss-ends-'));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  const output = () => join(folder, 'pypss_output', 'traces.json');

  for (const { path, version } of found) {
    it(`loses no call of threads, tasks, children and pools under Python ${version}`, async () => {
      writeFileSync(join(folder, 'all.py'), EVERYTHING);
      const run = await runPython(path, ['all.py'], folder);
      assert.equal(run.stderr, '');
      assert.equal(run.status, 3);
      const traces = traceLines(output());
      assert.deepEqual(callsByName(traces), {
        work: 4 * 250 + 2 * (200 + 80) + 5 + 5,
        fetch: 20,
        stream: 2,
        rows: 1,
        'Shop.name': 1,
        'Shop.open': 1,
      });
      assert.equal(new Set(traces.map((trace) => trace.trace_id)).size, traces.length);
      assert.deepEqual(readdirSync(join(folder, 'pypss_output')), ['traces.json']);
    });
  }

  it('loses no call of pools whose program sets its collector while it is imported', async () => {
    const program = `
import multiprocessing
from pypss.instrumentation import monitor_function
from pypss.instrumentation.collectors import FileFIFOCollector, set_global_collector

set_global_collector(FileFIFOCollector("fifo.ndjson"))

@monitor_function
def work(n): return n

work(0)

if __name__ == "__main__":
    for method in ("spawn", "forkserver"):
        with multiprocessing.get_context(method).Pool(1) as pool: pool.map(work, range(5))
`;
    writeFileSync(join(folder, 'pools.py'), program);
    const run = await runPython(found[0].path, ['pools.py'], folder);
    assert.deepEqual([run.status, run.stderr], [0, '']);
    assert.deepEqual(callsByName(traceLines(join(folder, 'fifo.ndjson'))), { work: 3 + 2 * 5 });
  });

  async function interrupt(signal: NodeJS.Signals, calls: number): Promise<number> {
    writeFileSync(join(folder, 'endless.py'), ENDLESS);
    const child = spawn(found[0].path, ['endless.py'], {
      cwd: folder,
      env: environment(),
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let made = 0;
    for await (const text of child.stdout.setEncoding('utf8') as AsyncIterable<string>) {
      made = Math.max(made, Number(text.trim().split('\n').at(-1)) || 0);
      if (made >= calls && child.exitCode === null && !child.killed) child.kill(signal);
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
    return made;
  }

  it('writes everything at Ctrl-C', async () => {
    const made = await interrupt('SIGINT', 300);
    const traces = traceLines(output());
    assert.ok(traces.length >= made, `${traces.length} of ${made}`);
    // The call that was interrupted left by KeyboardInterrupt, and says so.
    const last = traces.at(-1)!;
    assert.deepEqual([last.error, last['exception_type']], [true, 'KeyboardInterrupt']);
  });

  it('loses at most the last batch when it is killed, and what is left is readable', async () => {
    const made = await interrupt('SIGKILL', 1500);
    assert.ok(!existsSync(output()));
    const [part] = readdirSync(join(folder, 'pypss_output'));
    assert.match(part, /^\.traces\.json\.\d+\.part$/);
    // A batch is 100 traces or a second, whichever comes first; a second holds at most 1000 of these calls.
    assert.ok(traceLines(join(folder, 'pypss_output', part)).length >= made - 1100);
  });
});
