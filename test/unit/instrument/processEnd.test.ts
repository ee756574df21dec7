import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { RedisServer } from '../support/redisServer.ts';
import { type Ended, Project } from './program.ts';
import { TraceServer } from './traceServer.ts';

const HEAD = `import * as pypss from 'pypss/instrument';
const work = pypss.monitorFunction('work', () => 1);
const calls = (times) => { for (let i = 0; i < times; i++) work(); };
`;

/** Ways in which a program ends, and what is seen of it from outside. */
const ENDS: [name: string, code: string, expected: Partial<Ended>][] = [
  ['with nothing left to do', '', { status: 0, signal: null }],
  ['by process.exit', 'process.exit(3);', { status: 3, signal: null }],
  ['by process.exit in a callback', 'setTimeout(() => { work(); process.exit(3); }, 5); calls(-1);', { status: 3 }],
  ['by an uncaught error', "throw new Error('boom');", { status: 1, signal: null }],
  ['by an unhandled rejection', "Promise.reject(new Error('boom'));", { status: 1, signal: null }],
  [
    'by a monitored function whose rejection nobody handles',
    "void pypss.monitorFunction('bad', async () => { throw new Error('boom'); })();",
    { status: 1 },
  ],
  ['by SIGINT', "setInterval(() => {}, 1000); console.log('ready');", { status: null, signal: 'SIGINT' }],
  ['by SIGTERM', "setInterval(() => {}, 1000); console.log('ready');", { status: null, signal: 'SIGTERM' }],
  [
    'by SIGINT and a handler of its own',
    "process.on('SIGINT', () => { calls(10); process.exit(7); }); setInterval(() => {}, 1000); console.log('ready');",
    { status: 7, signal: null },
  ],
];

/** Those that are told apart there: by promises, by another process, by a signal. */
const OVER_THE_NETWORK = /nothing left|process\.exit$|uncaught|SIGINT$/;

function end(project: Project, args: readonly string[], { signal, status }: Partial<Ended>): Promise<Ended> {
  const wanted = status === 7 ? 'SIGINT' : signal;
  return project.run(args, (said, kill) => {
    if (said.includes('ready') && wanted != null) kill(wanted);
  });
}

function more(code: string): number {
  return code.includes('calls(10)') ? 10 : code.includes('work();') || code.includes("'bad'") ? 1 : 0;
}

describe('at the end of a program', () => {
  let project: Project;
  beforeEach(() => (project = new Project()));
  afterEach(() => project.remove());

  for (const [name, code, expected] of ENDS) {
    it(`${name}, the traces are complete in the default file`, async () => {
      project.write({ 'main.mjs': `${HEAD}calls(1042);\n${code}` });
      const ended = await end(project, ['main.mjs'], expected);
      assert.deepEqual({ ...ended, ...expected }, ended);
      assert.equal(/boom/.test(ended.stderr), code.includes('boom'));
      assert.equal(project.traces().length, 1042 + more(code));
      assert.deepEqual(readdirSync(project.path('pypss_output')), ['traces.json']);
    });
  }

  it('nothing is written when nothing was called, and nothing keeps it alive', async () => {
    project.write({
      'main.mjs': `${HEAD}pypss.startEventLoopMonitoring();\nconst { exit } = process;`,
    });
    const ended = await project.run(['main.mjs']);
    assert.deepEqual([ended.status, ended.stderr, existsSync(project.path('pypss_output'))], [0, '', false]);
  });

  it('a kill leaves all but the last batch', async () => {
    project.write({ 'main.mjs': `${HEAD}calls(1042);\nconsole.log('ready');\nwhile (true);` });
    const ended = await end(project, ['main.mjs'], { signal: 'SIGKILL' });
    assert.equal(ended.signal, 'SIGKILL');
    const [part] = readdirSync(project.path('pypss_output'));
    assert.match(part, /^\.traces\.json\.\d+\.part$/);
    assert.ok(project.traces(`pypss_output/${part}`).length >= 1000);
  });

  it('the traces of workers, children and CommonJS are in one file', async () => {
    project.write({
      'main.mjs': `${HEAD}
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
const early = new Worker('./other.mjs', { argv: ['early'] });
await once(early, 'exit');
calls(5);
createRequire(import.meta.url)('pypss/instrument').monitorFunction('required', () => 1)();
await Promise.all([
  once(new Worker('./other.mjs', { argv: ['late'] }), 'exit'),
  once(fork('./other.mjs', ['child']), 'exit'),
]);
calls(5);`,
      'other.mjs': `${HEAD}pypss.monitorFunction(process.argv[2], () => 1)();\ncalls(250);`,
    });
    const ended = await project.run(['main.mjs']);
    assert.deepEqual([ended.status, ended.stderr], [0, '']);
    const traces = project.traces();
    const names = traces.map(({ name }) => name).filter((name) => name !== 'work');
    assert.deepEqual(names.sort(), ['child', 'early', 'late', 'required']);
    assert.equal(traces.length, 10 + 1 + 3 * 251);
    assert.equal(new Set(traces.map(({ trace_id }) => trace_id)).size, traces.length);
    assert.deepEqual(readdirSync(project.path('pypss_output')), ['traces.json']);
  });

  it('settings of pypss.toml hold, and bad ones are told', async () => {
    project.write({
      'main.mjs': `${HEAD}calls(5);\npypss.monitorFunction('kept', () => 1)();`,
      'pypss.toml': `[pypss]
sample_rate = 0.0
context_sampling_rules = [{ pattern = "kept", strategy = "always" }]
[pypss.default]
trace_file = "out/t.ndjson"
`,
    });
    assert.equal((await project.run(['main.mjs'])).stderr, '');
    assert.deepEqual(
      project.traces('out/t.ndjson').map(({ name }) => name),
      ['kept'],
    );
    // The usage page has both tables in one file.
    project.write({ 'pypss.toml': '[pypss.ui]\ntitle = "Mine"\n[tool.pypss]\nsample_rate = 3\n' });
    const { stderr } = await project.run(['main.mjs']);
    assert.equal(stderr, 'pypss: default settings are used: sample_rate must be a number from 0 to 1, not 3\n');
    assert.equal(project.traces().length, 6);
  });

  it('the score is that of our command line, and the editor finds the functions', async () => {
    project.write({
      'src/shop/pay.ts': `import { monitorFunction } from 'pypss/instrument';

export const pay = monitorFunction('charge', { branchTag: 'card' }, async (amount: number): Promise<number> => {
  if (amount > 95) throw new RangeError('too much');
  return amount;
});
`,
      'main.ts':
        "import { pay } from './src/shop/pay.ts';\nfor (let i = 0; i < 100; i++) await pay(i).catch(() => 0);\n",
    });
    assert.equal((await project.run(['main.ts'])).status, 0);
    const cli = project.path('node_modules/pypss/dist/cli.js');
    const { stdout } = await project.run([
      cli,
      'analyze',
      '--trace-file',
      'pypss_output/traces.json',
      '--format',
      'json',
    ]);
    const report = JSON.parse(stdout);
    assert.deepEqual([report.traces, report.errors, report.skipped, report.damage], [100, 4, 0, null]);
    const [fn] = report.functions;
    assert.deepEqual(
      [fn.name, fn.module, fn.filename, fn.lineno, fn.branches],
      ['charge', 'src.shop.pay', project.path('src/shop/pay.ts'), 3, { card: 100 }],
    );
  });
});

describe('at the end of a program, over the network', () => {
  let redis: RedisServer;
  let server: TraceServer;
  let address: string;
  let project: Project;
  before(async () => {
    redis = await RedisServer.start();
    server = new TraceServer();
    address = await server.start();
    project = new Project();
  });
  after(async () => {
    await Promise.all([redis.stop(), server.stop()]);
    project.remove();
  });

  for (const [name, code, expected] of ENDS.filter(([name]) => OVER_THE_NETWORK.test(name))) {
    it(`${name}, Redis and gRPC have everything`, async () => {
      const client = await redis.client();
      await client.del('pypss:traces');
      server.traces.splice(0);
      for (const collector of [`RedisCollector('${redis.url}'`, `GrpcCollector('${address}'`]) {
        const set = `pypss.setGlobalCollector(new pypss.${collector}, { flushInterval: 60_000 }));\n`;
        project.write({ 'main.mjs': `${HEAD}${set}calls(42);\n${code}` });
        const ended = await end(project, ['main.mjs'], expected);
        assert.deepEqual({ ...ended, ...expected }, ended);
        assert.doesNotMatch(ended.stderr, /pypss:/);
      }
      assert.equal(await client.lLen('pypss:traces'), 42 + more(code));
      assert.equal(server.traces.length, 42 + more(code));
    });
  }

  it('what cannot be sent is told', async () => {
    const set = "pypss.setGlobalCollector(new pypss.RedisCollector('redis://127.0.0.1:1', { timeout: 500 }));\n";
    project.write({ 'main.mjs': `${HEAD}${set}calls(42);\nprocess.exit(5);` });
    const ended = await project.run(['main.mjs']);
    assert.equal(ended.status, 5);
    assert.match(
      ended.stderr,
      /^pypss: RedisCollector lost 42 traces: the last batch was not sent: Redis does not answer/,
    );
    assert.match(ended.stderr, /\npypss: RedisCollector dropped 42 traces in all\n$/);
  });
});
