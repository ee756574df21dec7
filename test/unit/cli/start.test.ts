import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';

const START = join(import.meta.dirname, '..', '..', '..', 'src', 'cli', 'start.ts');

/** Starts the command line in a Node that says it has another version. */
function startOn(version: string): { status: number | null; stdout: string; stderr: string } {
  const disguise = `Object.defineProperty(process.versions, 'node', { value: '${version}' });`;
  return spawnSync(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(disguise)}`, START, '--version'],
    { encoding: 'utf8' },
  );
}

describe('the start of the command line', () => {
  it('names the Node it needs on one line when this one is too old', () => {
    for (const version of ['20.20.2', '22.11.0']) {
      const { status, stdout, stderr } = startOn(version);
      assert.equal(status, 1);
      assert.equal(stdout, '');
      assert.equal(stderr, `pypss: Node 22.12 or newer is needed, this is ${version}\n`);
    }
  });

  it('runs the program when it is new enough', () => {
    for (const version of ['22.12.0', '24.21.0', '26.0.0']) {
      const { status, stdout } = startOn(version);
      assert.equal(status, 0);
      assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
    }
  });

  describe('with a folder for what can be made again', () => {
    let folder: string;
    beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'pypss-cache-'))));
    afterEach(() => rmSync(folder, { recursive: true }));

    const version = (cache: string): { status: number | null; stdout: string; stderr: string } =>
      spawnSync(process.execPath, [START, '--version'], {
        encoding: 'utf8',
        env: { ...process.env, XDG_CACHE_HOME: cache, LOCALAPPDATA: cache, HOME: cache, NODE_COMPILE_CACHE: undefined },
      });

    it('keeps its compiled code there', () => {
      assert.equal(version(folder).status, 0);
      const kept = readdirSync(folder, { recursive: true, encoding: 'utf8' });
      // Below that folder Node makes one for its version, and in it a file for each module.
      assert.ok(kept.some((file) => file.startsWith(join('pypss', 'compiled')) && file.split(sep).length === 4));
      const { status, stdout, stderr } = version(folder);
      assert.deepEqual([status, stderr], [0, '']);
      assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
    });

    it('runs without a word where nothing can be kept', () => {
      const file = join(folder, 'file');
      writeFileSync(file, '');
      const { status, stdout, stderr } = version(file);
      assert.deepEqual([status, stderr], [0, '']);
      assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
      assert.ok(!existsSync(join(file, 'pypss')));
    });
  });
});
