import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RedisServer } from '../support/redisServer.ts';
import { until } from '../support/until.ts';
import { runCli, startCli, type CliOptions } from './runCli.ts';

const SAMPLE = join(import.meta.dirname, '..', '..', '..', 'samples', 'collectors', 'udp.mjs');
const lines = (count: number): string =>
  Array.from({ length: count }, (_, n) => `{"name":"f","module":"m","duration":0.0${(n % 9) + 1},"n":${n}}\n`).join('');

/** A `pypss collect` under way. */
class Run {
  readonly child: ChildProcess;
  stdout = '';
  stderr = '';

  constructor(args: readonly string[], options: CliOptions) {
    this.child = startCli(['collect', ...args], options);
    this.child.stdout?.on('data', (text: Buffer) => (this.stdout += text.toString('utf8')));
    this.child.stderr?.on('data', (text: Buffer) => (this.stderr += text.toString('utf8')));
  }

  async end(signal?: NodeJS.Signals): Promise<number | null> {
    if (signal !== undefined) this.child.kill(signal);
    if (this.child.exitCode !== null) return this.child.exitCode;
    const [code] = (await once(this.child, 'close')) as [number | null];
    return code;
  }
}

describe('pypss collect', () => {
  let folder: string;
  let traces: string;
  const runs: Run[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pypss-collect-'));
    traces = join(folder, 'traces');
  });

  afterEach(() => {
    for (const { child } of runs.splice(0)) child.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });

  function collect(args: readonly string[], options: CliOptions = {}): Run {
    const run = new Run(args, { cwd: folder, ...options });
    runs.push(run);
    return run;
  }

  it('prints the traces as they come and ends well when it is told to', async () => {
    writeFileSync(traces, lines(3));
    const run = collect(['file', traces]);
    await until(() => run.stdout === lines(3));
    appendFileSync(traces, 'oops\n');
    appendFileSync(traces, lines(1));
    await until(() => run.stdout === `${lines(3)}oops\n${lines(1)}`);
    assert.equal(await run.end('SIGINT'), 0);
    assert.match(run.stderr, /^pypss: collecting from .*\/traces$/m);
    assert.match(run.stderr, /^pypss: 5 received: 4 scored, 1 skipped$/m);
    assert.match(run.stderr, /^pypss: warning: not all is in the score: not valid JSON$/m);
  });

  it('writes them to a file that can be analyzed, and shows the score meanwhile', async () => {
    writeFileSync(traces, lines(200));
    const run = collect(['file', traces, '--output', 'out.ndjson', '--live']);
    await until(() => /PSS \d+ {2}200 traces/.test(run.stdout));
    assert.equal(await run.end('SIGTERM'), 0);
    assert.equal(readFileSync(join(folder, 'out.ndjson'), 'utf8'), lines(200));
    const { stdout } = await runCli(['analyze', '--trace-file', 'out.ndjson', '--format', 'json'], { cwd: folder });
    const { pss } = JSON.parse(stdout) as { pss: number };
    assert.match(run.stderr, new RegExp(`^pypss: PSS ${pss} of 200 traces$`, 'm'));
  });

  it('scores a sliding window, if one is asked for', async () => {
    writeFileSync(traces, lines(30));
    const run = collect(['file', traces, '--window', '60s', '--live']);
    await until(() => /PSS \d+ {2}30 traces/.test(run.stdout));
    assert.equal(await run.end('SIGINT'), 0);
    assert.match(run.stderr, /^pypss: PSS \d+ of 30 traces$/m);
  });

  it('ends by itself after a time, and fails below a score or without traces', async () => {
    writeFileSync(traces, `${lines(50)}{"duration":1,"error":true}\n`);
    const low = collect(['file', traces, '--output', 'x', '--for', '1500ms', '--fail-if-below', '99']);
    const none = collect(['file', `${traces}-none`, '--for', '100ms', '--fail-if-below', '1']);
    assert.equal(await low.end(), 1);
    assert.match(low.stderr, /is below .*\(--fail-if-below\)$/m);
    assert.equal(await none.end(), 1);
    assert.match(none.stderr, /^pypss: no traces came, so there is no score \(--fail-if-below\)$/m);
  });

  it('goes on scoring when the disk of --output is full, says so once, and exits with 1', async function () {
    if (process.platform !== 'linux') return this.skip();
    writeFileSync(traces, lines(10));
    const run = collect(['file', traces, '--output', '/dev/full', '--live']);
    await until(() => run.stderr.includes('no space left on device'));
    appendFileSync(traces, lines(20));
    await until(() => /\b30 traces/.test(run.stdout));
    assert.equal(await run.end('SIGINT'), 1);
    assert.match(
      run.stderr,
      /^pypss: warning: cannot write \/dev\/full: no space left on device; collecting goes on without it$/m,
    );
    assert.match(run.stderr, /^pypss: 30 traces are not in \/dev\/full$/m);
    assert.equal(run.stderr.match(/no space left/g)?.length, 1);
    assert.match(run.stderr, /^pypss: 30 received: 30 scored$/m);
  });

  it('ends when nobody reads what it prints', async () => {
    writeFileSync(traces, lines(5));
    const run = collect(['file', traces]);
    await until(() => run.stdout !== '');
    run.child.stdout?.destroy();
    await until(() => {
      appendFileSync(traces, lines(1));
      return run.child.exitCode !== null;
    });
    assert.equal(run.child.exitCode, 0);
  });

  it('receives through a module of your own: the sample', async () => {
    const run = collect([SAMPLE, '127.0.0.1:0', '--live']);
    await until(() => /collecting from 127\.0\.0\.1:\d+/.test(run.stderr));
    const port = Number(/127\.0\.0\.1:(\d+)/.exec(run.stderr)?.[1]);
    const socket = createSocket('udp4');
    for (const line of lines(42).trimEnd().split('\n')) {
      await new Promise((resolve) => socket.send(line, port, '127.0.0.1', resolve));
    }
    socket.close();
    await until(() => /\b42 traces/.test(run.stdout));
    assert.equal(await run.end('SIGINT'), 0);
    assert.match(run.stderr, /^pypss: 42 received: 42 scored$/m);
  });

  it('refuses what does not fit, in one line', async () => {
    writeFileSync(traces, lines(1));
    writeFileSync(join(folder, 'none.mjs'), 'export const x = 1;');
    for (const [args, status, words] of [
      [['kafka', 'x'], 2, 'there is no collector kafka; there are redis, grpc, file, or the path of a module'],
      [['file', ''], 2, 'collect needs a target: an address, or the name of a file'],
      [['file', traces, '--output', traces], 2, `--output names the file that is followed, ${traces}`],
      [['file', traces, '--output', '-'], 2, '--output needs a file name; without it the traces are printed'],
      [['file', traces, '--key', 'k'], 2, '--key is for redis only'],
      [['redis', 'r', '--tls-key', 'k'], 2, '--tls-key is for grpc only'],
      [
        ['redis', 'r', '--watch', '--group', 'g'],
        2,
        '--watch and --group exclude each other: a group takes traces over',
      ],
      [
        ['redis', 'http://user:secret@x'],
        1,
        'http:// is no Redis; its address begins with redis:// or rediss:// (TLS).',
      ],
      [
        ['redis', 'redis://u:s/ecret@x'],
        1,
        'The address of a Redis looks like redis://host:6379/0 (rediss:// with TLS).',
      ],
      [['grpc', 'nowhere'], 1, 'The address to listen on looks like 127.0.0.1:50051.'],
      [['file', folder], 1, `${folder} is a folder; name the file that is written to`],
      [['./none.mjs', 'x'], 1, './none.mjs exports no function createCollector(target)'],
    ] as const) {
      const run = await runCli(['collect', ...args], { cwd: folder });
      assert.deepEqual({ status: run.status, stderr: run.stderr }, { status, stderr: `pypss: ${words}\n` });
    }
    assert.equal(readFileSync(traces, 'utf8'), lines(1));
  });

  describe('from Redis', () => {
    let server: RedisServer;

    before(async () => {
      server = await RedisServer.start({ args: ['--requirepass', 's3cr3t'], login: ':s3cr3t' });
    });

    after(() => server.stop());

    it('collects, analyzes and compares with the password of the environment, which stands nowhere', async () => {
      const env = { PYPSS_REDIS_PASSWORD: 's3cr3t' };
      const redis = await server.client();
      const address = `redis://127.0.0.1:${server.port}`;
      for (const trace of lines(40).trim().split('\n')) await redis.xAdd('s', '*', { trace });
      await redis.rPush('l', lines(25).trim().split('\n'));
      const run = collect(['redis', address, '--key', 's', '--group', 'g', '--live'], { env });
      await until(() => /\b40 traces/.test(run.stdout));
      assert.equal(await run.end('SIGINT'), 0);
      const list = await runCli(['analyze', '--trace-file', `${address}?key=l`, '--format', 'json'], {
        cwd: folder,
        env,
      });
      const merged = await runCli(['analyze', '--trace-file', `${address}?key=s&group=g`, '--format', 'json'], {
        cwd: folder,
        env,
      });
      const compared = await runCli(['compare', `${address}?key=l`, `${address}?key=s&group=g`], { cwd: folder, env });
      const board = await runCli(['board', address], { cwd: folder, env });
      assert.equal((JSON.parse(list.stdout) as { traces: number }).traces, 25);
      assert.equal((JSON.parse(merged.stdout) as { traces: number }).traces, 40);
      assert.equal(compared.status, 0, compared.stderr);
      assert.equal(board.stderr.split('\n').length, 2);
      const said = [run, list, merged, compared, board].map(({ stdout, stderr }) => stdout + stderr).join('');
      assert.doesNotMatch(said, /s3cr3t/);
      assert.equal(await redis.lLen('l'), 25);
    });

    it('says what is wrong with a list, a stream or the password', async () => {
      const redis = await server.client();
      await redis.xAdd('only-stream', '*', { trace: '{}' });
      const address = `redis://:s3cr3t@127.0.0.1:${server.port}`;
      for (const [path, words] of [
        [`${address}?key=empty`, /^pypss: no traces in empty of redis:\/\/127.*: the list is empty or not there/],
        [`${address}?key=only-stream`, /^pypss: only-stream of redis:.* is no list; for a stream, name the group/],
        [`${address}?key=only-stream&group=g`, /^pypss: no traces in only-stream of .*: no reader of the group g/],
        [address.replace('s3cr3t', 'wr0ng'), /^pypss: Redis at redis:\/\/127.* refuses: WRONGPASS/],
        [
          'redis://127.0.0.1:1',
          /^pypss: Redis at redis:\/\/127\.0\.0\.1:1 cannot be reached \(.*ECONNREFUSED.*\); is it running\?$/m,
        ],
      ] as const) {
        const { status, stderr } = await runCli(['analyze', '--trace-file', path], { cwd: folder });
        assert.equal(status, 1);
        assert.match(stderr, words);
        assert.equal(stderr.split('\n').length, 2, stderr);
        assert.doesNotMatch(stderr, /s3cr3t|wr0ng/);
      }
    });
  });
});
