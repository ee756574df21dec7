/** One VS Code server, with the packaged extension installed, and one browser for all browser tests. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../../scripts/host/browser.ts';
import { type Server, startServer } from '../../scripts/host/server.ts';
import { STILL } from '../../scripts/host/settings.ts';
import { prepareHost } from '../../scripts/host/setup.ts';
import { type Workbench, openWorkbench, workbenchAddress } from '../../scripts/host/workbench.ts';
import { copySamples } from '../../scripts/suites/samplesCopy.ts';

interface Session {
  readonly server: Server;
  readonly browser: Browser;
  readonly temporary: string;
  /** A copy of samples/, which tests may change. */
  readonly workspace: string;
}

let session: Session | undefined;
let shown: Page | undefined;

/** What all tests share. */
export function current(): Session {
  if (session === undefined)
    throw new Error('The session has not started: run with mocha --require test/e2e/session.ts');
  return session;
}

/**
 * A fresh window on the sample workspace; the window of the test before it is closed.
 * @param workspaceFile a .code-workspace to open instead
 */
export async function freshWorkbench(workspaceFile?: string): Promise<Workbench> {
  const { browser, server, workspace } = current();
  await shown?.context().close();
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  shown = await context.newPage();
  const address =
    workspaceFile === undefined
      ? workbenchAddress(server.origin, workspace)
      : `${server.origin}/?${new URLSearchParams({ workspace: workspaceFile }).toString()}`;
  return openWorkbench(shown, address);
}

/** Makes a page of a test's own the one that is pictured when it fails. */
export function picture(page: Page): void {
  shown = page;
}

export async function mochaGlobalSetup(): Promise<void> {
  const vsix = process.env['PYPSS_TEST_VSIX'];
  if (vsix === undefined)
    throw new Error('PYPSS_TEST_VSIX does not say which package to install; use npm test -- browser');
  const temporary = await mkdtemp(join(tmpdir(), 'pypss-e2e-'));
  const workspace = await copySamples(temporary);
  const server = await startServer(await prepareHost(), { settings: STILL, token: null, workspaceTrust: false, vsix });
  session = { server, browser: await launchBrowser(), temporary, workspace };
}

export async function mochaGlobalTeardown(): Promise<void> {
  if (session === undefined) return;
  await session.browser.close();
  await session.server.stop();
  await rm(session.temporary, { recursive: true, force: true });
}

export const mochaHooks = {
  /** A picture says more about a failure in a browser than its stack. */
  async afterEach(this: Mocha.Context): Promise<void> {
    if (this.currentTest?.state !== 'failed' || shown === undefined || shown.isClosed()) return;
    await mkdir('test-results', { recursive: true });
    const path = `test-results/${this.currentTest.fullTitle().replace(/[^\w]+/g, '-')}.png`;
    await shown.screenshot({ path });
    console.log(`      picture: ${path}`);
  },
};
