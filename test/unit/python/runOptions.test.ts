import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunOutcome } from '../../../src/protocol/run.ts';
import { runCli, startCli } from '../cli/runCli.ts';
import { environment, interpreters } from './interpreters.ts';
import { callsByName, traceLines } from './traceLines.ts';

const WORK = 'def work(n):\n    if n % 5 == 4: raise ValueError("odd one")\n    return n\n';
const CALLS = 'for n in range(10):\n    try: work(n)\n    except ValueError: pass\n';

describe('pypss run: what it leaves behind', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pypss-run-options-'));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  const put = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  const run = (...args: string[]) => runCli(['run', ...args], { cwd: folder });
  const outcome = (): RunOutcome => JSON.parse(readFileSync(join(folder, 'outcome.json'), 'utf8')) as RunOutcome;

  it('keeps the run in the history, writes report and page, and tells how it ended', async () => {
    put('main.py', WORK + CALLS);
    const kept = await run('--store-history', '--output', 'report.json', '--outcome', 'outcome.json', 'main.py');
    assert.equal(kept.status, 0, kept.stderr);
    const report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as { pss: number; traces: number };
    assert.deepEqual(outcome(), { status: 0, signal: null, error: null, traces: 10, pss: report.pss, stored: true });
    const history = await runCli(['history', '--export', 'json'], { cwd: folder });
    assert.equal((JSON.parse(history.stdout) as unknown[]).length, 1, history.stdout);
    const page = await run('--output', 'page.html', '--html', 'main.py');
    assert.equal(page.status, 0, page.stderr);
    assert.match(readFileSync(join(folder, 'page.html'), 'utf8'), /^<!doctype html>/i);
  });

  it('replaces the traces of the run before', async () => {
    put('main.py', WORK + CALLS);
    for (let time = 0; time < 2; time++) await run('--traces', 'out/traces.ndjson', 'main.py');
    assert.deepEqual(callsByName(traceLines(join(folder, 'out', 'traces.ndjson'))), { work: 10 });
  });

  it('leaves --help and --version after the script to it', async () => {
    put('main.py', 'import sys\nprint(sys.argv[1:], __annotations__)\n');
    const after = await run('main.py', '--help', '-h', '--version', '--top', '3');
    assert.equal(after.stdout, "['--help', '-h', '--version'] {}\n", after.stderr);
    const before = await run('--help', 'main.py');
    assert.deepEqual([before.status, before.stderr], [0, '']);
    assert.match(before.stdout, /^Usage: pypss run \[options\] <script>[^]*--fail-if-below/);
    const wrong = await run('--outptu', 'x.json', 'main.py');
    assert.deepEqual([wrong.status, wrong.stdout], [2, '']);
    assert.match(wrong.stderr, /^pypss: unknown option --outptu; options of the script follow its name\n$/);
  });

  it('gives the report of a script that crashes or ends by sys.exit, and where it was', async () => {
    put('crash.py', `${WORK}${CALLS}def last():\n    raise KeyError("gone")\nlast()\n`);
    const crashed = await run('--outcome', 'outcome.json', '--output', 'report.json', 'crash.py');
    assert.equal(crashed.status, 1);
    assert.match(crashed.stderr, /KeyError: 'gone'[^]*PSS: \d+\/100/);
    const { error, traces } = outcome();
    assert.deepEqual(error, { type: 'KeyError', message: "'gone'", filename: join(folder, 'crash.py'), lineno: 8 });
    assert.equal(traces, 11);
    put('exit.py', `import sys\n${WORK}${CALLS}sys.exit(4)\n`);
    const left = await run('--outcome', 'outcome.json', 'exit.py');
    assert.equal(left.status, 4);
    assert.deepEqual([outcome().status, outcome().error, outcome().traces], [4, null, 10]);
  });

  it('tells of a syntax error, also in a module that is imported', async () => {
    put('broken.py', 'x = 1\ndef f(:\n    pass\n');
    const direct = await run('--outcome', 'outcome.json', 'broken.py');
    assert.equal(direct.status, 1);
    assert.match(direct.stderr, /SyntaxError/);
    assert.match(direct.stderr, /pypss: broken\.py ended with SyntaxError before a call/);
    const { error, pss } = outcome();
    assert.deepEqual([error?.type, error?.filename, error?.lineno], ['SyntaxError', join(folder, 'broken.py'), 2]);
    assert.equal(pss, null);
    put('imports.py', 'import broken\n');
    await run('--outcome', 'outcome.json', 'imports.py');
    assert.deepEqual([outcome().error?.filename, outcome().error?.lineno], [join(folder, 'broken.py'), 2]);
  });

  it('lets the script handle Ctrl+C, and reports what it had done', async () => {
    put(
      'endless.py',
      `import os, signal, time\nsignal.signal(signal.SIGINT, signal.default_int_handler)\n${WORK}work(0)\nprint(os.getpid(), flush=True)\ntime.sleep(50)\n`,
    );
    const child = startCli(['run', '--outcome', 'outcome.json', 'endless.py'], { cwd: folder });
    let stderr = '';
    child.stderr!.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const [printed] = (await once(child.stdout!, 'data')) as [Buffer];
    const script = Number.parseInt(printed.toString(), 10);
    // In a terminal the key reaches both.
    process.kill(child.pid!, 'SIGINT');
    process.kill(script, 'SIGINT');
    const [code] = (await once(child, 'close')) as [number];
    assert.equal(code, 130, stderr);
    assert.deepEqual([outcome().error?.type, outcome().traces], ['KeyboardInterrupt', 1]);
  });

  it('passes on the signals that are meant for the script, and stays until it has ended', async () => {
    put(
      'service.py',
      `import signal, sys, time\n${WORK}work(0)\n` +
        'def tell(number, frame): print(signal.Signals(number).name, flush=True)\n' +
        'for name in ("SIGUSR1", "SIGUSR2", "SIGHUP"): signal.signal(getattr(signal, name), tell)\n' +
        'signal.signal(signal.SIGTERM, lambda *_: sys.exit(5))\n' +
        'print("ready", flush=True)\nwhile True: time.sleep(0.05)\n',
    );
    const child = startCli(['run', '--outcome', 'outcome.json', 'service.py'], { cwd: folder });
    let stderr = '';
    child.stderr!.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const wanted: NodeJS.Signals[] = ['SIGUSR1', 'SIGUSR2', 'SIGHUP'];
    for (const answer of ['ready', ...wanted]) {
      const [printed] = (await once(child.stdout!, 'data')) as [Buffer];
      assert.equal(printed.toString().trim(), answer, stderr);
      child.kill(wanted[wanted.indexOf(answer as NodeJS.Signals) + 1] ?? 'SIGTERM');
    }
    const [code] = (await once(child, 'close')) as [number];
    assert.equal(code, 5, stderr);
    assert.equal(outcome().traces, 1 + 3);
  });

  it('tells where the runtime is, for programs that others start', async () => {
    put('own.py', 'from pypss.instrumentation import monitor_function\nmonitor_function("own")(len)([])\n');
    const { status, stdout } = await runCli(['runtime'], { cwd: folder });
    assert.equal(status, 0);
    const [{ path: python }] = interpreters();
    execFileSync(python, ['own.py'], { cwd: folder, env: environment({ PYTHONPATH: stdout.trim() }) });
    assert.match(readFileSync(join(folder, 'pypss_output', 'traces.json'), 'utf8'), /"name": "own"/);
  });

  it('does not claim to have seen all of a script that was killed', async () => {
    put('killed.py', 'import os\ndef work(): pass\nwork()\nos.kill(os.getpid(), 9)\n');
    const { status, stderr } = await run('killed.py');
    assert.equal(status, 137);
    assert.match(stderr, /killed\.py was ended by SIGKILL; its calls of the last second may be missing/);
    assert.match(stderr, /killed\.py left no traces before SIGKILL ended it, so there is no score/);
  });

  it('says in one line what it cannot write', async () => {
    put('main.py', WORK + CALLS);
    mkdirSync(join(folder, 'taken'));
    for (const option of ['--traces', '--outcome', '--output']) {
      const { status, stderr } = await run(option, 'taken', 'main.py');
      assert.equal(status, 1);
      assert.match(stderr, /^pypss: cannot write taken: it is a folder\n$/);
    }
  });

  it('records the modules beside a script that lies elsewhere, and never the standard library', async () => {
    mkdirSync(join(folder, 'here'));
    put('part.py', 'import json\ndef part(): return json.loads("1")\n');
    put('main.py', 'from part import part\ndef own(): return part()\nown()\n');
    const beside = await runCli(['run', '--traces', 'traces.ndjson', '../main.py'], { cwd: join(folder, 'here') });
    assert.equal(beside.status, 0, beside.stderr);
    assert.deepEqual(callsByName(traceLines(join(folder, 'here', 'traces.ndjson'))), { own: 1, part: 1 });
    const fromRoot = await runCli(['run', '--traces', join(folder, 'root.ndjson'), join(folder, 'main.py')], {
      cwd: '/',
    });
    assert.equal(fromRoot.status, 0, fromRoot.stderr);
    assert.deepEqual(callsByName(traceLines(join(folder, 'root.ndjson'))), { own: 1, part: 1 });
  });

  it('records a decorated function once, by whatever name the decorator goes', async () => {
    put(
      'main.py',
      'from pypss.instrumentation import monitor_function, monitor_function as mf\n' +
        'import asyncio, pypss.instrumentation as pi\nown = mf\n' +
        '@mf("x")\ndef a(): pass\n@pi.monitor_function\ndef b(): pass\n@own("y")\nasync def c(): pass\n' +
        'def d(): pass\na(); b(); asyncio.run(c()); d()\n',
    );
    const { status, stderr } = await run('--traces', 'traces.ndjson', 'main.py');
    assert.equal(status, 0, stderr);
    assert.deepEqual(callsByName(traceLines(join(folder, 'traces.ndjson'))), { x: 1, b: 1, y: 1, d: 1 });
  });

  it('gives an installed pypss to the script, or the bundled one when that is asked for', async () => {
    mkdirSync(join(folder, 'pypss'));
    put('pypss/__init__.py', 'mine = True\n');
    put('main.py', `import pypss\n${WORK}work(1)\nprint(getattr(pypss, "mine", False))\n`);
    const installed = await run('--traces', 'traces.ndjson', 'main.py');
    assert.equal(installed.stdout, 'True\n', installed.stderr);
    assert.deepEqual(callsByName(traceLines(join(folder, 'traces.ndjson'))), { work: 1 });
    const bundled = await run('--runtime', 'bundled', '--traces', 'traces.ndjson', 'main.py');
    assert.equal(bundled.stdout, 'False\n', bundled.stderr);
    assert.deepEqual(callsByName(traceLines(join(folder, 'traces.ndjson'))), { work: 1 });
    assert.ok(!existsSync(join(folder, 'pypss_output')));
  });
});
