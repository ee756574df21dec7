/** Pictures of the dashboard in the real editor: the packaged extension, a real workbench, any theme and size. */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../host/browser.ts';
import { type Server, startServer } from '../host/server.ts';
import { STILL, THEMES, type Theme } from '../host/settings.ts';
import { prepareHost } from '../host/setup.ts';
import { openWorkbench, workbenchAddress } from '../host/workbench.ts';

export interface Picture {
  /** File of the workspace to open, by name. */
  readonly file: string;
  readonly theme: Theme;
  /** Size of the window in CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** Where the PNG goes. */
  readonly out: string;
  /** Tab of the dashboard to show, by its label; the first where absent. */
  readonly tab?: string | undefined;
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

function settingsFor({ theme, width }: Picture): Record<string, unknown> {
  return {
    ...STILL,
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
    if (picture.sideBar !== true) await workbench.hideSideBar();
    const dashboard = workbench.webview();
    await dashboard.locator('.dash').waitFor();
    if (picture.anyState !== true) await workbench.score().waitFor({ state: 'attached' });
    if (picture.tab !== undefined) await dashboard.getByRole('tab', { name: picture.tab }).click();
    // The pointer would light up what lies under it, and the last frame may still be on its way.
    await page.mouse.move(0, 0);
    await page.waitForTimeout(700);
    await mkdir(dirname(out), { recursive: true });
    await page.screenshot({ path: out });
    console.log(out);
  } finally {
    await context.close();
  }
}
