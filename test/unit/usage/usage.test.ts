/**
 * Runs every code block of PyPSS's usage page with this project's runtime, command line and configuration. Blocks run as
 * they stand; only ports and the path in /tmp are exchanged, so that no service or file of the machine is touched.
 */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { SYSTEM_PYTHON } from '../../../scripts/toolchain/usagePackages.ts';
import { analyzeFile } from '../../../src/analysis/analyze.ts';
import { posixShim } from '../../../src/extension/terminal/shim.ts';
import { DEFAULT_CONFIG } from '../../../src/score/config/config.ts';
import { parseConfig } from '../../../src/score/config/parseConfig.ts';
import { hasPackage, interpreters, runPython } from '../python/interpreters.ts';
import { callsByName, traceLines } from '../python/traceLines.ts';
import { freePort } from '../support/freePort.ts';
import { RedisServer } from '../support/redisServer.ts';
import { until } from '../support/until.ts';
import { collectorVariants, usageBlocks } from './usagePage.ts';

const CLI = resolve('dist/cli.js');
const blocks = usageBlocks();
const ofLanguage = (language: string) => blocks.filter((block) => block.language === language);
const collectorBlock = ofLanguage('python').find(({ code }) => code.includes('set_global_collector'))!;
const pieces = ofLanguage('python').filter((block) => block !== collectorBlock);

/** What the page leaves to the reader: its pieces follow each other, and somebody calls what they define. */
const CALLS = `
import asyncio
for _ in range(3):
    my_task()
assert asyncio.run(fetch_data()) == "data"
`;
const CALLED = { my_task: 3, async_api_call: 1, critical_section: 1 };

describe('the usage page', () => {
  let folder: string;
  const running: ChildProcess[] = [];

  before(() => {
    assert.ok(existsSync(CLI), 'dist/cli.js is missing: npm run build');
    assert.ok(existsSync(SYSTEM_PYTHON), `${SYSTEM_PYTHON} is missing: sudo apt-get install python3`);
  });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pypss-usage-'));
  });

  afterEach(async () => {
    for (const child of running.splice(0)) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    rmSync(folder, { recursive: true });
  });

  /** Starts a program in the folder, with `pypss` on PATH as the editor's terminals have it. */
  function start(command: string, args: readonly string[], more: NodeJS.ProcessEnv = {}): Running {
    const shim = join(folder, 'pypss');
    writeFileSync(shim, posixShim({ node: process.execPath, cli: CLI }));
    chmodSync(shim, 0o755);
    const env = { ...process.env, NO_COLOR: '1', PATH: `${folder}${delimiter}${process.env['PATH']}`, ...more };
    const child = spawn(command, args, { cwd: folder, env });
    running.push(child);
    const said: Running = { child, stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text));
    return said;
  }

  /** Runs a block of shell to its end, stopping at the first command that fails. */
  async function shell(code: string): Promise<Running & { status: number | null }> {
    const said = start('bash', ['-euo', 'pipefail', '-c', code]);
    const [status] = (await once(said.child, 'close')) as [number | null];
    return { ...said, status };
  }

  function write(name: string, text: string): void {
    writeFileSync(join(folder, name), text);
  }

  /** The traces that the analysis finds in a file of the folder. */
  async function scored(name: string): Promise<number> {
    const outcome = await analyzeFile({ path: join(folder, name), root: folder });
    assert.ok(outcome.ok, outcome.ok ? '' : outcome.problem.message);
    return outcome.report.traces;
  }

  it('is extracted whole', () => {
    const source = readFileSync('test/fixtures/usage.md', 'utf8');
    assert.equal(blocks.length, source.split('.. code-block::').length - 1);
    assert.deepEqual([...new Set(blocks.map(({ language }) => language))].sort(), ['bash', 'python', 'toml']);
    assert.ok(blocks.every(({ code }) => code.trim() !== ''));
    assert.equal(collectorVariants(collectorBlock.code).length, 4);
  });

  for (const { path: python, version } of interpreters()) {
    describe(`Python ${version} (${python})`, () => {
      for (const [index, block] of pieces.entries())
        it(`runs the block under “${block.heading}” (${index + 1})`, async () => {
          const program = pieces.slice(0, index + 1).map(({ code }) => code);
          write('program.py', [...program, index === pieces.length - 1 ? CALLS : ''].join('\n'));
          const { status, stderr } = await runPython(python, ['program.py'], folder);
          assert.equal(status, 0, stderr);
          assert.equal(stderr, '');
          if (index < pieces.length - 1) return;
          assert.deepEqual(callsByName(traceLines(join(folder, DEFAULT_CONFIG.default.traceFile))), CALLED);
          assert.equal(await scored(DEFAULT_CONFIG.default.traceFile), 5);
        });

      for (const { name, code } of collectorVariants(collectorBlock.code))
        it(`runs the block of collectors with ${name}`, async () => {
          const program = (text: string): string => [text, ...pieces.map((piece) => piece.code), CALLS].join('\n');
          if (name.startsWith('File')) {
            const target = join(folder, 'pypss_traces');
            write('program.py', program(code.replace('/tmp/pypss_traces', target)));
            const { status, stderr } = await runPython(python, ['program.py'], folder);
            assert.equal(status, 0, stderr);
            assert.deepEqual(callsByName(traceLines(target)), CALLED);
            assert.equal(await scored('pypss_traces'), 5);
            return;
          }
          const module = name.startsWith('Redis') ? 'redis' : 'grpc';
          if (!hasPackage(python, module)) {
            // The page says that these need a package; without it the program says which.
            assert.notEqual(
              python,
              SYSTEM_PYTHON,
              `Python has no ${module}: sudo apt-get install python3-redis python3-grpcio`,
            );
            write('program.py', program(code));
            const { status, stderr } = await runPython(python, ['program.py'], folder);
            assert.equal(status, 1);
            assert.match(
              stderr,
              new RegExp(`ImportError: ${module === 'redis' ? 'Redis' : 'GRPC'}Collector needs the package`),
            );
            return;
          }
          if (module === 'redis') await withRedis(python, code, program);
          else await withGrpc(python, code, program);
        });
    });
  }

  async function withRedis(python: string, code: string, program: (code: string) => string): Promise<void> {
    const server = await RedisServer.start();
    try {
      write('program.py', program(code.replaceAll('localhost:6379', `localhost:${server.port}`)));
      const { status, stderr } = await runPython(python, ['program.py'], folder);
      assert.equal(status, 0, stderr);
      const items = await (await server.client()).lRange('pypss:traces', 0, -1);
      write('redis.ndjson', items.map((item) => `${item}\n`).join(''));
      assert.deepEqual(callsByName(traceLines(join(folder, 'redis.ndjson'))), CALLED);
      assert.equal(await scored('redis.ndjson'), 5);
    } finally {
      await server.stop();
    }
  }

  async function withGrpc(python: string, code: string, program: (code: string) => string): Promise<void> {
    const port = await freePort();
    const collector = start(process.execPath, [CLI, 'collect', 'grpc', `localhost:${port}`, '--output', 'grpc.ndjson']);
    await until(() => collector.stderr.includes('collecting from') || collector.child.exitCode !== null);
    assert.equal(collector.child.exitCode, null, collector.stderr);
    write('program.py', program(code.replaceAll('localhost:50051', `localhost:${port}`)));
    const { status, stderr } = await runPython(python, ['program.py'], folder);
    assert.equal(status, 0, stderr);
    collector.child.kill('SIGINT');
    await once(collector.child, 'exit');
    assert.deepEqual(callsByName(traceLines(join(folder, 'grpc.ndjson'))), CALLED);
    assert.equal(await scored('grpc.ndjson'), 5);
  }

  describe('shell', () => {
    const SCRIPT = 'def step(n):\n    return n * 2\n\nfor n in range(40):\n    step(n)\nprint("done")\n';
    const [analyze, board, store, history, ...others] = ofLanguage('bash').map(({ code }) => code);

    beforeEach(() => {
      write('traces.json', readFileSync('samples/traces.json', 'utf8'));
      write('my_script.py', SCRIPT);
    });

    it('is these four blocks', () => {
      assert.equal(others.length, 0);
      assert.match(analyze, /^pypss analyze/);
      assert.match(board, /^pypss board traces\.json\n$/);
      assert.match(store, /^pypss run my_script\.py --store-history\npypss analyze/);
      assert.match(history, /history\.csv/);
    });

    it('analyzes a trace file', async () => {
      const { status, stdout, stderr } = await shell(analyze);
      assert.equal(status, 0, stderr);
      assert.match(stdout, /PSS\D*\d+/);
    });

    it('opens the board, which answers until it is stopped', async () => {
      const browser = join(folder, 'browser');
      write('browser', '#!/bin/sh\nprintf %s "$1" > address.part && mv address.part address\n');
      chmodSync(browser, 0o755);
      const said = start('bash', ['-c', `exec ${board}`], { BROWSER: browser });
      await until(() => existsSync(join(folder, 'address')) || said.child.exitCode !== null);
      assert.equal(said.child.exitCode, null, said.stderr);
      const answer = await fetch(readFileSync(join(folder, 'address'), 'utf8'), { redirect: 'follow' });
      assert.ok([200, 302, 303].includes(answer.status), String(answer.status));
      assert.match(await answer.text(), /<html/i);
      said.child.kill('SIGINT');
      const [status] = (await once(said.child, 'exit')) as [number | null];
      // As a shell reports a program that Ctrl+C has stopped.
      assert.equal(status, 130, said.stderr);
      assert.equal(said.stderr.includes('    at '), false, said.stderr);
    });

    it('stores a run of a script and one of a trace file, and shows, filters and exports them', async () => {
      const stored = await shell(store);
      assert.equal(stored.status, 0, stored.stderr);
      assert.match(stored.stdout, /^done$/m);
      const shown = await shell(history);
      assert.equal(shown.status, 0, shown.stderr);
      const rows = readFileSync(join(folder, 'history.csv'), 'utf8').trim().split(/\r?\n/);
      assert.match(rows[0], /^id,timestamp,pss,ts,ms,ev,be,cc,meta/);
      assert.equal(rows.length, 3);
      assert.match(rows.join('\n'), /my_script\.py/);
    });
  });

  describe('TOML', () => {
    const [quick, regression, ...others] = ofLanguage('toml').map(({ code }) => code);

    it('is these two blocks', () => {
      assert.equal(others.length, 0);
      assert.match(quick, /^\[pypss\]/);
      assert.match(regression, /^\[tool\.pypss\]/);
    });

    it('sets what the quick example says, without a word of complaint', async () => {
      const { config, diagnostics } = parseConfig(quick, 'pypss.toml', { table: 'pypss.toml' });
      assert.deepEqual(diagnostics, []);
      assert.equal(config.sampling.sampleRate, 0.1);
      assert.equal(config.errorSpikeThreshold, 0.05);
      assert.equal(config.consecutiveErrorThreshold, 2);
      assert.equal(config.ui.title, 'My Production Stability');
      const calls = Array.from({ length: 50 }, (_, i) => ({ name: 'f', duration: 0.01, error: i % 10 === 0 }));
      write('traces.json', JSON.stringify(calls));
      const volatility = async (): Promise<number> => {
        const outcome = await analyzeFile({ path: join(folder, 'traces.json'), root: folder });
        assert.ok(outcome.ok);
        return outcome.report.scores.ev;
      };
      const before = await volatility();
      write('pypss.toml', quick);
      assert.ok((await volatility()) < before, 'errors do not cost more');
    });

    for (const table of ['pypss.toml', 'pyproject.toml'] as const)
      it(`tunes regressions in ${table}`, () => {
        const { config, diagnostics } = parseConfig(regression, table, { table });
        assert.deepEqual(diagnostics, []);
        assert.equal(config.history.regressionThresholdDrop, 5);
        assert.equal(config.history.regressionHistoryLimit, 10);
      });
  });
});

interface Running {
  child: ChildProcess;
  stdout: string;
  stderr: string;
}
