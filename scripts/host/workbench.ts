/** The VS Code workbench in a browser page, as a person uses it: by keys, names and what is on the screen. */
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { basename } from 'node:path';

/** Times that a list is opened before its row counts as missing; searching for files takes long on a busy machine. */
const PICK_ATTEMPTS = 10;

/** Address of a workbench with a folder open. */
export function workbenchAddress(origin: string, folder: string, more: Readonly<Record<string, string>> = {}): string {
  return `${origin}/?${new URLSearchParams({ folder, ...more }).toString()}`;
}

/** Opens a workbench and waits until it takes keys and the extensions of its host are there. */
export async function openWorkbench(page: Page, address: string): Promise<Workbench> {
  await page.goto(address, { timeout: 60_000 });
  const workbench = new Workbench(page);
  await workbench.ready();
  return workbench;
}

export class Workbench {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Waits for the first paint and the status bar's remote entry, which comes with the connection. */
  async ready(): Promise<void> {
    await this.page.locator('.monaco-workbench .part.editor').waitFor({ timeout: 60_000 });
    await this.page.locator('.monaco-workbench .part.statusbar .statusbar-item').first().waitFor();
  }

  /** Loads the window again by the editor's own command, which keeps its state; the browser's reload may come too early. */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent('load');
    await this.#choose('F1', '>Developer: Reload Window', 'Developer: Reload Window');
    await loaded;
    await this.ready();
  }

  /** Opens a file of the workspace by name, with the editor that is its default. */
  async openFile(name: string): Promise<void> {
    await this.#pick('Control+P', name, basename(name));
    await this.tab(basename(name)).waitFor();
  }

  /** Runs a command by its title in the palette, such as "View: Close All Editors". */
  async runCommand(title: string): Promise<void> {
    await this.#pick('F1', `>${title}`, title);
  }

  /** The same for a command that asks back: returns while its question may be on the screen. */
  async startCommand(title: string): Promise<void> {
    await this.#choose('F1', `>${title}`, title);
  }

  /** Titles that the palette offers for what was typed. */
  async commandTitles(typed: string): Promise<string[]> {
    await this.#openQuickInput('F1', `>${typed}`);
    await this.quickPick.first().waitFor();
    const titles = await this.quickPick.locator('.label-name').allInnerTexts();
    await this.page.keyboard.press('Escape');
    return titles;
  }

  /** Rows of the open quick pick. */
  get quickPick(): Locator {
    return this.page.locator('.quick-input-widget:visible .quick-input-list .monaco-list-row');
  }

  /** A view of the side bar with its title, such as "History". */
  view(title: string): Locator {
    return this.page.locator('.pane', { has: this.page.locator(`.pane-header[aria-label^="${title}"]`) });
  }

  /** Tab of an open file. */
  tab(name: string): Locator {
    return this.page.locator('.tabs-container .tab', { hasText: name });
  }

  /** The notifications on the screen. */
  get notifications(): Locator {
    return this.page.locator('.notification-list-item');
  }

  /** The document inside the n-th visible webview of the extension. */
  webview(nth = 0): FrameLocator {
    return this.page
      .locator('iframe.webview[src*="extensionId=pypss.pypss"]:visible')
      .nth(nth)
      .contentFrame()
      .locator('iframe#active-frame')
      .contentFrame();
  }

  /** What the dashboard tells screen readers once it shows a score: `PSS 83 of 100, …, from 2,719 traces`. */
  score(nth = 0): Locator {
    return this.webview(nth).locator('[role="status"]', { hasText: /PSS \d+ of 100/ });
  }

  /** Gives the editor the room of the side bar. */
  async hideSideBar(): Promise<void> {
    const sideBar = this.page.locator('.part.sidebar:visible');
    if ((await sideBar.count()) > 0) await this.runCommand('View: Toggle Primary Side Bar Visibility');
    await sideBar.waitFor({ state: 'hidden' });
  }

  async #pick(key: string, typed: string, shown: string): Promise<void> {
    await this.#choose(key, typed, shown);
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  }

  async #choose(key: string, typed: string, shown: string): Promise<void> {
    const row = this.quickPick.filter({ hasText: shown }).first();
    // A list opened early lacks the commands that are registered a moment later, and one that is open
    // while an editor takes the focus is closed under the pointer; either way it is opened again.
    for (let attempt = 1; ; attempt += 1) {
      if (!(await row.isVisible())) {
        await this.#openQuickInput(key, typed);
        await inTime(row.waitFor({ timeout: 8000 }));
      }
      if (attempt === PICK_ATTEMPTS) return row.click();
      if (await inTime(row.click({ timeout: 5000 }))) return;
      await this.#closeQuickInput();
    }
  }

  /** The box takes a moment to go; what is typed into it meanwhile is lost. */
  async #closeQuickInput(): Promise<void> {
    await this.page.keyboard.press('Escape');
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  }

  async #openQuickInput(key: string, typed: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget:visible input.input');
    // A key pressed before the workbench listens goes nowhere, so press until the box is there.
    for (let attempt = 0; attempt < 10 && !(await input.isVisible()); attempt += 1) {
      await this.page.keyboard.press(key);
      await inTime(input.waitFor({ timeout: 2000 }));
    }
    await inTime(input.fill(typed, { timeout: 5000 }));
  }
}

/** Whether an action on the page was done before its time was up; if not, the caller tries again. */
async function inTime(action: Promise<void>): Promise<boolean> {
  try {
    await action;
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'TimeoutError') return false;
    throw error;
  }
}
