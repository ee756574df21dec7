/** Pictures of the dashboard in the real editor: the packaged extension, a real workbench, any theme and size. */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../host/browser.ts';
import { type Server, startServer } from '../host/server.ts';
import { STILL, THEMES, type Theme } from '../host/settings.ts';
import { prepareHost } from '../host/setup.ts';
import { openWorkbench, type Workbench, workbenchAddress } from '../host/workbench.ts';

export interface Picture {
  /** File of the workspace to open, by name. */
  readonly file: string;
  readonly theme: Theme;
  /** Size of the window in CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** Where the PNG goes. */
  readonly out: string;
  /** Whether the file is a program to run, and to show beside its dashboard. */
  readonly runs?: boolean;
  /** Source file to show with its scores, in place of the dashboard. */
  readonly source?: string;
  /** Name in that file on which the pointer rests, with the side bar of PyPSS beside it. */
  readonly hover?: string;
  /** Whether the side bar shows the history, and the dashboard its newest run beside the one before it. */
  readonly compared?: boolean;
  /** Tab of the dashboard to show, by its label; the first where absent. */
  readonly tab?: string | undefined;
  /** Module to open from the table of the Overview. */
  readonly module?: string;
  /** Whether the side bar with the files stays open. */
  readonly sideBar?: boolean;
  /** Whether to catch the page at whatever it shows, such as an error, instead of waiting for a score. */
  readonly anyState?: boolean;
}

/** Below this width the dashboard needs all the room there is, so the activity bar goes. */
const NARROW = 800;

/**
 * Takes pictures one after another; one editor serves all that share a theme and a layout.
 * @param vsix the package to install
 * @param workspace folder that holds the files
 * @param scale device pixels per CSS pixel
 */
export async function takePictures(
  vsix: string,
  workspace: string,
  pictures: readonly Picture[],
  scale = 1,
): Promise<void> {
  const host = await prepareHost();
  const browser = await launchBrowser();
  try {
    for (const alike of groups(pictures)) {
      const [first] = alike;
      const server = await startServer(host, {
        settings: settingsFor(first),
        token: null,
        workspaceTrust: false,
        vsix,
      });
      try {
        for (const picture of alike) await take(browser, server, workspace, picture, scale);
      } finally {
        await server.stop();
      }
    }
  } finally {
    await browser.close();
  }
}

function groups(pictures: readonly Picture[]): [Picture, ...Picture[]][] {
  const byLook = new Map<string, [Picture, ...Picture[]]>();
  for (const picture of pictures) {
    const look = JSON.stringify(settingsFor(picture));
    const alike = byLook.get(look);
    if (alike === undefined) byLook.set(look, [picture]);
    else alike.push(picture);
  }
  return [...byLook.values()];
}

function settingsFor({ theme, width, runs }: Picture): Record<string, unknown> {
  return {
    ...STILL,
    // The traces of a program that was run lie deep in the editor's own storage.
    ...(runs === true ? { 'breadcrumbs.filePath': 'last' } : {}),
    'workbench.colorTheme': THEMES[theme],
    'workbench.activityBar.location': width < NARROW ? 'hidden' : 'default',
    'window.autoDetectHighContrast': false,
  };
}

async function take(
  browser: Browser,
  server: Server,
  workspace: string,
  picture: Picture,
  scale: number,
): Promise<void> {
  const { width, height, file, out } = picture;
  const context = await browser.newContext({ viewport: { width, height }, deviceScaleFactor: scale });
  try {
    const page = await context.newPage();
    const workbench = await openWorkbench(page, workbenchAddress(server.origin, workspace));
    await workbench.openFile(file);
    if (picture.runs === true) await runProgram(workbench);
    if (picture.sideBar !== true) await workbench.hideSideBar();
    const dashboard = workbench.webview();
    await dashboard.locator('.dash').waitFor();
    if (picture.anyState !== true) await workbench.score().waitFor({ state: 'attached' });
    if (picture.source !== undefined) await showSource(workbench, picture.source, picture.hover);
    if (picture.compared === true) await showCompared(workbench);
    if (picture.tab !== undefined) await dashboard.getByRole('tab', { name: picture.tab }).click();
    if (picture.module !== undefined) await showModule(workbench, picture.module);
    // The pointer would light up what lies under it, and the last frame may still be on its way.
    if (picture.hover === undefined) await page.mouse.move(0, 0);
    await page.waitForTimeout(700);
    await mkdir(dirname(out), { recursive: true });
    await page.screenshot({ path: out });
    console.log(out);
  } finally {
    await context.close();
  }
}

/** Runs the Python file in front to its end, until its functions carry their scores and nothing lies over the page. */
async function runProgram(workbench: Workbench): Promise<void> {
  const { page, notifications } = workbench;
  await page.locator('.editor-actions a[aria-label^="Run Python File"]').first().click();
  await notifications.filter({ hasText: /PSS \d+ from/ }).waitFor({ timeout: 90_000 });
  await page
    .locator('.codelens-decoration a', { hasText: /PSS \d+/ })
    .first()
    .waitFor();
  await workbench.runCommand('Notifications: Clear All Notifications');
  await notifications.first().waitFor({ state: 'detached' });
}

/** Opens the detail view of a module, with the first page of its failures. */
async function showModule(workbench: Workbench, module: string): Promise<void> {
  const dashboard = workbench.webview();
  await dashboard.getByRole('button', { name: module, exact: true }).first().click();
  await dashboard.locator('.failures-pan[aria-busy="false"] tbody tr').first().waitFor();
  await dashboard.locator('#detail-percentiles-title').waitFor();
}

/** Opens a source file beside its scores; the pointer stays on a name, so that its hover shows. */
async function showSource(workbench: Workbench, source: string, hover: string | undefined): Promise<void> {
  const { page } = workbench;
  await workbench.openFile(source);
  await page.locator('.codelens-decoration a').first().waitFor();
  if (hover === undefined) return;
  // A badge may lie over the icon, so the entry around both is clicked.
  await page.locator('.activitybar .action-item', { has: page.locator('a[aria-label^="PyPSS"]') }).click();
  await page.locator('.pane-body .monaco-list-row').first().waitFor();
  // The last of its name is the definition's; the lens above it is a link, not text of the file.
  await page
    .locator('.view-lines .view-line', { hasText: `def ${hover}` })
    .locator('span', { hasText: hover })
    .last()
    .hover();
  await page.locator('.monaco-hover:visible', { hasText: 'Show in dashboard' }).waitFor();
}

/** Opens the newest stored run beside the one before it, with the history in the side bar. */
async function showCompared(workbench: Workbench): Promise<void> {
  await workbench.runCommand('PyPSS: Focus on History View');
  const row = workbench.view('History').locator('.monaco-list-row[aria-label^="Run "]').first();
  await row.hover();
  await row.getByRole('button', { name: 'Compare Run with Previous' }).click();
  await workbench
    .webview()
    .getByRole('heading', { name: /^Compared with run/ })
    .waitFor();
}
