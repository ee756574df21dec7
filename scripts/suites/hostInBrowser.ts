/** Host tests in the VS Code server, with a browser without a window as its face. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { launchBrowser } from '../host/browser.ts';
import { type Server, startServer } from '../host/server.ts';
import { STILL } from '../host/settings.ts';
import { prepareHost } from '../host/setup.ts';
import { workbenchAddress } from '../host/workbench.ts';
import { projectFolder } from '../toolchain/projectFolder.ts';
import type { HostTask } from './host.ts';

/** How long the whole suite may take, in milliseconds. */
const LIMIT = 8 * 60_000;

/** What this VS Code complains about without a gallery and without its vendor's closed parts. */
const HARMLESS = /open-vsx|vsda|service ?worker/i;

/** Runs the suite; returns null when it ended well, else what went wrong. */
export async function runInBrowserHost(task: HostTask): Promise<string | null> {
  const server = await startServer(await prepareHost(), {
    settings: STILL,
    token: null,
    workspaceTrust: false,
    testDriver: true,
    environment: task.environment,
    extensions: task.extensions,
  });
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const code = await exitCode(page, server, task);
    if (code === 0) return null;
    if (code !== null) return `the suite ended with ${code}`;
    await keepEvidence(page, server);
    return `no result within ${LIMIT / 60_000} minutes; the picture is test-results/host.png`;
  } finally {
    await browser.close();
    await server.stop();
  }
}

/** The suite's exit code, as VS Code reports it to the page; null when none came in time. */
async function exitCode(page: Page, server: Server, task: HostTask): Promise<number | null> {
  const ended = Promise.withResolvers<number>();
  await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => {
    const text = args.map(String).join(' ');
    if (type === 'error' && !HARMLESS.test(text)) console.error(text);
  });
  await page.exposeFunction('codeAutomationExit', (code: number) => ended.resolve(code));
  await page.goto(workbenchAddress(server.origin, task.workspace, { payload: payload(server, task) }));
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<null>((resolve) => (timer = setTimeout(() => resolve(null), LIMIT)));
  try {
    return await Promise.race([ended.promise, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

function payload(server: Server, task: HostTask): string {
  const remote = (path: string): string => `vscode-remote://${new URL(server.origin).host}${path}`;
  return JSON.stringify([
    ['skipWelcome', 'true'],
    ['extensionDevelopmentPath', remote(projectFolder)],
    ['debugId', ''],
    ['extensionTestsPath', remote(task.suite)],
  ]);
}

async function keepEvidence(page: Page, server: Server): Promise<void> {
  const folder = join(projectFolder, 'test-results');
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, 'host.png') });
  console.error(server.log().slice(-3000));
}
