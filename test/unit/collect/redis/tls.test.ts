import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, type RedisClientType } from 'redis';
import { runCli, startCli } from '../../cli/runCli.ts';
import { type Certificates, makeCertificates } from '../../support/certificates.ts';
import { RedisServer } from '../../support/redisServer.ts';
import { until } from '../../support/until.ts';
import { collecting } from '../collecting.ts';

const KEY = 'pypss:traces';
const trace = (n: number): string => JSON.stringify({ name: 'f', module: 'm', duration: 0.01 * (1 + (n % 3)) });
const UNTRUSTED =
  /Redis at rediss:\/\/127\.0\.0\.1:\d+ cannot be reached \(.*certificate.*: its certificate is not trusted; name its authority in NODE_EXTRA_CA_CERTS\)/;

describe('Redis with TLS', () => {
  let folder: string;
  let ours: Certificates;
  let others: Certificates;
  let server: RedisServer;
  let redis: RedisClientType;
  let url: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pypss-redis-tls-'));
    const [mine, foreign] = ['mine', 'foreign'].map((name) => join(folder, name));
    for (const path of [mine, foreign]) mkdirSync(path);
    ours = makeCertificates(mine, 'IP:127.0.0.1');
    others = makeCertificates(foreign, 'IP:127.0.0.1');
    server = await RedisServer.start({
      listen: (port) => ['--port', '0', '--tls-port', String(port)],
      args: [
        ...['--tls-cert-file', ours.certificate, '--tls-key-file', ours.key],
        ...['--tls-ca-cert-file', ours.authority, '--tls-auth-clients', 'no'],
        ...['--requirepass', 's3cr3t'],
      ],
    });
    url = `rediss://:s3cr3t@127.0.0.1:${server.port}`;
    redis = createClient({
      url,
      socket: { tls: true, ca: readFileSync(ours.authority) },
    });
    await redis.connect();
  });

  after(async () => {
    redis.destroy();
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  beforeEach(async () => {
    await redis.flushAll();
    await redis.rPush(
      KEY,
      Array.from({ length: 40 }, (_, n) => trace(n)),
    );
  });

  it('is analyzed and collected from by whoever trusts its authority', async () => {
    const env = { NODE_EXTRA_CA_CERTS: ours.authority };
    const analyzed = await runCli(['analyze', '--trace-file', url, '--format', 'json'], { cwd: folder, env });
    assert.equal(analyzed.status, 0, analyzed.stderr);
    const { traces, source } = JSON.parse(analyzed.stdout) as { traces: number; source: { path: string } };
    assert.equal(traces, 40);
    assert.equal(source.path, `rediss://127.0.0.1:${server.port}?key=${KEY}`);
    const child = startCli(['collect', 'redis', url, '--live'], { cwd: folder, env });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text: Buffer) => (said += text.toString()));
    await until(() => said.includes('40 traces'));
    child.kill('SIGINT');
    assert.deepEqual(await once(child, 'close'), [0, null]);
    assert.match(said, /^pypss: 40 received: 40 scored$/m);
    assert.equal(await redis.lLen(KEY), 0);
    assert.doesNotMatch(analyzed.stdout + analyzed.stderr + said, /s3cr3t/);
  });

  it('is refused by who does not, in words, and loses nothing', async () => {
    const { session, messages } = await collecting({ kind: 'redis', url });
    await until(() => messages.some((message) => UNTRUSTED.test(message)));
    await session.stop();
    assert.equal(session.status.received, 0);
    const env = { NODE_EXTRA_CA_CERTS: others.authority };
    const analyzed = await runCli(['analyze', '--trace-file', url], { cwd: folder, env });
    assert.equal(analyzed.status, 1);
    assert.match(analyzed.stderr, UNTRUSTED);
    assert.equal(analyzed.stderr.split('\n').length, 2, analyzed.stderr);
    assert.equal(await redis.lLen(KEY), 40);
  });

  it('is refused under a name that its certificate does not have', async () => {
    const env = { NODE_EXTRA_CA_CERTS: ours.authority };
    const address = url.replace('127.0.0.1', 'localhost');
    const { status, stderr } = await runCli(['analyze', '--trace-file', address], { cwd: folder, env });
    assert.equal(status, 1);
    assert.match(stderr, /cannot be reached \(Hostname\/IP does not match certificate's altnames: /);
  });

  it('and one without are told apart', async () => {
    const plain = await RedisServer.start();
    try {
      for (const [address, words] of [
        [`rediss://127.0.0.1:${plain.port}`, /cannot be reached \(.*; does it speak TLS\?\)$/m],
        [`redis://127.0.0.1:${server.port}`, /cannot be reached \(.*; does it want TLS \(rediss:\/\/\)\?\)$/m],
      ] as const) {
        const { status, stderr } = await runCli(['analyze', '--trace-file', address], { cwd: folder });
        assert.equal(status, 1);
        assert.match(stderr, words);
      }
    } finally {
      await plain.stop();
    }
  });
});
