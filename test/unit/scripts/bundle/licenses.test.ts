import assert from 'node:assert/strict';
import type { Metafile } from 'esbuild';
import { bundledPackages } from '../../../../scripts/bundle/licenses.mjs';

function metafile(inputs: Record<string, number>): Metafile {
  const entries = Object.entries(inputs).map(([path, bytesInOutput]) => [path, { bytesInOutput }]);
  return { inputs: {}, outputs: { 'dist/a.js': { inputs: Object.fromEntries(entries) } } } as unknown as Metafile;
}

describe('bundled packages', () => {
  it('are those that gave bytes, each once, nested and scoped ones included', () => {
    const first = metafile({
      'src/a.ts': 10,
      'node_modules/lit/index.js': 5,
      'node_modules/lit/html.js': 5,
      'node_modules/@scope/name/a.js': 1,
      'node_modules/dropped/index.js': 0,
    });
    const second = metafile({ 'node_modules/lit/index.js': 5, 'node_modules/outer/node_modules/inner/a.js': 2 });
    assert.deepEqual(bundledPackages([first, second]), [
      'node_modules/@scope/name',
      'node_modules/lit',
      'node_modules/outer/node_modules/inner',
    ]);
  });
});
