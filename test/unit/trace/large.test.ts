import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { NAME, OVERFLOW } from '../../../src/trace/record.ts';
import { createScanner } from '../../../src/trace/scanner.ts';
import type { ScanResult } from '../../../src/trace/scan.ts';
import { recorder, scan } from './scanning.ts';
import type { SeenRecord } from './scanning.ts';

const MIB = 1 << 20;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes in use once the garbage is gone. */
function memoryInUse(): number {
  collectGarbage();
  const { arrayBuffers, heapUsed } = process.memoryUsage();
  return arrayBuffers + heapUsed;
}

/** Pushes pieces, each as often as told, and gives what was seen and by how much memory grew. */
function scanPieces(pieces: readonly (readonly [string, number])[]): {
  records: SeenRecord[];
  skipped: { reason: string }[];
  result: ScanResult;
  growth: number;
} {
  const { sink, records, skipped } = recorder(() => scanner.texts);
  const scanner = createScanner(sink);
  const before = memoryInUse();
  let most = 0;
  for (const [piece, times] of pieces) {
    // As many copies of a piece at once as make some 64 KiB, so that building the input is not what takes time.
    const copies = Math.min(times, Math.max(1, Math.floor(65_536 / piece.length)));
    const bytes = Buffer.from(piece.repeat(copies));
    for (let left = times; left > 0; left -= copies) {
      const part = left >= copies ? bytes : Buffer.from(piece.repeat(left));
      for (let from = 0; from < part.length;) {
        const space = scanner.space();
        const count = Math.min(space.length, part.length - from);
        space.set(part.subarray(from, from + count));
        scanner.advance(count);
        from += count;
      }
    }
    most = Math.max(most, memoryInUse() - before);
  }
  return { records, skipped, result: scanner.finish(), growth: most };
}

function assertOne(pieces: readonly (readonly [string, number])[], expected: Partial<SeenRecord>): void {
  const { records, skipped, result, growth } = scanPieces(pieces);
  assert.equal(result.damage, null);
  assert.deepEqual(skipped, []);
  assert.equal(records.length, 2);
  for (const [key, value] of Object.entries(expected))
    assert.deepEqual(records[0][key as keyof SeenRecord], value, key);
  assert.equal(records[1].duration, 2);
  assert.ok(growth < 8 * MIB, `memory grew by ${String(growth)} bytes`);
}

const AFTER = ['},{"duration":2}]', 1] as const;

describe('records of any size', () => {
  it('pass over a string of 64 MiB', () => {
    assertOne([['[{"duration":1,"x":"', 1], ['a\\n"'.slice(0, 3), ((64 * MIB) / 3) | 0], ['","name":"n"', 1], AFTER], {
      duration: 1,
      name: 'n',
    });
  });

  it('pass over a key of 8 MiB', () => {
    assertOne([['[{"duration":1,"', 1], ['k', 8 * MIB], ['":[],"name":"n"', 1], AFTER], { duration: 1, name: 'n' });
  });

  it('pass over 10 million levels of arrays', () => {
    const levels = 10_000_000;
    assertOne([['[{"duration":1,"x":', 1], ['[', levels], [']', levels], [',"name":"n"', 1], AFTER], { name: 'n' });
  });

  it('pass over 2 million levels of objects and arrays', () => {
    const levels = 2_000_000;
    assertOne([['[{"x":', 1], ['{"a":[', levels], ['1', 1], [']}', levels], [',"name":"n"', 1], AFTER], { name: 'n' });
  });

  it('see a wrong bracket 3 million levels deep', () => {
    const { result, records } = scanPieces([
      ['[{"duration":1},{"x":', 1],
      ['[', 3_000_000],
      ['}', 1],
      [']', 3_000_000],
      AFTER,
    ]);
    assert.equal(result.damage?.offset, 21 + 3_000_000);
    assert.equal(records.length, 1);
  });

  it('pass over 200 thousand members', () => {
    assertOne([['[{"duration":1', 1], [',"k\\u0061y":{"a":[1,null,"}"]}', 200_000], [',"name":"n"', 1], AFTER], {
      duration: 1,
      name: 'n',
    });
  });

  it('cut long texts to 64 KiB', () => {
    const name = 'n'.repeat(65_536);
    assertOne(
      [['[{"duration":1,"name":"', 1], ['n', 9 * MIB], ['","exception_message":"', 1], ['ä', MIB], ['"', 1], AFTER],
      {
        name,
        exception_message: 'ä'.repeat(32_768),
      },
    );
  });

  it('cut them alike whether the record fits into the buffer or not, and tear nothing', () => {
    for (const unit of ['a', 'ä', '€', '😀', '\\n', '\\u00e9', '\\\\', 'x😀\\u0041']) {
      for (const shift of ['', 'x', 'xy', 'xyz', 'xyzw', 'xyzwv']) {
        const text = shift + unit.repeat(80_000 / unit.length);
        const input = `[{"name":"${text}","exception_message":"${text}","system_metric":"${text}","error":"${text}"}]`;
        const [quick, slow] = [scan(input), scan(input, { bufferSize: 4096 })].map(({ records }) => records);
        assert.deepEqual(slow, quick);
        const whole = JSON.parse(`"${text}"`) as string;
        assert.ok(whole.startsWith(quick[0].name as string));
        assert.ok((quick[0].name as string).length > 65_536 / 6 - 8);
        assert.equal(quick[0].exception_message, quick[0].name);
      }
    }
  });

  it('skip a record whose number is longer than 64 KiB', () => {
    for (const bufferSize of [4096, MIB]) {
      const { records, skipped, result } = scan(`[{"duration":1${'0'.repeat(70_000)}e-70000},{"duration":2}]`, {
        bufferSize,
      });
      assert.equal(records.length, 1);
      assert.equal(skipped.length, 1);
      assert.equal(result.damage, null);
    }
  });

  it('take other long numbers and texts in number fields for absent or bad, in either way', () => {
    for (const bufferSize of [4096, MIB]) {
      const long = `1${'0'.repeat(70_000)}`;
      const spaces = `"1${' '.repeat(70_000)}"`;
      const { records, skipped } = scan(
        `[{"cpu_time":${long}e-70000,"lineno":${spaces},"timestamp":${spaces},"error":${long}},{"memory":${spaces}}]`,
        { bufferSize },
      );
      assert.equal(records.length, 1);
      assert.deepEqual(
        [records[0].cpu_time, records[0].lineno, records[0].timestamp, records[0].error],
        [0, 0, null, true],
      );
      assert.equal(skipped.length, 1);
    }
  });

  it('skip a metric whose metadata is longer than 64 KiB, but not a trace', () => {
    for (const bufferSize of [4096, MIB]) {
      const metadata = `"metadata":{"lag":1,"x":"${'x'.repeat(66_000)}"}`;
      const { records, skipped } = scan(`[{"system_metric":true,${metadata}},{"duration":1,${metadata}}]`, {
        bufferSize,
      });
      assert.equal(skipped.length, 1);
      assert.deepEqual(
        records.map(({ kind }) => kind),
        ['trace'],
      );
    }
  });

  it('skip a record whose used fields have no room, and go on', () => {
    const { records, skipped, result } = scanPieces([
      ['[{"duration":1', 1],
      [',"name":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"', 100_000],
      AFTER,
    ]);
    assert.equal(result.damage, null);
    assert.equal(skipped.length, 1);
    assert.equal(records.length, 1);
  });

  it('keep a million different names from filling memory', () => {
    const ids = new Set<number>();
    let overflowing = 0;
    const scanner = createScanner({
      trace(record) {
        const id = record.texts[NAME];
        if (id === OVERFLOW) overflowing++;
        else ids.add(id);
      },
      systemMetric: () => assert.fail(),
      skipped: () => assert.fail(),
    });
    const before = memoryInUse();
    for (let i = 0; i < 1_000_000; i += 1000) {
      const text = Array.from(
        { length: 1000 },
        (_, k) => `{"name":"function_${String(i + k)}","k${String(i + k)}":1,"duration":1}\n`,
      ).join('');
      for (let bytes = Buffer.from(text); bytes.length > 0;) {
        const space = scanner.space();
        const count = Math.min(space.length, bytes.length);
        space.set(bytes.subarray(0, count));
        scanner.advance(count);
        bytes = bytes.subarray(count);
      }
    }
    const growth = memoryInUse() - before;
    assert.equal(scanner.finish().damage, null);
    assert.equal(ids.size, 131_072);
    assert.equal(ids.size + overflowing, 1_000_000);
    assert.equal(scanner.texts[NAME][131_071], 'function_131071');
    assert.ok(growth < 48 * MIB, String(growth));
  });
});
