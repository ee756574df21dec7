import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { openWorkbench } from '../../scripts/host/workbench.ts';
import { current } from './session.ts';

const START = join(import.meta.dirname, '..', '..', 'scripts', 'start.ts');

/** The first line of output that is an address. */
async function addressFrom(child: ChildProcess): Promise<URL> {
  assert.ok(child.stdout);
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('http')) return new URL(line);
  }
  throw new Error('npm start ended without an address');
}

describe('npm start without a desktop editor', () => {
  let started: ChildProcess;
  let address: URL;

  before(async () => {
    // In a process group of its own, so that it can be interrupted as Ctrl+C does it.
    started = spawn(process.execPath, [START, '--browser'], { stdio: ['ignore', 'pipe', 'ignore'], detached: true });
    address = await addressFrom(started);
  });

  after(() => {
    if (started.exitCode === null) process.kill(-started.pid!, 'SIGKILL');
  });

  it('prints an address that carries a secret, and opens to nobody without it', async () => {
    assert.match(address.searchParams.get('tkn') ?? '', /^[0-9a-f]{32}$/);
    assert.equal((await fetch(address.origin)).status, 403);
    assert.equal((await fetch(`${address.origin}/?tkn=${'0'.repeat(32)}`)).status, 403);
  });

  it('opens the samples in a workspace that is not trusted yet, and scores them there', async () => {
    const context = await current().browser.newContext({ viewport: { width: 1280, height: 900 } });
    try {
      const workbench = await openWorkbench(await context.newPage(), address.href);
      await workbench.page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor();
      await workbench.openFile('traces.json');
      await workbench.score().waitFor({ state: 'attached' });
      await workbench.openFile('shop/payments.py');
      await workbench.page
        .locator('.codelens-decoration a', { hasText: /PSS \d+/ })
        .first()
        .waitFor();
    } finally {
      await context.close();
    }
  });

  it('ends on Ctrl+C and takes its server along', async () => {
    const ended = once(started, 'exit');
    process.kill(-started.pid!, 'SIGINT');
    const [code] = (await ended) as [number | null];
    assert.equal(code, 0);
    await assert.rejects(fetch(address.origin));
  });
});
