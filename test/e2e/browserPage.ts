/** The built dashboard in a real browser, before an editor that only records: what the tests of its pages share. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../../scripts/host/browser.ts';
import type { DashboardState, FromDashboard, ToDashboard } from '../../src/protocol/dashboard.ts';
import type { Report } from '../../src/protocol/report.ts';
import { reportByCli, ROOT } from './commandLine.ts';
import { DashboardServer } from './dashboardPage.ts';
import type { ThemeKind } from './themes.ts';

/** The report of a file of this project, as the command line makes it. */
export function analyze(...path: string[]): Report {
  return reportByCli(join(ROOT, ...path));
}

export interface PageLook {
  theme?: ThemeKind;
  /** Of the window, CSS pixels. */
  width?: number;
  standalone?: boolean;
}

export interface BrowserPage {
  /** Opens the page anew; it is closed after the test, which fails if the page broke its content policy. */
  open(state: DashboardState | null, look?: PageLook): Promise<Page>;
  /** Messages of the page so far. */
  sent(): Promise<FromDashboard[]>;
  /** Tells the page another state. */
  show(state: DashboardState): Promise<void>;
  /** Sends the page a message. */
  tell(message: ToDashboard): Promise<void>;
  /** What axe finds against the page as it is. */
  accessibilityFaults(): Promise<string[]>;
}

/** Starts the browser before the tests of the suite it is called in, and ends it after them. */
export function useBrowserPage(): BrowserPage {
  let server: DashboardServer;
  let browser: Browser;
  let page: Page;

  before(async () => {
    server = await DashboardServer.start(join(ROOT, 'dist', 'webview'));
    browser = await launchBrowser();
  });

  after(async () => {
    await browser.close();
    await server.stop();
  });

  afterEach(async () => {
    const violations = await page.evaluate('window.violations ?? []');
    await page.context().close();
    assert.deepEqual(violations, [], 'the content policy was not violated');
  });

  return {
    async open(state, { theme = 'dark', width = 1280, standalone = false } = {}) {
      server.show({ theme, state, standalone });
      const context = await browser.newContext({ viewport: { width, height: 900 }, timezoneId: 'UTC' });
      page = await context.newPage();
      const failures: string[] = [];
      page.on('pageerror', (error) => failures.push(error.message));
      await page.goto(server.address);
      await page.locator('main').waitFor();
      assert.deepEqual(failures, []);
      return page;
    },
    sent: () => page.evaluate<FromDashboard[]>('window.sent'),
    show: (state) => page.evaluate(`show(${JSON.stringify(state)})`),
    tell: (message) => page.evaluate(`window.postMessage(${JSON.stringify(message)}, '*')`),
    async accessibilityFaults() {
      const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
      await page.evaluate(axe);
      return page.evaluate<string[]>(
        `axe.run().then(({ violations }) => violations.map((fault) => fault.id + ': ' + fault.nodes.map((node) => node.target + ' ' + node.failureSummary).join(' | ')))`,
      );
    },
  };
}
