import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  closeSync,
  constants,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { until } from '../../support/until.ts';
import { addUp, type Collecting, collecting } from '../collecting.ts';
import { assertFigures, payloads } from '../payload.ts';

const WRITER = join(import.meta.dirname, 'writer.py');
const trace = (id: string): string => JSON.stringify({ trace_id: id, name: 'f', module: 'm', duration: 0.01 });
const lines = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, i) => `${trace(`t${from + i}`)}\n`).join('');

describe('file', () => {
  let folder: string;
  let path: string;
  const open: Collecting[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pypss-follow-'));
    path = join(folder, 'traces');
  });

  afterEach(async () => {
    await Promise.all(open.splice(0).map(({ session }) => session.stop()));
    rmSync(folder, { recursive: true });
  });

  async function follow(file = path): Promise<Collecting> {
    const collector = await collecting({ kind: 'file', path: file });
    open.push(collector);
    return collector;
  }

  const ids = ({ kept }: Collecting): string[] =>
    kept.lines.flatMap((line) => [...line.matchAll(/"trace_id": ?"([^"]*)"/g)].map(([, id]) => id));

  describe('of lines', () => {
    it('scores every trace of every conformance case once, as analyzing the file does', async () => {
      await Promise.all(
        payloads().map(async (payload) => {
          const file = join(folder, `${payload.name}.ndjson`);
          writeFileSync(file, `{"traces":[]}\n${payload.items.join('\n')}\n`);
          const collector = await follow(file);
          await collector.until(({ scored, skipped }) => scored + skipped === payload.items.length);
          assert.ok(addUp(collector.status()));
          assertFigures(collector.session.report(), payload);
        }),
      );
    });

    it('takes the lines of eight Python processes that write at once, each one once', async () => {
      const collector = await follow();
      const counts = Array.from({ length: 8 }, (_, n) => 200 + n);
      const codes = counts.map(async (count, n) => {
        const child = spawn('/usr/bin/python3', [WRITER, path, String(n), String(count)], { stdio: 'inherit' });
        return ((await once(child, 'exit')) as [number])[0];
      });
      assert.deepEqual(new Set(await Promise.all(codes)), new Set([0]));
      const total = counts.reduce((sum, count) => sum + count, 0);
      await collector.until(({ scored }) => scored === total);
      const { received, skipped } = collector.status();
      assert.deepEqual(
        { received, skipped, ids: new Set(ids(collector)).size },
        { received: total, skipped: 0, ids: total },
      );
    });

    it('waits for a file that comes later, and follows it as it grows', async () => {
      const collector = await follow();
      await collector.until(({ state }) => state === 'waiting');
      assert.match(collector.status().message ?? '', /traces does not exist yet; it is waited for$/);
      writeFileSync(path, '');
      await collector.until(({ message }) => message?.endsWith('is empty so far') === true);
      for (let n = 0; n < 30; n += 10) {
        appendFileSync(path, lines(n, n + 10));
        await collector.until(({ scored }) => scored === n + 10);
      }
      assert.equal(collector.status().state, 'running');
      assert.equal(ids(collector).join(), Array.from({ length: 30 }, (_, n) => `t${n}`).join());
    });

    it('waits for the rest of a line', async () => {
      const line = trace('partial');
      writeFileSync(path, lines(0, 1) + line.slice(0, 20));
      const collector = await follow();
      await collector.until(({ scored }) => scored === 1);
      appendFileSync(path, line.slice(20));
      appendFileSync(path, `\n${lines(1, 2)}`);
      await collector.until(({ scored }) => scored === 3);
      assert.equal(collector.status().skipped, 0);
      assert.deepEqual(ids(collector), ['t0', 'partial', 't1']);
    });

    it('goes on after a rotation, with what was written to the old file meanwhile', async () => {
      writeFileSync(path, lines(0, 100));
      const collector = await follow();
      await collector.until(({ scored }) => scored === 100);
      const old = openSync(path, 'a');
      renameSync(path, `${path}.1`);
      writeSync(old, lines(100, 150));
      closeSync(old);
      writeFileSync(path, lines(150, 160));
      await collector.until(({ scored }) => scored === 160);
      assert.equal(ids(collector).join(), Array.from({ length: 160 }, (_, n) => `t${n}`).join());
    });

    it('begins anew when the file is cut, and counts the line that was cut off', async () => {
      writeFileSync(path, `${lines(0, 50)}{"duration":`);
      const collector = await follow();
      await collector.until(({ scored }) => scored === 50);
      truncateSync(path);
      await collector.until(({ skipped }) => skipped === 1);
      appendFileSync(path, lines(50, 55));
      await collector.until(({ scored }) => scored === 55);
      assert.ok(addUp(collector.status()));
    });

    it('skips and counts malformed lines, blank ones are none, and one of 100 MB is passed over', async () => {
      writeFileSync(path, `${lines(0, 1)}\n\r\nnonsense\n[]\n{"a":1}\n{"duration":"x"}\n`);
      const file = openSync(path, 'a');
      writeSync(file, '{"duration":1,"text":"');
      const piece = Buffer.alloc(1e7, 'x');
      for (let n = 0; n < 10; n++) writeSync(file, piece);
      writeSync(file, `"}\n${lines(1, 2)}`);
      closeSync(file);
      const collector = await follow();
      await collector.until(({ scored }) => scored === 2);
      const { received, skipped } = collector.status();
      assert.deepEqual({ received, skipped }, { received: 7, skipped: 5 });
      await until(() =>
        /an item of 95\.4 MB is longer than the 8 MB that are taken/.test(collector.messages.join('\n')),
      );
    });

    it('reads hostile content as data', async () => {
      const deep = `{"duration":1,"name":"deep","x":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
      const proto = '{"duration":1,"name":"__proto__","module":"constructor","__proto__":{"duration":5}}';
      writeFileSync(path, `${deep}\n${proto}\n{"duration":1,"name":"${'n'.repeat(1e6)}"}\n`);
      const collector = await follow();
      await collector.until(({ received, pending }) => received === 3 && pending === 0);
      assert.equal(collector.status().scored, 3);
      const { functions, modules } = collector.session.report();
      assert.ok(functions.some(({ name }) => name === '__proto__'));
      assert.ok(modules.some(({ module }) => module === 'constructor'));
    });

    it('says that it cannot follow a folder or a compressed file', async () => {
      await assert.rejects(follow(folder), /is a folder; name the file that is written to$/);
      writeFileSync(path, gzipSync(lines(0, 5)));
      const collector = await follow();
      await collector.until(({ state }) => state === 'failed');
      assert.match(collector.status().message ?? '', /is compressed and cannot be followed; analyze it instead$/);
    });
  });

  describe('that is replaced as a whole', () => {
    const document = (from: number, to: number, indent?: number): string =>
      JSON.stringify(
        {
          last_updated: 1.7e9,
          trace_count: to - from,
          traces: Array.from({ length: to - from }, (_, i) => JSON.parse(trace(`t${from + i}`)) as object),
        },
        null,
        indent,
      );

    function replace(text: string): void {
      writeFileSync(`${path}.new`, text);
      renameSync(`${path}.new`, path);
    }

    for (const [what, indent, end] of [
      ['indented', 2, ''],
      ['on one line', undefined, ''],
      ['on one line that ends', undefined, '\n'],
    ] as const) {
      it(`takes each trace of an AutoDumper's file once, ${what}`, async () => {
        const collector = await follow();
        for (const to of [20, 35, 80]) {
          replace(document(0, to, indent) + end);
          await collector.until(({ scored }) => scored === to);
        }
        // Rotated into an archive: what stays was there before.
        replace(document(70, 100, indent) + end);
        await collector.until(({ scored }) => scored === 100);
        assert.equal(ids(collector).join(), Array.from({ length: 100 }, (_, n) => `t${n}`).join());
        const { received, repeated } = collector.status();
        assert.deepEqual({ received, repeated }, { received: 165, repeated: 65 });
      });
    }

    it('tells traces without an id by their text, and how often it stands there', async () => {
      const collector = await follow();
      const list = (count: number): string =>
        JSON.stringify(
          Array.from({ length: count }, () => ({ duration: 1 })),
          null,
          1,
        );
      for (const count of [2, 2, 5]) {
        replace(`${list(count)}${' '.repeat(count)}`);
        await collector.until(({ scored }) => scored === count);
      }
      assert.equal(collector.session.report().traces, 5);
    });

    it('waits for the end of a document that is being written, and for an array too', async () => {
      const text = document(0, 40, 2);
      writeFileSync(path, text.slice(0, text.length / 2));
      const collector = await follow();
      await collector.until(({ state, scored }) => state === 'waiting' && scored > 0);
      assert.match(
        collector.status().message ?? '',
        /is not whole: .* \(byte \d+\); it is read again when it changes$/,
      );
      writeFileSync(path, text);
      await collector.until(({ scored }) => scored === 40);
      assert.equal(collector.status().state, 'running');
      assert.equal(new Set(ids(collector)).size, 40);
    });
  });

  describe('that is a named pipe', () => {
    beforeEach(() => assert.equal(spawnSync('mkfifo', [path]).status, 0));

    it('is read while writers come and go', async () => {
      const collector = await follow();
      await collector.until(({ message }) => message?.startsWith('no program writes to') === true);
      for (let n = 0; n < 3; n++) {
        const pipe = openSync(path, constants.O_WRONLY);
        writeSync(pipe, lines(n * 10, n * 10 + 10));
        if (n === 1) writeSync(pipe, '{"dura');
        closeSync(pipe);
        await collector.until(({ scored }) => scored === n * 10 + 10);
        await collector.until(({ message }) => message?.includes('has closed it; the next one is waited for') === true);
      }
      assert.equal(collector.status().skipped, 1);
      assert.ok(addUp(collector.status()));
      assert.equal(ids(collector).length, 30);
    });

    it('never makes its writer wait: what is too much is dropped and counted', async () => {
      const gate = Promise.withResolvers<null>();
      const collector = await collecting(
        { kind: 'file', path },
        { outputs: [{ write: () => gate.promise.then(() => undefined) }], backlogBytes: 100_000 },
      );
      open.push(collector);
      const script = `
import sys
line = '{"name":"f","module":"m","duration":0.01}\\n' * 100
with open(sys.argv[1], "w") as pipe:
    for n in range(1000): pipe.write(line)
`;
      const child = spawn('/usr/bin/python3', ['-c', script, path], { stdio: 'inherit' });
      // It ends although nothing is scored meanwhile.
      assert.deepEqual(await once(child, 'exit'), [0, null]);
      await collector.until(({ received }) => received === 100_000);
      gate.resolve(null);
      await collector.until(({ pending }) => pending === 0);
      const { scored, dropped } = collector.status();
      assert.equal(scored + dropped, 100_000);
      assert.ok(dropped > 50_000, String(dropped));
      assert.deepEqual(collector.session.report().sampled, { received: 100_000, dropped });
    });
  });
});
