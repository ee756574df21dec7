import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAssets } from '../../../src/board/assets.ts';

describe('the files of a board', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pypss-assets-'));
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('are those of the first folder that has the dashboard, of known kinds only', async () => {
    for (const name of ['dashboard.js', 'dashboard.css', 'codicon.ttf', 'notes.txt'])
      await writeFile(join(folder, name), name);
    const assets = await readAssets([join(folder, 'missing'), folder]);
    assert.deepEqual([...assets.keys()].sort(), ['codicon.ttf', 'dashboard.css', 'dashboard.js']);
    assert.equal(assets.get('codicon.ttf')?.type, 'font/ttf');
  });

  it('are said to be missing, with the places that were looked at', async () => {
    await writeFile(join(folder, 'dashboard.js'), '');
    await assert.rejects(readAssets([folder]), (error: Error) => {
      assert.match(error.message, /missing from this installation/);
      assert.ok(error.message.includes(folder));
      return true;
    });
  });
});
