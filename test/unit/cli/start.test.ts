import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

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
});
