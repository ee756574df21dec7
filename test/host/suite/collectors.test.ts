import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { appendFile, readFile, readdir, rm, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Worker } from 'node:worker_threads';
import { credentials, makeGenericClientConstructor } from '@grpc/grpc-js';
import * as vscode from 'vscode';
import { CollectClient, startCollectWorker } from '../../../src/collect/collectClient.ts';
import { serviceDefinitions } from '../../../src/collect/grpc/traceService.ts';
import type { Collector, CollectorSink } from '../../../src/collect/collector.ts';
import { CollectorMemory } from '../../../src/extension/collectors/collectorMemory.ts';
import { type CollectorEntry, Collectors, UntrustedError } from '../../../src/extension/collectors/collectors.ts';
import type { CollectorTarget } from '../../../src/extension/collectors/collectorSpec.ts';
import { LiveScores } from '../../../src/extension/collectors/liveScores.ts';
import { LiveSource } from '../../../src/extension/collectors/liveSource.ts';
import { type CollectorProvider, OwnCollectors } from '../../../src/extension/collectors/ownCollectors.ts';
import { typedRedis } from '../../../src/extension/collectors/redisAddress.ts';
import { SpoolFolders } from '../../../src/extension/collectors/spoolFolders.ts';
import { ActiveReport } from '../../../src/extension/insights/activeReport.ts';
import { DashboardPanel } from '../../../src/extension/dashboard/dashboardPanel.ts';
import type { DashboardState, ToDashboard } from '../../../src/protocol/dashboard.ts';
import type { Report } from '../../../src/protocol/report.ts';
import { freePort } from '../../unit/support/freePort.ts';
import { RedisServer } from '../../unit/support/redisServer.ts';
import { api, pypss, reportOf, until } from './support/extension.ts';
import { Memory } from './support/insights.ts';
import { TraceFolder } from './support/traceFolder.ts';

/** A secret storage that ends with the test. */
class Secrets implements vscode.SecretStorage {
  readonly kept = new Map<string, string>();
  readonly onDidChange = new vscode.EventEmitter<vscode.SecretStorageChangeEvent>().event;

  keys(): Thenable<string[]> {
    return Promise.resolve([...this.kept.keys()]);
  }

  get(key: string): Thenable<string | undefined> {
    return Promise.resolve(this.kept.get(key));
  }

  store(key: string, value: string): Thenable<void> {
    this.kept.set(key, value);
    return Promise.resolve();
  }

  delete(key: string): Thenable<void> {
    this.kept.delete(key);
    return Promise.resolve();
  }
}

const trace = (index: number): string =>
  `{"trace_id":"t${index}","name":"f${index % 3}","module":"shop","filename":"shop/http.py","lineno":${1 + (index % 3)},` +
  `"duration":0.00${1 + (index % 9)},"memory":${100_000 + index},"error":${index % 50 === 0},"timestamp":${1.7e9 + index / 10}}`;

const lines = (count: number, from = 0): string =>
  Array.from({ length: count }, (_, index) => `${trace(from + index)}\n`).join('');

async function refuses(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => {
      socket.destroy();
      resolve(false);
    });
    socket.on('error', () => resolve(true));
  });
}

function showing({ current }: ActiveReport): Report | null {
  return current?.report ?? null;
}

/** A panel that does all that it did, and keeps what its page is told. */
function recorded(panel: vscode.WebviewPanel, posted: ToDashboard[]): vscode.WebviewPanel {
  const webview = new Proxy(panel.webview, {
    get: (target, name) => {
      if (name !== 'postMessage') return of(target, name);
      return (message: ToDashboard): Thenable<boolean> => {
        posted.push(message);
        return target.postMessage(message);
      };
    },
    set: (target, name, value) => Reflect.set(target, name, value, target),
  });
  return new Proxy(panel, { get: (target, name) => (name === 'webview' ? webview : of(target, name)) });
}

/** A property of an object of the editor, which knows itself only under its own name. */
function of(target: object, name: string | symbol): unknown {
  const value: unknown = Reflect.get(target, name, target);
  return typeof value === 'function' ? (value.bind(target) as unknown) : value;
}

describe('collectors', () => {
  let folder: TraceFolder;
  let memento: Memory;
  let secrets: Secrets;
  let own: OwnCollectors;
  let workers: Worker[];
  let client: CollectClient;
  let collectors: Collectors;
  let log: vscode.LogOutputChannel;
  let kept: number;

  beforeEach(async () => {
    folder = await TraceFolder.create();
    memento = new Memory();
    secrets = new Secrets();
    own = new OwnCollectors();
    workers = [];
    kept = 2 ** 24;
    log = vscode.window.createOutputChannel('collectors test', { log: true });
    collectors = make();
  });

  afterEach(async () => {
    await collectors.close();
    collectors.dispose();
    log.dispose();
    await folder.remove();
  });

  function make(): Collectors {
    client = new CollectClient(() => {
      const worker = startCollectWorker(join(pypss().extensionPath, 'dist', 'collectWorker.mjs'));
      workers.push(worker);
      return worker;
    }, 50);
    const memory = new CollectorMemory(memento, secrets);
    const folders = new SpoolFolders(join(folder.path, 'storage'));
    return new Collectors({ memory, client, own, folders, log, keep: () => kept });
  }

  const file = (): string => join(folder.path, 'live.ndjson');
  const follow = (): Promise<CollectorEntry> => collectors.add({ kind: 'file', path: file() }, undefined);
  const scored = (entry: CollectorEntry, count: number): Promise<unknown> =>
    until(() => entry.status.scored === count && entry.report?.traces === count);

  it('start nothing by themselves, and are remembered without having run', async () => {
    const entry = await follow();
    await collectors.close();
    collectors = make();
    const [again] = collectors.all;
    assert.deepEqual(again?.spec, entry.spec);
    assert.deepEqual([again.status.state, again.active], ['stopped', false]);
    assert.equal(client.alive, false);
    assert.equal(workers.length, 0);
  });

  it('score a file as it grows like the file itself, and end their thread when idle', async () => {
    const entry = await follow();
    await collectors.start(entry.spec.id);
    await until(() => entry.status.state === 'waiting');
    assert.match(entry.status.message ?? '', /does not exist yet/);
    await appendFile(file(), lines(500));
    await until(() => entry.status.scored === 500);
    await appendFile(file(), `${lines(500, 500)}broken\n`);
    await until(() => entry.status.received === 1001);
    await collectors.stop(entry.spec.id);
    const { scored: all, skipped, received, pending } = entry.status;
    assert.deepEqual([all, skipped, received, pending], [1000, 1, 1001, 0]);
    const whole = reportOf(await (await api()).analyze(vscode.Uri.file(file())));
    assert.deepEqual(
      [entry.report?.pss, entry.report?.traces, entry.report?.scores],
      [whole.pss, whole.traces, whole.scores],
    );
    await until(() => !client.alive);
  });

  it('save what was received, while they run and after, and forget it with the next start', async () => {
    await appendFile(file(), lines(300));
    const entry = await follow();
    await collectors.start(entry.spec.id);
    await until(() => entry.status.scored === 300);
    const target = join(folder.path, 'saved.ndjson');
    assert.deepEqual(await collectors.save(entry.spec.id, target), { items: 300, gone: 0, problem: null });
    assert.equal(await readFile(target, 'utf8'), lines(300));
    await collectors.stop(entry.spec.id);
    await rm(target);
    await collectors.save(entry.spec.id, target);
    assert.equal(await readFile(target, 'utf8'), lines(300));
    await assert.rejects(collectors.save(entry.spec.id, join(folder.path, 'none', 'x')), /cannot be written/);
    await rm(file());
    await collectors.start(entry.spec.id);
    assert.equal(entry.report?.traces ?? 0, 0);
    assert.equal(entry.savable, false);
    await collectors.close();
    assert.deepEqual(await readdir(join(folder.path, 'storage', 'live')), []);
  });

  it('keep only the latest for saving, readable by the user alone, and say how many are gone', async () => {
    kept = 40_000;
    const entry = await follow();
    await collectors.start(entry.spec.id);
    for (let index = 0; index < 20; index++) {
      await appendFile(file(), lines(50, index * 50));
      await until(() => entry.status.scored === (index + 1) * 50);
    }
    const [window] = await readdir(join(folder.path, 'storage', 'live'));
    const inside = join(folder.path, 'storage', 'live', window ?? '', '1');
    const [segment] = await readdir(inside);
    assert.equal((await stat(join(inside, segment ?? ''))).mode & 0o077, 0);
    const target = join(folder.path, 'saved.ndjson');
    const { items, gone } = await collectors.save(entry.spec.id, target);
    assert.equal(items + gone, 1000);
    assert.ok(gone > 0 && items >= 50, `${items} kept`);
    assert.equal(await readFile(target, 'utf8'), lines(items, gone));
  });

  it('hold their figures while paused, lose nothing, mark moments, and slide over a window', async () => {
    await appendFile(file(), lines(100));
    const entry = await follow();
    collectors.watch(entry.spec.id, true);
    await collectors.start(entry.spec.id);
    await scored(entry, 100);
    collectors.pause(entry.spec.id);
    await until(() => entry.status.state === 'paused');
    await appendFile(file(), lines(100, 100));
    await until(() => entry.status.scored === 200);
    assert.equal(entry.report?.traces, 100);
    collectors.mark(entry.spec.id, 'deployed', 1_700_000_005);
    collectors.resume(entry.spec.id);
    await scored(entry, 200);
    assert.deepEqual(entry.status.marks, [{ time: 1_700_000_005, label: 'deployed' }]);
    collectors.setWindow(entry.spec.id, 60);
    await until(() => entry.status.window === 60);
    await scored(entry, 200);
  });

  it('keep the password of a Redis in the secret storage only, and say who refuses', async () => {
    const server = await RedisServer.start({ args: ['--requirepass', 's3cret!'], login: ':s3cret!' });
    try {
      const typed = typedRedis(`redis://:s3cret!@127.0.0.1:${server.port}/0`);
      assert.equal(typed.password, 's3cret!');
      const { url, key } = typed;
      const target: CollectorTarget = { kind: 'redis', url, key, mode: 'queue', secret: true };
      const entry = await collectors.add(target, typed.password);
      await collectors.start(entry.spec.id);
      const redis = await server.client();
      await redis.rPush('pypss:traces', [trace(1), trace(2), 'broken']);
      await until(() => entry.status.received === 3);
      await until(async () => (await redis.lLen('pypss:traces')) === 0);
      const told = JSON.stringify([memento.keys().map((name) => memento.get(name)), entry.spec, entry.status]);
      assert.ok(!told.includes('s3cret'), told);
      assert.ok(!JSON.stringify(entry.report).includes('s3cret'));
      assert.deepEqual([...secrets.kept.values()], ['s3cret!']);
      await collectors.edit(entry.spec.id, target, 'wrong');
      const edited = collectors.get(entry.spec.id);
      await until(() => edited?.status.state === 'failed');
      assert.match(edited?.status.message ?? '', /refuses.*Check user, password/);
      assert.ok(!(edited?.status.message ?? '').includes('wrong@'));
      await collectors.remove(entry.spec.id);
      assert.deepEqual([...secrets.kept], []);
      assert.deepEqual(collectors.all, []);
    } finally {
      await server.stop();
    }
  });

  it('only look at a watched list, and read a stream with a group', async () => {
    const server = await RedisServer.start();
    try {
      const redis = await server.client();
      const url = `redis://127.0.0.1:${server.port}`;
      await redis.rPush('list', [trace(1), trace(2)]);
      for (let index = 0; index < 5; index++) await redis.xAdd('stream', '*', { trace: trace(index) });
      const watched = await collectors.add(
        { kind: 'redis', url, key: 'list', mode: 'watch', secret: false },
        undefined,
      );
      const shared = await collectors.add(
        { kind: 'redis', url, key: 'stream', mode: 'stream', group: 'readers', secret: false },
        undefined,
      );
      await Promise.all([collectors.start(watched.spec.id), collectors.start(shared.spec.id)]);
      assert.equal(workers.length, 1);
      await until(() => watched.status.scored === 2 && shared.status.scored === 5);
      assert.equal(await redis.lLen('list'), 2);
    } finally {
      await collectors.close();
      await server.stop();
    }
  });

  it('serve gRPC until they are stopped, and tell a port that is taken', async () => {
    const port = await freePort();
    const target: CollectorTarget = { kind: 'grpc', address: `127.0.0.1:${port}` };
    const entry = await collectors.add(target, undefined);
    await collectors.start(entry.spec.id);
    assert.equal(entry.status.state, 'running');
    const other = await collectors.add(target, undefined);
    await assert.rejects(collectors.start(other.spec.id), /cannot be listened on/);
    assert.deepEqual([other.status.state, other.active], ['failed', false]);
    const { trace: service } = serviceDefinitions();
    const grpc = new (makeGenericClientConstructor(service, 'TraceService'))(
      `127.0.0.1:${port}`,
      credentials.createInsecure(),
    );
    try {
      const call = grpc['SubmitTrace'] as (message: object, done: (error: Error | null) => void) => void;
      const submit = (index: number): Promise<void> =>
        new Promise((resolve, reject) =>
          call.call(grpc, JSON.parse(trace(index)) as object, (error) => (error === null ? resolve() : reject(error))),
        );
      await Promise.all(Array.from({ length: 40 }, (_, index) => submit(index)));
      await until(() => entry.status.scored === 40);
    } finally {
      grpc.close();
    }
    await collectors.close();
    assert.ok(await refuses(port));
  });

  it('refuse in a workspace that is not trusted, before anything listens', async () => {
    const entry = await follow();
    const trusted = Object.getOwnPropertyDescriptor(vscode.workspace, 'isTrusted');
    Object.defineProperty(vscode.workspace, 'isTrusted', { get: () => false, configurable: true });
    try {
      await assert.rejects(collectors.start(entry.spec.id), UntrustedError);
      assert.equal(client.alive, false);
    } finally {
      if (trusted !== undefined) Object.defineProperty(vscode.workspace, 'isTrusted', trusted);
    }
  });

  it('say that their thread is gone, and start again in a new one', async () => {
    await appendFile(file(), lines(10));
    const entry = await follow();
    await collectors.start(entry.spec.id);
    await until(() => entry.status.scored === 10);
    const broken = new Promise<CollectorEntry>((resolve) => collectors.onDidBreak(resolve));
    await workers[0]?.terminate();
    assert.equal((await broken).status.state, 'failed');
    assert.match(entry.status.message ?? '', /ended unexpectedly .*Start the collector again/);
    await collectors.start(entry.spec.id);
    await until(() => entry.status.scored === 10);
    assert.equal(workers.length, 2);
  });

  describe('of other extensions', () => {
    async function sample(): Promise<CollectorProvider> {
      const path = join(pypss().extensionPath, 'samples', 'collectors', 'udp.mjs');
      const module = (await import(pathToFileURL(path).href)) as Pick<CollectorProvider, 'createCollector'>;
      return { id: 'example.udp', label: 'UDP datagrams', createCollector: module.createCollector };
    }

    it('run as ours do: the sample takes datagrams', async () => {
      own.register(await sample());
      const entry = await collectors.add({ kind: 'own', provider: 'example.udp', target: '127.0.0.1:0' }, undefined);
      let listening: (Collector & { port: number }) | null = null;
      const create = own.create.bind(own);
      own.create = async (id, target) => (listening = (await create(id, target)) as Collector & { port: number });
      await collectors.start(entry.spec.id);
      const port = await until(() => listening?.port);
      const socket = createSocket('udp4');
      try {
        for (let index = 0; index < 20; index++) {
          await new Promise((done) => socket.send(trace(index), port, '127.0.0.1', done));
        }
        await new Promise((done) => socket.send('', port, '127.0.0.1', done));
        await until(() => entry.status.received === 21);
        await collectors.stop(entry.spec.id);
        assert.deepEqual([entry.status.scored, entry.status.skipped], [20, 1]);
        assert.equal(entry.report?.traces, 20);
      } finally {
        socket.close();
      }
    });

    it('are counted to the last item when more comes than is taken', async () => {
      const batch = Buffer.from(lines(5000));
      const done = Promise.withResolvers<boolean[]>();
      own.register({
        id: 'flood',
        label: 'Flood',
        createCollector: () => ({
          name: 'Flood',
          address: 'nowhere',
          start: (sink: CollectorSink) => {
            const taken = Array.from({ length: 40 }, () => sink.offer({ ndjson: batch, items: 5000 }));
            done.resolve(taken);
            return Promise.resolve();
          },
          stop: () => Promise.resolve(),
        }),
      });
      const entry = await collectors.add({ kind: 'own', provider: 'flood', target: '' }, undefined);
      await collectors.start(entry.spec.id);
      const taken = (await done.promise).filter(Boolean).length;
      assert.ok(taken > 0 && taken < 40, `${taken} of 40 were taken`);
      await until(() => entry.status.received === 200_000 && entry.status.pending === 0);
      assert.deepEqual([entry.status.scored, entry.status.dropped], [taken * 5000, (40 - taken) * 5000]);
      await collectors.stop(entry.spec.id);
      assert.deepEqual(entry.report?.sampled, { received: 200_000, dropped: (40 - taken) * 5000 });
    });

    it('fail with what they say, and are missed when nobody brings them', async () => {
      own.register({
        id: 'poor',
        label: 'Poor',
        createCollector: () => ({
          name: 'Poor',
          address: 'nowhere',
          start: () => Promise.reject(new Error('the broker is on holiday')),
          stop: () => Promise.reject(new Error('never begun')),
        }),
      });
      const entry = await collectors.add({ kind: 'own', provider: 'poor', target: '' }, undefined);
      await assert.rejects(collectors.start(entry.spec.id), /the broker is on holiday/);
      assert.equal(entry.status.message, 'the broker is on holiday');
      const missing = await collectors.add({ kind: 'own', provider: 'absent', target: '' }, undefined);
      await assert.rejects(collectors.start(missing.spec.id), /No extension brings the collector absent/);
      assert.throws(() => own.register({ id: 'Bad Id', label: 'x', createCollector: () => null! }), /lower-case/);
      await until(() => !client.alive);
    });

    it('are registered through the exported interface', async () => {
      const { registerCollector } = await api();
      const registered = registerCollector(await sample());
      try {
        const provider = await sample();
        assert.throws(() => registerCollector(provider), /registered already/);
      } finally {
        registered.dispose();
      }
    });
  });

  it('tell a page at most two states a second, and one that is hidden nothing but the next snapshot', async () => {
    const entry = await follow();
    const source = new LiveSource(entry, collectors, () => Promise.resolve());
    const states: { at: number; state: DashboardState }[] = [];
    source.onDidChangeState((state) => states.push({ at: performance.now(), state }));
    source.watched(true);
    try {
      await collectors.start(entry.spec.id);
      for (let index = 0; index < 30; index++) {
        await appendFile(file(), lines(20, index * 20));
        await until(() => entry.status.scored >= (index + 1) * 20 || entry.status.received >= (index + 1) * 20);
      }
      await scored(entry, 600);
      const running = states.filter(({ state }) => state.state === 'live' && state.live.state === 'running');
      const gaps = running.slice(2).map(({ at }, index) => at - running[index + 1].at);
      assert.ok(gaps.length > 0 && gaps.every((gap) => gap >= 450), gaps.join());
      const { state } = source;
      assert.ok(state.state === 'live' && state.report?.traces === 600);
    } finally {
      source.dispose();
    }
  });

  it('send a page that is hidden nothing, and one snapshot of all when it is shown again', async () => {
    const entry = await follow();
    await collectors.start(entry.spec.id);
    await appendFile(file(), lines(100));
    await scored(entry, 100);
    const source = new LiveSource(entry, collectors, () => Promise.resolve());
    const panel = vscode.window.createWebviewPanel('pypss.test', 'live', vscode.ViewColumn.One);
    const posted: ToDashboard[] = [];
    const states = (): Extract<ToDashboard, { type: 'state' }>[] =>
      posted.filter((message) => message.type === 'state');
    const told = new vscode.EventEmitter<{ source: LiveSource; message: ToDashboard }>();
    const actions = { perform: () => Promise.resolve(), context: () => [], onDidTell: told.event };
    new DashboardPanel(pypss().extensionUri, source, recorded(panel, posted), actions, log);
    try {
      await until(() => states().length > 0);
      await vscode.commands.executeCommand('workbench.action.files.newUntitledFile');
      await until(() => !panel.visible);
      posted.length = 0;
      let changes = 0;
      const subscription = source.onDidChangeState(() => changes++);
      await appendFile(file(), lines(200, 100));
      await scored(entry, 300);
      await until(() => changes > 0);
      subscription.dispose();
      assert.deepEqual(posted, []);
      panel.reveal();
      await until(() => states().length > 0);
      const [{ state }] = states();
      assert.ok(state.state === 'live');
      assert.deepEqual([state.report?.traces, state.live.scored], [300, 300]);
    } finally {
      panel.dispose();
      source.dispose();
      told.dispose();
    }
  });

  it('show their scores in the code from the first traces on, calmly, and not against the user’s will', async () => {
    const shown = new ActiveReport();
    const scores = new LiveScores(shown, collectors, () => undefined);
    let changes = 0;
    shown.onDidChange(() => changes++);
    try {
      const entry = await follow();
      collectors.watch(entry.spec.id, true);
      scores.expect(entry.spec.id);
      await collectors.start(entry.spec.id);
      await appendFile(file(), lines(50));
      await until(() => shown.current?.report.traces === 50);
      assert.deepEqual(shown.current?.origin, { kind: 'live', collector: entry.spec.id });
      const begun = performance.now();
      for (let index = 1; performance.now() - begun < 2000; index++) {
        await appendFile(file(), lines(50, index * 50));
        await until(() => entry.status.scored === (index + 1) * 50);
      }
      const elapsed = performance.now() - begun;
      assert.ok(changes <= 1 + Math.ceil(elapsed / 3000), `${changes} changes in ${elapsed} ms`);
      shown.clear();
      await collectors.stop(entry.spec.id);
      assert.equal(showing(shown), null);
      const [offered] = await shown.offered();
      assert.equal(offered?.description, 'stopped');
      await offered.show();
      assert.equal(showing(shown), entry.report);
    } finally {
      scores.dispose();
      shown.dispose();
    }
  });
});
