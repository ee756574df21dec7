import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { interpreters, runPython, type PythonRun } from './interpreters.ts';

const HEADER = `
import abc, asyncio, dataclasses, functools, inspect, pickle, sys, typing
from pypss.instrumentation import add_tag, clear_tags, monitor_function, tagged
from pypss.instrumentation.collectors import MemoryCollector, set_global_collector

collector = MemoryCollector()
set_global_collector(collector)

def refused(kind, do):
    try: do()
    except kind as error: return str(error)
    raise SystemExit("not refused")
`;

describe('Python runtime: decorated code stays what it was', () => {
  const [{ path: python }] = interpreters();
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'pypss-decorated-'));
  });

  after(() => rmSync(folder, { recursive: true }));

  async function passes(program: string): Promise<PythonRun> {
    writeFileSync(join(folder, 'program.py'), HEADER + program);
    const run = await runPython(python, ['program.py'], folder);
    assert.equal(run.status, 0, run.stderr);
    return run;
  }

  it('static, class and abstract methods, properties and caches, on either side of the decorator', async () => {
    await passes(`
class Base(abc.ABC):
    @staticmethod
    @monitor_function
    def one(x): return x
    @monitor_function
    @staticmethod
    def two(x): return x
    @classmethod
    @monitor_function
    def three(cls): return cls
    @monitor_function
    @classmethod
    def four(cls): return cls
    @property
    @monitor_function
    def five(self): return 5
    @functools.cached_property
    @monitor_function
    def six(self): return 6
    @monitor_function
    @functools.cache
    def seven(self): return 7
    @abc.abstractmethod
    @monitor_function
    def eight(self): ...
    @monitor_function
    @abc.abstractmethod
    def nine(self): ...

assert inspect.isabstract(Base) and Base.__abstractmethods__ == {"eight", "nine"}
Child = type("Child", (Base,), {"eight": lambda self: 8, "nine": lambda self: 9})
child = Child()
assert (child.one(1), Child.two(2), child.three(), Child.four()) == (1, 2, Child, Child)
assert (child.five, child.six, child.seven()) == (5, 6, 7)
names = {trace["name"] for trace in collector.get_traces()}
assert names == {"Base." + name for name in "one two three four five six seven".split()}, names
`);
  });

  it('signatures, type hints, pickling, coroutine functions and callables that are no functions', async () => {
    await passes(`
@monitor_function("named")
def function(a, /, b: int, *, c: "str" = "x") -> float:
    """What it does."""
    return (a, b, c)
@monitor_function
async def coroutine(): return 1
@monitor_function
async def asynchronous(): yield 1
@monitor_function
def generator(): yield 1
@dataclasses.dataclass
class Point:
    x: int
    @monitor_function
    def moved(self, by: "int") -> "Point": return Point(self.x + by)

assert str(inspect.signature(function)) == "(a, /, b: int, *, c: 'str' = 'x') -> float" and function.__doc__ == "What it does."
assert typing.get_type_hints(Point.moved) == {"by": int, "return": Point} and Point(1).moved(2) == Point(3)
assert pickle.loads(pickle.dumps(function)) is function and pickle.loads(pickle.dumps(Point.moved)) is Point.moved
assert inspect.iscoroutinefunction(coroutine) and inspect.isasyncgenfunction(asynchronous)
assert inspect.isgeneratorfunction(generator)
assert refused(TypeError, lambda: function(1)) == "function() missing 1 required positional argument: 'b'"
class Callable:
    def __call__(self): return 7
assert monitor_function(Callable())() == 7 and monitor_function(len)([1]) == 1
assert monitor_function(functools.partial(function, 1))(2) == (1, 2, "x")
assert asyncio.run(monitor_function(functools.partial(coroutine))()) == 1
collector.clear()
monitor_function("outer")(monitor_function("inner")(function))(1, 2)
assert [trace["name"] for trace in collector.get_traces()] == ["named", "inner", "outer"]
`);
  });

  it('refuses classes, properties and what cannot be called, and says what to do', async () => {
    await passes(`
class Thing: pass
assert refused(TypeError, lambda: monitor_function(Thing)) == "monitor_function needs a function, not the class Thing; decorate its methods"
assert refused(TypeError, lambda: monitor_function(property())) == "monitor_function needs a function, not property; write it below @property"
assert refused(TypeError, lambda: monitor_function(5)) == "monitor_function needs a function, not int"
`);
  });

  it('recurses as deep as before, and not for ever', async () => {
    await passes(`
@monitor_function
def depth(n): return 0 if n == 0 else 1 + depth(n - 1)
@monitor_function
def endless(): return endless()
assert depth(900) == 900
refused(RecursionError, endless)
assert depth(900) == 900
`);
  });

  it('closes, throws into and abandons generators as Python does', async () => {
    await passes(`
steps = []
@monitor_function
def generator():
    try:
        while True:
            try: steps.append((yield len(steps)))
            except KeyError: steps.append("thrown")
    finally: steps.append("closed")
@monitor_function
async def asynchronous():
    try: yield 1
    finally:
        await asyncio.sleep(0)
        steps.append("closed")
one = generator()
assert (next(one), one.send("sent"), one.throw(KeyError())) == (0, 1, 2)
one.close()
assert steps == ["sent", "thrown", "closed"] and refused(StopIteration, lambda: next(one)) == ""
async def main():
    async for _ in asynchronous(): break
    two = asynchronous()
    await two.__anext__()
    await two.aclose()
    three = asynchronous()
    await three.__anext__()
    try: await three.athrow(ValueError("x"))
    except ValueError: steps.append("raised")
asyncio.run(main())
assert sorted(steps[3:]) == ["closed", "closed", "closed", "raised"], steps
failed = [(trace["name"], trace["error"]) for trace in collector.get_traces()]
assert sorted(failed) == [("asynchronous", False), ("asynchronous", False), ("asynchronous", True), ("generator", False)], failed
`);
  });

  it('takes tags of any value, and back what a block has set', async () => {
    await passes(`
class Broken(Exception):
    def __str__(self): raise RuntimeError
@monitor_function
def call(): pass
@monitor_function
def fail(): raise Broken
def tags(trace): return {key: trace[key] for key in ("a", "b", "x.y") if key in trace}

with tagged(a=1):
    call()
    add_tag("b", 2)
    call()
    with tagged({"x.y": Broken()}): call()
    try:
        with tagged(a=3): raise KeyError
    except KeyError: pass
    call()
    clear_tags()
    call()
call()
found = [tags(trace) for trace in collector.get_traces()]
text = "<Broken without readable text>"
assert found == [{"a": 1}, {"a": 1, "b": 2}, {"a": 1, "b": 2, "x.y": text}, {"a": 1, "b": 2}, {}, {}], found
assert "parent_id" in refused(ValueError, lambda: add_tag("parent_id", 1))
assert "sample_rate" in refused(ValueError, lambda: tagged(sample_rate=1).__enter__())
assert refused(TypeError, lambda: add_tag(5, 1)) == "the name of a tag must be text, not int"
collector.clear()
with tagged(long="x" * 10**6, huge=10**6000, nan=float("nan"), flag=True): call()
[trace] = collector.get_traces()
assert (len(trace["long"]), trace["huge"], trace["nan"], trace["flag"]) == (8193, "<int without readable text>", "nan", True)
try: fail()
except Broken: pass
assert collector.get_traces()[1]["exception_message"] == text

async def worker(n):
    with tagged(a=n):
        await asyncio.sleep(0)
        call()
async def main(): await asyncio.gather(*(worker(n) for n in range(3)))
collector.clear()
asyncio.run(main())
assert sorted(trace["a"] for trace in collector.get_traces()) == [0, 1, 2]
`);
  });

  it('keeps the memory collector bounded and counts what had to go', async () => {
    await passes(`
@monitor_function
def call(): pass
small = MemoryCollector(max_traces=3)
set_global_collector(small)
for _ in range(10): call()
assert (len(small.get_traces()), small.dropped) == (3, 7)
assert "at least 1" in refused(ValueError, lambda: MemoryCollector(0))
`);
  });
});
