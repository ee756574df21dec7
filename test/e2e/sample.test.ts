import assert from 'node:assert/strict';
import { appendFile, glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { type Server, startServer } from '../../scripts/host/server.ts';
import { STILL } from '../../scripts/host/settings.ts';
import { prepareHost } from '../../scripts/host/setup.ts';
import type { Workbench } from '../../scripts/host/workbench.ts';
import { openWorkbench } from '../../scripts/host/workbench.ts';
import { current, picture } from './session.ts';

/** Steps of the walkthrough, as package.json has them. */
interface Step {
  readonly title: string;
}

/** A window that loads its extensions anew takes its time on a busy machine. */
const PATIENT = { timeout: 90_000 };

describe('Get started', () => {
  let server: Server;
  let page: Page;
  let workbench: Workbench;

  before(async () => {
    const vsix = process.env['PYPSS_TEST_VSIX'];
    assert.ok(vsix);
    server = await startServer(await prepareHost(), { settings: STILL, token: null, workspaceTrust: false, vsix });
    const context = await current().browser.newContext({ viewport: { width: 1280, height: 900 } });
    page = await context.newPage();
    picture(page);
    // No folder is open, as after the installation.
    workbench = await openWorkbench(page, `${server.origin}/?ew=true`);
  });

  after(async () => {
    await page?.context().close();
    await server?.stop();
  });

  const step = (title: string) => page.locator('.getting-started-step', { hasText: title });

  it('opens a walkthrough with all its steps and their pictures', async () => {
    const manifest = JSON.parse(await readFile('package.json', 'utf8')) as {
      contributes: { walkthroughs: { title: string; steps: Step[] }[] };
    };
    const [{ title, steps }] = manifest.contributes.walkthroughs;
    await workbench.startCommand('Welcome: Open Walkthrough...');
    await workbench.quickPick.filter({ hasText: title }).first().click();
    for (const { title: name } of steps) {
      await step(name).first().click();
      await page.locator('.getting-started-media svg, .getting-started-media iframe').first().waitFor();
    }
    assert.equal(await page.locator('.getting-started-step').count(), steps.length);
  });

  it('leads from its first step to the sample, in a folder of its own', async () => {
    await step('Run a program').first().click();
    await page.getByRole('button', { name: 'Open the Sample' }).click();
    const loaded = page.waitForEvent('load');
    await workbench.quickPick.filter({ hasText: 'Just try it' }).click();
    await loaded;
    await workbench.ready();
    await workbench.tab('checkout.py').waitFor(PATIENT);
    await workbench.openFile('traces.json');
    await workbench.score().waitFor({ state: 'attached' });
  });

  it('comes back to the same copy, with what was changed in it', async () => {
    const [script] = await Array.fromAsync(glob(join(server.folder, '**/pypss-sample/checkout.py')));
    assert.ok(script, 'the copy is in the storage of the extension');
    await appendFile(script, '\n# mine\n');
    await workbench.runCommand('View: Close All Editors');
    await workbench.startCommand('PyPSS: Open Sample');
    await workbench.quickPick.filter({ hasText: 'Just try it' }).click();
    await workbench.tab('checkout.py').waitFor();
    assert.ok((await readFile(script, 'utf8')).endsWith('# mine\n'));

    // From an empty window the folder is opened again, and its script with it.
    workbench = await openWorkbench(page, `${server.origin}/?ew=true`);
    await workbench.startCommand('PyPSS: Open Sample');
    const loaded = page.waitForEvent('load');
    await workbench.quickPick.filter({ hasText: 'Just try it' }).click();
    await loaded;
    await workbench.ready();
    await workbench.tab('checkout.py').waitFor(PATIENT);
    assert.ok((await readFile(script, 'utf8')).endsWith('# mine\n'));
  });
});
