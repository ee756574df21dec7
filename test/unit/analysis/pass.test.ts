import assert from 'node:assert/strict';
import { SHAPES } from '../../../bench/generator/shapes.ts';
import { generateTraces } from '../../../bench/generator/traces.ts';
import { plainPart, type PlainPart } from '../../../src/analysis/part.ts';
import { createPass } from '../../../src/analysis/pass.ts';
import { createScanner } from '../../../src/trace/scanner.ts';
import { push } from '../trace/scanning.ts';

const OPTIONS = { root: '/srv/app', unknownModule: 'unknown', exactBytes: 2 ** 20, share: () => null };

/** What one pass gathers, with the fast lane or without. */
function gather(bytes: Uint8Array, lane: boolean): PlainPart {
  const { scanner, accumulator } = createPass(OPTIONS, {}, ({ rowSink, ...sink }, scan) =>
    createScanner(lane && rowSink !== undefined ? { ...sink, rowSink } : sink, scan),
  );
  assert.equal(scanner.lane !== null, lane, 'dist/traceLane.wasm is missing: run npm run build');
  push(scanner, bytes);
  scanner.finish();
  return plainPart(accumulator);
}

describe('one pass over a file', () => {
  for (const shape of SHAPES) {
    it(`gathers the same from ${shape} with the fast lane as without`, () => {
      const blocks: Buffer[] = [];
      generateTraces({ shape, bytes: 20e6, seed: 3, modules: 12, functions: 60, span: 600 }, (block) => {
        blocks.push(Buffer.from(block));
      });
      const bytes = Buffer.concat(blocks);
      assert.deepEqual(gather(bytes, true), gather(bytes, false));
    });
  }
});
