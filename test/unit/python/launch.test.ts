import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runCli } from '../cli/runCli.ts';
import { interpreters, runPython } from './interpreters.ts';
import { callsByName, traceLines } from './traceLines.ts';

interface Program {
  name: string;
  files: Record<string, string>;
  args?: string[];
  input?: string;
  status: number;
  /** Calls that the traces must hold, by name. */
  calls: Record<string, number>;
}

const PROGRAMS: Program[] = [
  {
    name: 'threads',
    files: {
      'main.py': `
import threading

class Account:
    def __init__(self): self.total = 0
    def pay(self, amount):
        def checked(value): return value
        self.total += checked(amount)
    @property
    def balance(self): return self.total
    @classmethod
    def kind(cls): return cls.__name__
    @staticmethod
    def rate(): return 3

def numbers(count):
    yield from range(count)

account, lock = Account(), threading.Lock()

def worker():
    for n in numbers(10):
        with lock: account.pay(n)

threads = [threading.Thread(target=worker) for _ in range(4)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(account.balance, Account.kind(), Account.rate(), worker.__name__, Account.pay.__qualname__)
`,
    },
    status: 0,
    calls: {
      'Account.pay': 40,
      'Account.pay.<locals>.checked': 40,
      'Account.balance': 1,
      'Account.kind': 1,
      'Account.rate': 1,
      numbers: 4,
      worker: 4,
    },
  },
  {
    name: 'asyncio',
    files: {
      'main.py': `
import asyncio

async def ticks(count):
    for n in range(count):
        await asyncio.sleep(0)
        yield n

async def fetch(n):
    await asyncio.sleep(0.001 * n)
    if n == 3: raise LookupError(f"no {n}")
    return n

async def main():
    done = await asyncio.gather(*(fetch(n) for n in range(5)), return_exceptions=True)
    print([repr(answer) for answer in done], [n async for n in ticks(3)])
    task = asyncio.create_task(fetch(1000))
    await asyncio.sleep(0)
    task.cancel()
    try: await task
    except asyncio.CancelledError: print("cancelled")

asyncio.run(main())
`,
    },
    status: 0,
    calls: { fetch: 6, main: 1, ticks: 1 },
  },
  {
    name: 'command line with arguments and standard input',
    files: {
      'tool.py': `
import argparse, sys

def options():
    parser = argparse.ArgumentParser(prog="tool")
    parser.add_argument("--factor", type=int)
    parser.add_argument("rest", nargs="*")
    return parser.parse_args()

def scale(line, factor): return int(line) * factor

if __name__ == "__main__":
    chosen = options()
    for line in sys.stdin: print(scale(line, chosen.factor))
    print(chosen.rest, sys.argv[0], __file__ == sys.modules["__main__"].__file__, __spec__, sys.path[0] == __file__.rpartition("/")[0])
    print("to stderr", file=sys.stderr)
    sys.exit(7)
`,
    },
    args: ['--factor', '3', 'a', '--', '-b'],
    input: '1\n2\n5\n',
    status: 7,
    calls: { options: 1, scale: 3 },
  },
  {
    name: 'package with relative imports and processes',
    files: {
      'app/__init__.py': '',
      'app/core/__init__.py': 'from .engine import start\n',
      'app/core/engine.py':
        'from ..parts import wheel\n\ndef start(turns):\n    return sum(wheel.turn(n) for n in range(turns))\n',
      'app/parts/__init__.py': '',
      'app/parts/wheel.py': 'def turn(n):\n    """Docstring."""\n    return n * 2\n',
      'main.py': `
import multiprocessing, pickle
from app.core import start
from app.parts.wheel import turn

def child(turns): start(turns)

if __name__ == "__main__":
    print(start(4), turn.__doc__, pickle.loads(pickle.dumps(start)) is start)
    for method in ("spawn", "fork", "forkserver"):
        context = multiprocessing.get_context(method)
        process = context.Process(target=child, args=(5,))
        process.start()
        process.join()
        print(process.exitcode)
        # Leaving the block ends the workers by a signal.
        with context.Pool(2) as pool: pool.map(child, [1] * 4)
`,
    },
    status: 0,
    calls: { start: 16, turn: 31, child: 15 },
  },
  {
    name: 'modules that are called like some of Python',
    files: {
      'tomllib.py': 'def words(): return "mine"\n',
      'ast/__init__.py': 'def tree(): return "oak"\n',
      'main.py': `
import multiprocessing
import ast, tomllib

def child(): print(ast.tree(), tomllib.words())

if __name__ == "__main__":
    child()
    process = multiprocessing.get_context("spawn").Process(target=child)
    process.start()
    process.join()
`,
    },
    status: 0,
    calls: { child: 2, tree: 2, words: 2 },
  },
  {
    name: 'a failing script',
    files: {
      'main.py': `
import atexit, functools

def outermost(): return middle(0)

@functools.lru_cache
def middle(n):
    try: return 1 / n
    except ZeroDivisionError as error: raise ValueError("no such number") from error

atexit.register(lambda: print("goodbye"))
print("before")
outermost()
`,
    },
    status: 1,
    calls: { outermost: 1, middle: 1 },
  },
];

describe('pypss run', () => {
  const found = interpreters();
  let folder: string;

  before(() => {
    assert.ok(found.length > 0, 'no Python from 3.11 on was found');
    folder = mkdtempSync(join(tmpdir(), 'pypss-run-test-'));
  });

  after(() => rmSync(folder, { recursive: true }));

  for (const program of PROGRAMS) {
    it(`leaves ${program.name} as it is and records it`, async () => {
      const root = join(folder, program.name.replaceAll(' ', '-'));
      for (const [file, text] of Object.entries(program.files)) {
        mkdirSync(dirname(join(root, file)), { recursive: true });
        writeFileSync(join(root, file), text);
      }
      const script = 'tool.py' in program.files ? 'tool.py' : 'main.py';
      const { args = [], input = '', status, calls } = program;
      for (const [i, { path, version }] of found.entries()) {
        const plain = await runPython(path, [script, ...args], root, input);
        const traces = join(root, `traces-${i}.ndjson`);
        const recorded = await runCli(
          ['run', '--python', path, '--traces', traces, '--output', `report-${i}.json`, '--', script, ...args],
          { cwd: root, input: Buffer.from(input) },
        );
        assert.equal(plain.status, status, plain.stderr);
        assert.equal(recorded.status, plain.status, `${version}: ${recorded.stderr}`);
        assert.equal(recorded.stdout, plain.stdout, version);
        // The report comes after what the script itself says there.
        assert.ok(recorded.stderr.startsWith(plain.stderr), `${version}:\n${recorded.stderr}\n---\n${plain.stderr}`);
        assert.match(recorded.stderr.slice(plain.stderr.length), /PSS: \d+\/100/, version);
        assert.deepEqual(callsByName(traceLines(traces)), calls, version);
      }
    });
  }

  it('says so when no function was called, and keeps the exit code', async () => {
    writeFileSync(join(folder, 'empty.py'), 'print("hello")\n');
    const run = await runCli(['run', 'empty.py'], { cwd: folder });
    assert.equal(run.status, 0);
    assert.equal(run.stdout, 'hello\n');
    assert.match(run.stderr, /^pypss: no function of empty\.py was called[^\n]*\n$/);
    const gated = await runCli(['run', 'empty.py', '--fail-if-below', '50'], { cwd: folder });
    assert.equal(gated.status, 1);
  });

  it('fails at a gate although the script succeeds', async () => {
    writeFileSync(
      join(folder, 'flaky.py'),
      'def f(n):\n    if n % 2: raise ValueError\nfor n in range(9):\n    try: f(n)\n    except ValueError: pass\n',
    );
    const run = await runCli(['run', 'flaky.py', '--fail-if-below', '99'], { cwd: folder });
    assert.equal(run.status, 1);
    assert.match(run.stderr, /--fail-if-below/);
  });

  it('names what is missing', async () => {
    const nothing = await runCli(['run', 'nothing.py'], { cwd: folder });
    assert.equal(nothing.status, 2);
    assert.match(nothing.stderr, /no file nothing\.py/);
    const interpreter = await runCli(['run', '--python', './no-python', 'empty.py'], { cwd: folder });
    assert.equal(interpreter.status, 1);
    assert.match(interpreter.stderr, /cannot run \.\/no-python/);
  });

  it('follows the discovery settings of pypss.toml, but always records the script', async () => {
    const root = join(folder, 'discovery', 'scripts');
    mkdirSync(join(root, 'lib'), { recursive: true });
    writeFileSync(
      join(root, '..', 'pypss.toml'),
      '[pypss.discovery]\nignore_funcs_prefix = "skip"\nignore_dirs = ["scripts"]\n',
    );
    writeFileSync(join(root, 'lib', 'part.py'), 'def part(): return 1\n');
    writeFileSync(
      join(root, 'main.py'),
      'from lib.part import part\ndef _own(): return part()\ndef skip_me(): return 2\n_own(); skip_me()\n',
    );
    const traces = join(folder, 'discovery.ndjson');
    const run = await runCli(['run', 'scripts/main.py', '--traces', traces], { cwd: join(root, '..') });
    assert.equal(run.status, 0, run.stderr);
    assert.deepEqual(callsByName(traceLines(traces)), { _own: 1 });
  });
});
