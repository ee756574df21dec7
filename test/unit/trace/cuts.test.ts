import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findCut, isConfirmed } from '../../../src/trace/cuts.ts';
import { scan } from './scanning.ts';
import type { ScanOptions } from '../../../src/trace/scan.ts';

const item = (i: number): Record<string, unknown> => ({
  name: `f${String(i % 5)}`,
  duration: i,
  message: '}, { "a',
  request: { headers: [{ x: 1 }, { 'y"z': '},\n{' }], tags: [[], {}] },
});
const items = Array.from({ length: 60 }, (_, i) => item(i));

const SHAPES: Record<string, string> = {
  array: JSON.stringify(items),
  'indented array': JSON.stringify(items, null, 2),
  wrapper: JSON.stringify({ overall: { pss: 3 }, traces: items, modules: { a: items.slice(0, 9) } }),
  'indented wrapper': `\ufeff${JSON.stringify({ traces: items, more: { list: items.slice(0, 9) } }, null, 2)}`,
  lines: items.map((record) => JSON.stringify(record)).join('\n'),
  'lines with wrappers': items.map((record) => JSON.stringify({ traces: [record, record] })).join('\r\n'),
};

describe('cuts', () => {
  let folder = '';
  before(() => (folder = mkdtempSync(join(tmpdir(), 'pypss-cuts-'))));
  after(() => {
    rmSync(folder, { recursive: true });
  });

  for (const [shape, text] of Object.entries(SHAPES)) {
    it(`make two halves of the whole, or are refused: ${shape}`, () => {
      const path = join(folder, 'cut.json');
      writeFileSync(path, text);
      const bytes = Buffer.from(text);
      const whole = scan(bytes);
      assert.ok(whole.records.length >= items.length);
      let confirmed = 0;
      for (let from = 1; from < bytes.length; from += 97) {
        const cut = findCut(path, from);
        if (cut === null) continue;
        const part = (options: ScanOptions, data: Buffer): ReturnType<typeof scan> =>
          scan(data, { ...options, bufferSize: 4096 });
        const first = part({ limit: cut.offset }, bytes);
        const stopped = first.result.stopped;
        if (!isConfirmed(cut, stopped)) continue;
        confirmed++;
        const second = part({ start: cut }, bytes.subarray(cut.offset));
        assert.deepEqual([...first.records, ...second.records], whole.records);
        assert.deepEqual([...first.places, ...second.places], whole.places);
        assert.equal(first.result.damage ?? second.result.damage, null);
        assert.equal(second.result.format, whole.result.format);
      }
      assert.ok(confirmed > 15, String(confirmed));
    });
  }

  it('let three parts make the whole', () => {
    const bytes = Buffer.from(SHAPES['indented array']);
    const path = join(folder, 'three.json');
    writeFileSync(path, bytes);
    const whole = scan(bytes);
    const one = findCut(path, (bytes.length / 3) | 0);
    const two = findCut(path, ((bytes.length * 2) / 3) | 0);
    assert.ok(one !== null && two !== null);
    const parts = [
      scan(bytes, { limit: one.offset }),
      scan(bytes.subarray(one.offset), { start: one, limit: two.offset }),
      scan(bytes.subarray(two.offset), { start: two }),
    ];
    if (isConfirmed(one, parts[0].result.stopped) && isConfirmed(two, parts[1].result.stopped)) {
      assert.deepEqual(
        parts.flatMap(({ records }) => records),
        whole.records,
      );
    } else assert.fail('both cuts are real items here');
  });
});
