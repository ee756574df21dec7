import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { type Server, startServer } from '../../scripts/host/server.ts';
import { STILL } from '../../scripts/host/settings.ts';
import { prepareHost } from '../../scripts/host/setup.ts';
import { openWorkbench, type Workbench, workbenchAddress } from '../../scripts/host/workbench.ts';
import { copySamples } from '../../scripts/suites/samplesCopy.ts';
import { current, picture } from './session.ts';

describe('Run Python File', () => {
  let server: Server;
  let temporary: string;
  let workspace: string;
  let page: Page;
  let workbench: Workbench;

  before(async () => {
    temporary = await mkdtemp(join(tmpdir(), 'pypss-run-e2e-'));
    workspace = await copySamples(temporary);
    // A profile that nothing was ever done in, where folders must be trusted by hand as on a person's machine.
    const vsix = process.env['PYPSS_TEST_VSIX'];
    assert.ok(vsix);
    server = await startServer(await prepareHost(), { settings: STILL, token: null, workspaceTrust: true, vsix });
    const context = await current().browser.newContext({ viewport: { width: 1280, height: 900 } });
    page = await context.newPage();
    picture(page);
    workbench = await openWorkbench(page, workbenchAddress(server.origin, workspace));
  });

  after(async () => {
    await page?.context().close();
    await server?.stop();
    await rm(temporary, { recursive: true, force: true });
  });

  const runButton = (): Locator => page.locator('.editor-actions a[aria-label^="Run Python File"]').first();
  const lens = (text: RegExp): Locator => page.locator('.codelens-decoration a', { hasText: text });
  const terminal = (text: string): Locator => page.locator('.terminal-wrapper .xterm-rows', { hasText: text });

  it('runs nothing in a folder that is not trusted, and says so', async () => {
    await workbench.openFile('checkout.py');
    await runButton().click();
    await workbench.notifications.filter({ hasText: 'no program is run in a workspace that is not trusted' }).waitFor();
    assert.equal(await page.locator('.terminal-wrapper').count(), 0);
  });

  it('leads with one click from a script to its dashboard and to lenses above its functions', async () => {
    await trustFolder(page, workbench);
    await workbench.openFile('checkout.py');
    await runButton().waitFor();
    const start = performance.now();
    await runButton().click();
    await workbench.score().waitFor({ state: 'attached' });
    const dashboard = performance.now() - start;
    await lens(/PSS \d+/)
      .first()
      .waitFor();
    const lenses = performance.now() - start;
    console.log(
      `      dashboard after ${(dashboard / 1000).toFixed(1)} s, lenses after ${(lenses / 1000).toFixed(1)} s`,
    );
    await workbench.notifications.filter({ hasText: /checkout\.py: PSS \d+ from [\d,]+ calls/ }).waitFor();
    // The figures are those of the whole run, in the terminal, the dashboard and the code alike.
    const text = await workbench.notifications.filter({ hasText: 'checkout.py: PSS' }).innerText();
    const [, score, calls] = /PSS (\d+) from ([\d,]+) calls/.exec(text)!;
    await workbench
      .webview()
      .locator('[role="status"]', { hasText: new RegExp(`PSS ${score} of 100.*from ${calls} traces`) })
      .waitFor({ state: 'attached' });
    await workbench.tab('checkout.pypss.ndjson').waitFor();
    // The report is longer than the panel is high.
    await workbench.runCommand('Terminal: Scroll to Top');
    await terminal('of them bought something').waitFor();
    await terminal(`PSS: ${score}/100`).waitFor();
    // A lens leads into the dashboard that is open beside the code, and covers nothing.
    await lens(/PSS \d+/)
      .first()
      .click();
    await workbench
      .webview()
      .getByText(/calls of this function/)
      .waitFor();
    assert.equal(await workbench.tab('checkout.pypss.ndjson').count(), 1);
  });

  it('stores the run that it asks about, whatever is looked at by then', async () => {
    const message = workbench.notifications.filter({ hasText: 'checkout.py: PSS' });
    const [, score] = /PSS (\d+) from/.exec(await message.innerText())!;
    await workbench.openFile('night.traces.json');
    await workbench.score().waitFor({ state: 'attached' });
    await message.getByRole('button', { name: 'Store in History' }).click();
    await workbench.notifications.filter({ hasText: 'checkout.pypss.ndjson is stored as run 1' }).waitFor();
    await workbench.runCommand('PyPSS: Focus on History View');
    const runs = workbench.view('History').locator('.monaco-list-row[aria-label^="Run "]');
    await runs.first().waitFor();
    assert.match((await runs.first().getAttribute('aria-label'))!, new RegExp(`^Run 1, .*\\b${score}\\b`));
    assert.equal(await runs.count(), 1);
  });
});

/** Trusts the open folder, as a person does: in the editor for it. */
async function trustFolder(page: Page, workbench: Workbench): Promise<void> {
  await workbench.runCommand('Workspaces: Manage Workspace Trust');
  await page.locator('.workspace-trust-editor').getByRole('button', { name: 'Trust', exact: true }).click();
  await page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor({ state: 'hidden' });
}
