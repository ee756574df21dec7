import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect as connectHttp2, constants } from 'node:http2';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { credentials, loadPackageDefinition, type ServiceClientConstructor, status as codes } from '@grpc/grpc-js';
import { fromJSON } from '@grpc/proto-loader';
import { findGrpcPython } from '../../../../scripts/toolchain/servicePrograms.ts';
import { grpcAddress } from '../../../../src/collect/grpc/grpcAddress.ts';
import { GrpcCollector } from '../../../../src/collect/grpc/grpcCollector.ts';
import { serviceDefinitions } from '../../../../src/collect/grpc/traceService.ts';
import { addUp, type Collecting, collecting } from '../collecting.ts';
import { submit, traceClient } from './nodeClient.ts';
import { type Fields, messageTraces } from './tracesFor.ts';

const UNAVAILABLE: number = codes.UNAVAILABLE;
const RESOURCE_EXHAUSTED: number = codes.RESOURCE_EXHAUSTED;
const SENDER = join(import.meta.dirname, 'sender.py');

function python(): string {
  const found = findGrpcPython();
  if (found === null) throw new Error('No Python with gRPC found: sudo apt-get install python3-grpcio.');
  return found;
}

async function sendFromPython(target: string, traces: readonly Fields[], ...options: string[]): Promise<unknown> {
  const child = spawn(python(), [SENDER, target, ...options], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(traces.map((trace) => JSON.stringify(trace)).join('\n'));
  const [said] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return JSON.parse(said);
}

/** A trace as a message on the wire: not compressed, its length, its bytes. */
function framed(trace: Fields): Buffer {
  const message = serviceDefinitions().trace['SubmitTraces'].requestSerialize(trace);
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

/** What the server makes of a record that PyPSS sends. */
function received(sent: Fields): Fields {
  const texts = ['trace_id', 'name', 'filename', 'module', 'exception_type', 'exception_message', 'branch_tag'];
  const numbers = ['lineno', 'duration', 'cpu_time', 'wait_time', 'memory', 'memory_diff'];
  const record: Fields = { error: sent['error'] ?? false };
  for (const field of texts) record[field] = ['', 'None'].includes(String(sent[field])) ? null : (sent[field] ?? null);
  for (const field of numbers) record[field] = sent[field] ?? 0;
  record['timestamp'] = sent['timestamp'] === 0 ? null : (sent['timestamp'] ?? null);
  return record;
}

describe('gRPC', () => {
  let collector: Collecting;
  let target: string;

  beforeEach(async () => {
    collector = await collecting({ kind: 'grpc', address: '127.0.0.1:0' });
    target = collector.status().address;
  });

  afterEach(() => collector.session.stop());

  const lines = (): Fields[] => collector.kept.lines.map((line) => JSON.parse(line) as Fields);

  it('takes what a PyPSS in Python sends, a call a trace: every field, None and empty texts as null', async () => {
    const sent = messageTraces(5);
    assert.ok(sent.some(({ name }) => name === null) && sent.length > 150);
    assert.deepEqual(await sendFromPython(target, sent), { success: sent.length });
    await collector.until(({ scored, skipped }) => scored + skipped === sent.length);
    assert.deepEqual(lines(), sent.map(received));
    assert.ok(addUp(collector.status()));
    assert.equal(
      collector.session.report().modules.some(({ module }) => module === 'None'),
      false,
    );
  });

  it('takes a stream of traces in one call, from Python', async () => {
    const sent = messageTraces(100);
    assert.deepEqual(await sendFromPython(target, sent, '--stream'), { received: sent.length, dropped: 0 });
    await collector.until(({ scored, skipped }) => scored + skipped === sent.length);
    assert.deepEqual(lines(), sent.map(received));
  });

  it('takes both from Node, by docs/pypss.proto', async () => {
    const client = traceClient(target);
    const sent = messageTraces(5).filter((trace) => !Object.values(trace).includes(null));
    const answers = await Promise.all(sent.map((trace) => submit(client, trace)));
    assert.deepEqual(new Set(answers.map(({ success }) => success)), new Set([true]));
    const total = await new Promise((resolve, reject) => {
      const call = client.SubmitTraces((error, answer) => (error === null ? resolve(answer) : reject(error)));
      for (const trace of sent) call.write(trace);
      call.end();
    });
    assert.deepEqual(total, { received: sent.length, dropped: 0 });
    client.close();
    await collector.until(({ scored, skipped }) => scored + skipped === 2 * sent.length);
    assert.deepEqual(lines().slice(sent.length), sent.map(received));
  });

  it('answers the health check of load balancers', async () => {
    const health = loadPackageDefinition(
      fromJSON({
        nested: {
          Request: { fields: { service: { type: 'string', id: 1 } } },
          Response: { fields: { status: { type: 'int32', id: 1 } } },
          grpc: {
            nested: {
              health: {
                nested: {
                  v1: {
                    nested: {
                      Health: {
                        methods: {
                          Check: { requestType: '.Request', responseType: '.Response' },
                          Watch: { requestType: '.Request', responseType: '.Response', responseStream: true },
                        },
                      },
                    },
                  },
                },
              },
            },
          },
        },
      } as Parameters<typeof fromJSON>[0]),
    ) as unknown as { grpc: { health: { v1: { Health: ServiceClientConstructor } } } };
    const client = new health.grpc.health.v1.Health(target, credentials.createInsecure()) as unknown as {
      Check(request: object, done: (error: { code: number } | null, answer?: { status: number }) => void): void;
      Watch(request: object): AsyncIterable<{ status: number }>;
      close(): void;
    };
    const check = (service: string): Promise<number> =>
      new Promise((resolve) => client.Check({ service }, (error, answer) => resolve(answer?.status ?? -error!.code)));
    assert.deepEqual(await Promise.all(['', 'pypss.TraceService', 'other'].map(check)), [1, 1, -codes.NOT_FOUND]);
    for (const [service, status] of [
      ['', 1],
      ['other', 3],
    ] as const) {
      for await (const answer of client.Watch({ service })) {
        assert.equal(answer.status, status);
        break;
      }
    }
    client.close();
  });

  it('refuses messages that are too long or no message, counts them, and goes on', async () => {
    const client = traceClient(target);
    const refused = (error: { code: number }): boolean => error.code === RESOURCE_EXHAUSTED;
    await assert.rejects(submit(client, { name: 'x'.repeat(5 * 2 ** 20), duration: 1 }), refused);
    await assert.rejects(submit(client, { name: 'x'.repeat(100 * 10 ** 6), duration: 1 }), refused);
    // The last refusal is the one that is told, so this one is looked at before the next.
    const told = /a message was refused: Received message larger than max/;
    await collector.until(({ skipped, message }) => skipped === 2 && told.test(message ?? ''));
    const http = connectHttp2(`http://${target}`);
    const call = http.request({
      ':method': 'POST',
      ':path': '/pypss.TraceService/SubmitTrace',
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    call.end(Buffer.from([0, 0, 0, 0, 2, 0x31, 0x01]));
    call.resume();
    await once(call, 'close');
    http.close();
    await collector.until(({ skipped }) => skipped === 3);
    assert.equal(call.rstCode, constants.NGHTTP2_NO_ERROR);
    assert.equal((await submit(client, { duration: 1 })).success, true);
    client.close();
    await collector.until(({ scored }) => scored === 1);
    assert.ok(addUp(collector.status()));
  });

  it('ends a call at its deadline, keeps what came before, and is not held up by it', async () => {
    const http = connectHttp2(`http://${target}`);
    const call = http.request({
      ':method': 'POST',
      ':path': '/pypss.TraceService/SubmitTraces',
      'content-type': 'application/grpc',
      'grpc-timeout': '500m',
      te: 'trailers',
    });
    // A client that sends a few and then neither more nor the end.
    for (let n = 0; n < 5; n++) call.write(framed({ name: `call ${n}`, duration: 0.1 }));
    call.resume();
    const heard = Promise.withResolvers<unknown>();
    // An answer without messages has its status in its only headers.
    for (const event of ['response', 'trailers'] as const) {
      call.on(event, (headers: Record<string, unknown>) => {
        if (headers['grpc-status'] !== undefined) heard.resolve(headers['grpc-status']);
      });
    }
    assert.equal(Number(await heard.promise), codes.DEADLINE_EXCEEDED);
    http.destroy();
    await collector.until(({ scored }) => scored === 5);
    const client = traceClient(target);
    assert.equal((await submit(client, { duration: 1 })).success, true);
    client.close();
    await collector.session.stop();
    assert.deepEqual([collector.status().received, collector.status().state], [6, 'stopped']);
  });

  it('stops while a call is under way that never ends', async () => {
    const client = traceClient(target);
    const ended = new Promise<number>((resolve) => {
      const call = client.SubmitTraces((error) => resolve(error?.code ?? codes.OK));
      call.on('error', () => undefined);
      for (let n = 0; n < 3; n++) call.write({ name: `call ${n}`, duration: 0.1 });
    });
    await collector.until(({ scored }) => scored === 3);
    await collector.session.stop();
    assert.notEqual(await ended, codes.OK);
    client.close();
    assert.deepEqual([collector.status().received, collector.status().state], [3, 'stopped']);
  });

  it('keeps hostile texts as data, and skips a duration that is no number', async () => {
    const client = traceClient(target);
    for (const name of ['__proto__', 'constructor', '<script>', '\u202e"\\\n', '{"a":'.repeat(1000)]) {
      await submit(client, { name, module: name, filename: name, branch_tag: name, duration: 1 });
    }
    await submit(client, { duration: NaN });
    await submit(client, { duration: Infinity });
    client.close();
    await collector.until(({ scored, skipped }) => scored === 5 && skipped === 2);
    const names = collector.session.report().functions.map(({ name }) => name);
    assert.ok(names.includes('__proto__') && names.includes('\u202e"\\\n'));
    assert.equal(({} as Record<string, unknown>)['duration'], undefined);
  });

  it('keeps what a client sent before it was killed in the middle of a stream', async () => {
    const script = `
import os, sys
sys.argv = ["sender", "unused"]
import grpc, time, json
source = open(${JSON.stringify(SENDER)}).read().rsplit("main(", 1)[0]
exec(source)
def endless():
    for n in range(1000): yield Trace(name="n", duration=0.1)
    print("sent", flush=True)
    time.sleep(3600)
channel = grpc.insecure_channel(${JSON.stringify(target)})
channel.stream_unary("/pypss.TraceService/SubmitTraces", Trace.SerializeToString, Total.FromString)(endless())
`;
    const child = spawn(python(), ['-c', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    await collector.until(({ scored }) => scored === 1000);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const client = traceClient(target);
    assert.equal((await submit(client, { duration: 1 })).success, true);
    client.close();
    await collector.until(({ scored }) => scored === 1001);
    const { received, state } = collector.status();
    assert.deepEqual({ received, state }, { received: 1001, state: 'running' });
  });

  it('goes on after connections that are reset, or speak something else', async () => {
    const port = Number(target.split(':')[1]);
    for (const bytes of ['GET / HTTP/1.1\r\n\r\n', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', '\0'.repeat(1000)]) {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      socket.write(bytes);
      socket.resetAndDestroy();
    }
    const client = traceClient(target);
    assert.equal((await submit(client, { duration: 1 })).success, true);
    client.close();
  });

  it('takes a port alone as this machine only, and no other interface can reach it', async () => {
    assert.equal(grpcAddress(''), '127.0.0.1:50051');
    assert.equal(grpcAddress('6000'), '127.0.0.1:6000');
    for (const bad of ['host', '127.0.0.1:99999', 'user:pass@host:1', '127.0.0.1:-1']) {
      assert.throws(() => grpcAddress(bad), /looks like 127\.0\.0\.1:50051/);
    }
    const outer = Object.values(networkInterfaces())
      .flat()
      .find((one) => one?.internal === false && one.family === 'IPv4');
    if (outer === undefined) return;
    const socket = connect(Number(target.split(':')[1]), outer.address);
    const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
    assert.equal(error.code, 'ECONNREFUSED');
  });

  it('says that a port is taken', async () => {
    const second = new GrpcCollector(target);
    await assert.rejects(
      second.start({ state: () => undefined } as unknown as Parameters<GrpcCollector['start']>[0]),
      /^CollectorError: 127\.0\.0\.1:\d+ cannot be listened on: .*Choose another port\.$/,
    );
  });
});

describe('gRPC under pressure', () => {
  it('never makes the sender wait: whole batches are dropped, counted and answered, and the report is sampled', async () => {
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    const collector = await collecting(
      { kind: 'grpc', address: '127.0.0.1:0' },
      { outputs: [{ write: () => gate }], backlogBytes: 100_000 },
    );
    const client = traceClient(collector.status().address);
    const answers = await Promise.all(
      Array.from({ length: 2000 }, (_, n) => submit(client, { name: `call ${n}`, duration: 0.1 })),
    );
    client.close();
    const taken = answers.filter(({ success }) => success).length;
    assert.ok(taken > 0 && taken < 2000, String(taken));
    assert.equal(answers.find(({ success }) => !success)?.message, 'dropped: more comes than can be taken');
    open();
    await collector.until(({ pending }) => pending === 0);
    await collector.session.stop();
    const { received, scored, dropped, message } = collector.status();
    assert.deepEqual({ received, scored, dropped }, { received: 2000, scored: taken, dropped: 2000 - taken });
    assert.equal(message, 'more came than could be taken');
    const report = collector.session.report();
    assert.deepEqual(report.sampled, { received: 2000, dropped: 2000 - taken });
    assert.match(report.warnings.join(), /received traces were dropped, because more came than could be taken/);
  });
});

describe('gRPC with TLS', () => {
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'pypss-tls-'));
    const { status, stderr } = spawnSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
        ...['-keyout', 'key.pem', '-out', 'cert.pem', '-subj', '/CN=localhost'],
        ...['-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'],
      ],
      { cwd: folder, encoding: 'utf8' },
    );
    assert.equal(status, 0, stderr);
  });

  after(() => rmSync(folder, { recursive: true }));

  it('takes traces over TLS and nothing in plain text', async () => {
    const [tlsCert, tlsKey] = ['cert.pem', 'key.pem'].map((name) => join(folder, name));
    const collector = await collecting({ kind: 'grpc', address: '127.0.0.1:0', tlsCert, tlsKey });
    const target = collector.status().address;
    const sent = messageTraces(1).slice(0, 5);
    assert.deepEqual(await sendFromPython(target, sent, '--tls', tlsCert), { success: sent.length });
    const trusting = traceClient(target, credentials.createSsl(readFileSync(tlsCert)));
    assert.equal((await submit(trusting, { duration: 1 })).success, true);
    trusting.close();
    const plain = traceClient(target);
    await assert.rejects(submit(plain, { duration: 1 }), (error: { code: number }) => error.code === UNAVAILABLE);
    plain.close();
    await collector.until(({ scored }) => scored === sent.length + 1);
    await collector.session.stop();
  });

  it('says which files it cannot use', async () => {
    const at = (options: object): Promise<Collecting> =>
      collecting({ kind: 'grpc', address: '127.0.0.1:0', ...options });
    await assert.rejects(at({ tlsCert: 'a' }), /TLS needs both files/);
    await assert.rejects(
      at({ tlsCert: '/none/a', tlsKey: '/none/b' }),
      /The files for TLS cannot be used: ENOENT.*\/none\//,
    );
    await assert.rejects(at({ tlsCert: SENDER, tlsKey: SENDER }), /The files for TLS cannot be used: /);
  });
});
