import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import zlib from 'node:zlib';
import { openFile } from '../../../src/trace/fileSource.ts';
import { followFile } from '../../../src/trace/followFile.ts';
import { readRecord } from '../../../src/trace/readRecord.ts';
import { readTraces } from '../../../src/trace/readTraces.ts';
import type { ReadingOptions, ReadingOutcome } from '../../../src/trace/readTraces.ts';
import { createScanner } from '../../../src/trace/scanner.ts';
import { SourceError } from '../../../src/trace/source.ts';
import type { TraceSource } from '../../../src/trace/source.ts';
import { openStream } from '../../../src/trace/streamSource.ts';
import { recorder } from './scanning.ts';
import type { Place, SeenRecord } from './scanning.ts';

type Reading = ReadingOutcome & { records: SeenRecord[]; places: Place[]; progress: [number, number | null][] };

async function readAll(source: TraceSource, options: ReadingOptions & { bufferSize?: number } = {}): Promise<Reading> {
  const { sink, records, places } = recorder(() => scanner.texts);
  const scanner = createScanner(sink, { bufferSize: options.bufferSize ?? 64 * 1024 });
  const progress: Reading['progress'] = [];
  const outcome = await readTraces(source, scanner, {
    progressInterval: 0,
    onProgress: ({ bytes, total }) => progress.push([bytes, total]),
    ...options,
  });
  return { ...outcome, records, places, progress };
}

/** NDJSON that does not compress well, so that compressed files have many blocks. */
function lines(count: number): string[] {
  let seed = 1;
  return Array.from({ length: count }, (_, i) => {
    seed = (Math.imul(seed, 48271) >>> 0) % 2147483647;
    return `{"duration":${String(i)},"trace_id":"${(seed / 2147483647).toString(36)}","name":"f${String(i % 7)}"}\n`;
  });
}

describe('sources', () => {
  let folder = '';
  before(() => (folder = mkdtempSync(join(tmpdir(), 'pypss-sources-'))));
  after(() => {
    rmSync(folder, { recursive: true });
  });
  const file = (name: string, content: string | Uint8Array): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };

  describe('a file', () => {
    it('is read to its end, with progress in bytes', async () => {
      const text = lines(20_000).join('');
      const { status, records, progress, result } = await readAll(openFile(file('a.json', text)));
      assert.equal(status, 'done');
      assert.equal(records.length, 20_000);
      assert.equal(result.bytes, text.length);
      assert.ok(progress.length > 3);
      assert.deepEqual(progress.at(-1), [text.length, text.length]);
    });

    it('is not found, or a folder', () => {
      const kind = (path: string): string => {
        try {
          openFile(path).close();
        } catch (error) {
          assert.ok(error instanceof SourceError);
          assert.ok(error.message.includes(path));
          return error.kind;
        }
        return 'opened';
      };
      assert.equal(kind(join(folder, 'nowhere.json')), 'not-found');
      assert.equal(kind(folder), 'unreadable');
    });

    it('stops when cancelled', async () => {
      let asked = 0;
      const { status, result } = await readAll(openFile(file('c.json', lines(20_000).join(''))), {
        isCancelled: () => ++asked > 3,
      });
      assert.equal(status, 'cancelled');
      // Three buffers, but for the records that their ends cut off.
      assert.ok(result.bytes > 2 * 64 * 1024 && result.bytes <= 3 * 64 * 1024, String(result.bytes));
    });

    for (const [what, change, message] of [
      [
        'truncated',
        (path: string) => {
          truncateSync(path, 100);
        },
        /truncated/,
      ],
      [
        'deleted',
        (path: string) => {
          rmSync(path);
        },
        /deleted/,
      ],
      [
        'replaced',
        (path: string) => {
          writeFileSync(`${path}.new`, '[]');
          renameSync(`${path}.new`, path);
        },
        /replaced/,
      ],
      [
        'moved',
        (path: string) => {
          renameSync(path, `${path}.away`);
        },
        /moved/,
      ],
    ] as const) {
      it(`tells that it was ${what} while it was read`, async () => {
        const path = file(`${what}.json`, lines(20_000).join(''));
        let asked = 0;
        const outcome = await readAll(openFile(path), {
          isCancelled: () => {
            if (++asked === 3) change(path);
            return false;
          },
        });
        assert.ok(outcome.status === 'failed');
        assert.equal(outcome.error.kind, 'changed');
        assert.match(outcome.error.message, message);
        assert.ok(outcome.records.length > 0);
      });
    }

    it('may grow while it is read', async () => {
      const path = file('grows.json', lines(20_000).join(''));
      let asked = 0;
      const { status, records } = await readAll(openFile(path), {
        isCancelled: () => {
          if (++asked === 3) appendFileSync(path, '{"duration":1}\n');
          return false;
        },
      });
      assert.equal(status, 'done');
      assert.equal(records.length, 20_001);
    });
  });

  for (const [compression, compress] of [
    ['gzip', (data: Uint8Array) => zlib.gzipSync(data)],
    ['zstd', (data: Uint8Array) => zlib.zstdCompressSync(data)],
  ] as const) {
    describe(`a file compressed with ${compression}`, () => {
      const text = lines(20_000).join('');

      it('is known by its content, not by its name', async () => {
        const stored = compress(Buffer.from(text));
        const source = openFile(file(`x.${compression}.json`, stored));
        assert.equal(source.compression, compression);
        const { records, progress, result, status } = await readAll(source);
        assert.equal(status, 'done');
        assert.equal(records.length, 20_000);
        assert.equal(result.damage, null);
        assert.equal(result.bytes, text.length);
        assert.deepEqual(progress.at(-1), [stored.length, stored.length]);
      });

      it('may have several members, and zeros behind', async () => {
        const parts = lines(9000);
        const stored = [0, 1, 2].map((i) => compress(Buffer.from(parts.slice(i * 3000, i * 3000 + 3000).join(''))));
        const { records, result } = await readAll(
          openFile(file('members', Buffer.concat([...stored, Buffer.alloc(600)]))),
        );
        assert.equal(result.damage, null);
        assert.equal(records.length, 9000);
        assert.equal(records.at(-1)?.duration, 8999);
      });

      it('is damaged where something else follows', async () => {
        const stored = Buffer.concat([compress(Buffer.from(text)), Buffer.from('something else')]);
        const { records, result } = await readAll(openFile(file('garbage', stored)));
        assert.equal(records.length, 20_000);
        assert.equal(result.damage?.offset, text.length);
      });

      it('counts up to where it is cut off', async () => {
        const stored = compress(Buffer.from(text));
        for (const length of [stored.length - 1, stored.length >> 1, 30]) {
          const { records, result, status } = await readAll(openFile(file('cut', stored.subarray(0, length))));
          assert.equal(status, 'done');
          assert.notEqual(result.damage, null);
          const whole = compression === 'gzip' ? inflatedPrefix(stored.subarray(0, length)) : null;
          if (whole !== null) assert.equal(records.length, whole.split('\n').length - 1);
        }
      });

      it('comes through a stream as well', async () => {
        const stored = compress(Buffer.from(text));
        const pieces = Array.from({ length: Math.ceil(stored.length / 999) }, (_, i) =>
          stored.subarray(i * 999, i * 999 + 999),
        );
        const source = await openStream(Readable.from([new Uint8Array(1).subarray(1), ...pieces]), 'standard input');
        assert.equal(source.compression, compression);
        const { records, result } = await readAll(source);
        assert.equal(result.damage, null);
        assert.equal(records.length, 20_000);
      });
    });
  }

  /** What zlib makes of gzip data that are cut off. */
  function inflatedPrefix(stored: Uint8Array): string {
    return zlib.gunzipSync(stored, { finishFlush: zlib.constants.Z_SYNC_FLUSH }).toString();
  }

  it('counts every record in front of damage in gzip data', async () => {
    const text = lines(20_000).join('');
    const stored = zlib.gzipSync(text, { level: 6 });
    const damaged = Buffer.from(stored);
    // A wrong checksum shows only behind the last byte of text: all of it must count.
    damaged[damaged.length - 6] ^= 0xff;
    const { records, result } = await readAll(openFile(file('crc.gz', damaged)));
    assert.equal(records.length, 20_000);
    assert.match(result.damage?.reason ?? '', /gzip/);
    assert.equal(result.damage?.offset, text.length);
  });

  describe('a stream', () => {
    it('is read, in whatever pieces it comes', async () => {
      const text = lines(3000).join('');
      const pieces = Array.from({ length: Math.ceil(text.length / 777) }, (_, i) =>
        Buffer.from(text.slice(i * 777, i * 777 + 777)),
      );
      const { records, progress } = await readAll(await openStream(Readable.from(pieces), 'standard input'));
      assert.equal(records.length, 3000);
      assert.deepEqual(progress.at(-1), [text.length, null]);
    });
    it('may be empty', async () => {
      const { result } = await readAll(await openStream(Readable.from([]), 'standard input'));
      assert.equal(result.found, 'an empty file');
    });
    it('may break', async () => {
      const broken = Readable.from(
        (function* () {
          yield Buffer.from('{"duration":1}\n');
          throw new Error('pipe lost');
        })(),
      );
      const outcome = await readAll(await openStream(broken, 'standard input'));
      assert.ok(outcome.status === 'failed');
      assert.match(outcome.error.message, /standard input cannot be read: pipe lost/);
      assert.equal(outcome.records.length, 1);
    });
  });

  describe('a record', () => {
    const text = '[{"duration":1,"name":"ä"},{"duration":NaN,"name":"a\tNaN\\"b"},{"duration":3}]';
    for (const compressed of [false, true]) {
      it(`is read back by its place${compressed ? ' in a compressed file' : ''}`, async () => {
        const path = file('r', compressed ? zlib.gzipSync(text) : text);
        assert.deepEqual(await readRecord(path, 1, 26), { duration: 1, name: 'ä' });
        assert.deepEqual(await readRecord(path, 28, 34), { duration: 'NaN', name: 'a\tNaN"b' });
      });
    }
    it('may be gone', async () => {
      await assert.rejects(readRecord(file('gone', '[]'), 5, 20), { kind: 'changed' });
      await assert.rejects(readRecord(file('gone', text), 3, 20), { kind: 'changed' });
      await assert.rejects(readRecord(join(folder, 'none'), 3, 20), { kind: 'not-found' });
    });
    it('keeps names of the prototype harmless', async () => {
      const record = await readRecord(file('p', '{"__proto__":{"x":1}}'), 0, 21);
      assert.equal(Object.getPrototypeOf(record), Object.prototype);
    });
  });

  it('a growing file is followed through growth, truncation and replacement', async () => {
    const path = join(folder, 'follow.ndjson');
    const controller = new AbortController();
    const seen: string[] = [];
    const steps: (() => void)[] = [
      () => {
        writeFileSync(path, 'one\n');
      },
      () => {
        appendFileSync(path, 'two\n');
      },
      () => {
        writeFileSync(path, 'x\n');
      },
      () => {
        writeFileSync(`${path}.new`, 'new\n');
        renameSync(`${path}.new`, path);
      },
      () => {
        appendFileSync(path, 'more\n');
      },
      () => {
        rmSync(path);
      },
      () => {
        controller.abort();
      },
    ];
    for await (const event of followFile(path, { signal: controller.signal, interval: 5 })) {
      if (event.kind === 'bytes') seen.push(`${String(event.offset)}:${Buffer.from(event.bytes).toString().trim()}`);
      else if (event.kind !== 'waiting') seen.push(event.kind);
      if (event.kind === 'waiting' || event.kind === 'missing') steps.shift()?.();
    }
    assert.deepEqual(seen, ['missing', '0:one', '4:two', 'truncated', '0:x', 'replaced', '0:new', '4:more', 'missing']);
  });
});
