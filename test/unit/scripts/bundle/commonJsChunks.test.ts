import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { commonJsChunks } from '../../../../scripts/bundle/commonJsChunks.mjs';
import { loadedSize } from '../../../../scripts/bundle/sizes.mjs';

const SOURCES = {
  'start.ts': `
    import { shared } from './shared.ts';
    export { shared };
    export async function later() { return (await import('./later.ts')).answer(); }
    export async function oldStyle() { return (await import('./old.cjs')).default.name; }`,
  'later.ts': `import { shared } from './shared.ts'; export const answer = () => 'asked of ' + shared;`,
  'shared.ts': `export const shared = 'both';`,
  'old.cjs': `module.exports = { name: 'CommonJS' };`,
};

interface Start {
  shared: string;
  later(): Promise<string>;
  oldStyle(): Promise<string>;
}

describe('a CommonJS bundle in chunks', () => {
  let folder: string;
  let metafile: Metafile;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pypss-chunks-'));
    for (const [name, text] of Object.entries(SOURCES)) await writeFile(join(folder, name), text);
    ({ metafile } = await build({
      absWorkingDir: folder,
      entryPoints: { start: 'start.ts' },
      outdir: 'out',
      outExtension: { '.js': '.cjs' },
      chunkNames: 'start-[name]-[hash]',
      bundle: true,
      metafile: true,
      platform: 'node',
      target: 'node22',
      plugins: [commonJsChunks],
    }));
  });

  after(() => rm(folder, { recursive: true, force: true }));

  it('is loaded with require(), a chunk on its first use', async () => {
    const require = createRequire(join(folder, 'start.cjs'));
    const start = require('./out/start.cjs') as Start;
    const lazy = () => Object.keys(require.cache).filter((path) => /start-(later|old)-/.test(path));
    assert.deepEqual([start.shared, lazy()], ['both', []]);
    assert.equal(await start.later(), 'asked of both');
    assert.equal(lazy().length, 1);
    assert.equal(await start.oldStyle(), 'CommonJS');
  });

  it('tells the sizes of its files as they are, and what is loaded at the beginning', async () => {
    const sizes = new Map<string, number>();
    for (const [path, { bytes }] of Object.entries(metafile.outputs)) {
      const { length } = await readFile(join(folder, path));
      assert.equal(bytes, length, path);
      sizes.set(path, length);
    }
    // What the entry shares with a chunk that is loaded later stands in chunks of its own.
    const atOnce = [...sizes].filter(([path]) => !/start-(later|old)-/.test(path));
    const expected = atOnce.reduce((sum, [, size]) => sum + size, 0);
    assert.equal(loadedSize(metafile.outputs, 'out/start.cjs'), expected);
    assert.ok(atOnce.length < sizes.size);
  });
});
