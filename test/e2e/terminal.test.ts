import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openWorkbench, workbenchAddress } from '../../scripts/host/workbench.ts';
import { current } from './session.ts';

describe('a terminal that a person opens', () => {
  it('has pypss on PATH, in a window where nothing else of the extension was used', async function () {
    if (process.platform === 'win32') this.skip();
    const { browser, server, temporary } = current();
    // A workspace of its own: the editor remembers per workspace what an extension did to PATH.
    const folder = join(temporary, 'empty');
    await mkdir(folder);
    const context = await browser.newContext();
    try {
      const workbench = await openWorkbench(await context.newPage(), workbenchAddress(server.origin, folder));
      await workbench.runCommand('Terminal: Create New Terminal');
      await workbench.page.locator('.terminal-wrapper.active .xterm-rows', { hasText: /[$#]\s*$/ }).waitFor();
      // Typed into the first terminal before the extension has changed PATH, it fails; the next terminal has it.
      const output = join(folder, 'version.txt');
      let version = '';
      while (version === '') {
        await workbench.page.keyboard.type(`pypss --version > '${output}'\n`);
        version = await contentSoon(output);
        if (version === '') await workbench.runCommand('Terminal: Create New Terminal');
      }
      const manifest = JSON.parse(await readFile(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8')) as {
        version: string;
      };
      assert.equal(version.trim().split(/\s+/).at(-1), manifest.version);
    } finally {
      await context.close();
    }
  });
});

/** What a command has written within two seconds; a command that is not found writes nothing. */
async function contentSoon(path: string): Promise<string> {
  for (let attempt = 0; attempt < 20; attempt++) {
    const text = await readFile(path, 'utf8').catch(() => '');
    if (text !== '') return text;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return '';
}
