import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../../scripts/host/browser.ts';
import { AnsweringFile } from './answering.ts';
import { DashboardServer } from './dashboardPage.ts';
import { ROOT } from './commandLine.ts';

/** Each is a module, a function, an exception, a message, a tag and a file name somewhere. */
const NAMES = [
  '</script><script>pwned = 1</script>',
  '<img src=x onerror="pwned = 1">',
  '[click](command:workbench.action.quit)',
  '\u202egnp.exe\u202c',
  'شبكة.وحدة.اختبار',
  '=HYPERLINK("http://x")',
  'line\nbreak\r\nmodule',
  'nul\u0000\u0001',
  `${'pkg.deep.'.repeat(100_000)}end`,
  'W'.repeat(1_000_000),
  '__proto__',
];
/** More modules than have scores over time of their own. */
const MANY = 300;

/** A trace file that somebody wrote to break the page that shows it. */
describe('hostile names', () => {
  let server: DashboardServer;
  let browser: Browser;
  let page: Page;
  let file: AnsweringFile;
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pypss-hostile-'));
    const path = join(folder, 'hostile.traces.json');
    await writeFile(path, JSON.stringify(traces()));
    server = await DashboardServer.start(join(ROOT, 'dist', 'webview'));
    browser = await launchBrowser();
    file = new AnsweringFile(path, folder);
    await file.read();
  });

  after(async () => {
    await browser.close();
    await server.stop();
    await file.close();
    await rm(folder, { recursive: true });
  });

  afterEach(async () => {
    assert.deepEqual(await page.evaluate('[window.violations, window.pwned ?? null]'), [[], null]);
    await page.context().close();
  });

  function traces(): unknown[] {
    const name = (index: number): string => NAMES[index % NAMES.length];
    return Array.from({ length: MANY + NAMES.length * 40 }, (_, i) => {
      const own = i < MANY ? `plain.module_${i}` : name(i);
      const failed = i >= MANY && i % 2 === 0;
      return {
        trace_id: String(i),
        module: own,
        name: name(i + 1).slice(0, 50_000),
        filename: `/srv/${name(i + 2).slice(0, 3000)}.py`,
        lineno: 1 + (i % 40),
        duration: 0.001 * (1 + (i % 7)),
        cpu_time: 0.0005,
        wait_time: 0.0005 * (i % 7),
        memory: 1e8,
        timestamp: 1_772_528_400 + i * 0.5,
        error: failed,
        exception_type: failed ? name(i + 3).slice(0, 50_000) : null,
        exception_message: failed ? name(i + 4).slice(0, 50_000) : null,
        branch_tag: name(i + (i % 3)).slice(0, 1000),
      };
    });
  }

  async function open(width: number): Promise<void> {
    server.show({ theme: 'dark', state: file.state });
    const context = await browser.newContext({ viewport: { width, height: 900 }, timezoneId: 'UTC' });
    page = await context.newPage();
    await file.serve(page);
    await page.goto(server.address);
    await page.locator('.ring').waitFor();
  }

  /** What sticks out of the panel that it is in without being cut there, and what does not stand on one line. */
  const faults = (): Promise<string[]> =>
    page.evaluate<string[]>(`(() => {
      const found = [];
      const page = document.getElementById('page');
      if (page.scrollWidth > page.clientWidth) found.push('the page scrolls sideways');
      const box = (element) => element.getBoundingClientRect();
      const named = (element) => element.tagName + '.' + element.className + ' ' + element.textContent.trim().slice(0, 40);
      for (const element of document.querySelectorAll('.link, .row-name, .heat-name, .violin-name, .chip, h2')) {
        const { right, width } = box(element);
        const cell = element.closest('.twin') ? null : element.closest('td, th, .grid-row > div, li, .pan, .detail-head');
        if (width > 0 && cell !== null && right > box(cell).right + 1) found.push('sticks out: ' + named(element));
      }
      for (const element of document.querySelectorAll('.heat-name, .violin-name, .row-name, .list td .link, .crumbs li')) {
        if (box(element).height > 32) found.push('more than a line: ' + named(element));
      }
      const crumbs = [...document.querySelectorAll('.crumbs li > *')].map(box);
      crumbs.forEach(({ right }, index) => {
        if (index + 1 < crumbs.length && right > crumbs[index + 1].left) found.push('crumbs overlap');
      });
      const text = document.body.innerText;
      if (/[\\u202a-\\u202e\\u2066-\\u2069\\u0000-\\u0008]/.test(text)) found.push('marks that turn or hide text');
      if (document.querySelector('img, a[href^="command"], a[href^="javascript"]') !== null) found.push('markup');
      return found;
    })()`);

  for (const width of [1280, 600]) {
    it(`are text that keeps its place, ${width} pixels wide`, async () => {
      await open(width);
      for (const tab of ['overview', 'metrics', 'diagnostics', 'performance']) {
        await page.locator(`#tab-${tab}`).click();
        for (const more of await page.locator('.more button').all()) await more.click();
        assert.deepEqual(await faults(), [], tab);
        const charts = page.getByRole('button', { name: 'Show as table' });
        for (let left = await charts.count(); left > 0; left--) await charts.first().click();
        assert.deepEqual(await faults(), [], `${tab}, as tables`);
      }
      await page.locator('#tab-overview').click();
      await page.getByRole('button', { name: 'Functions', exact: true }).click();
      assert.deepEqual(await faults(), [], 'functions');
      await page.getByRole('button', { name: 'Modules', exact: true }).click();
      for (const name of ['pkg.deep.pkg', 'WWWWW', 'script', 'gnp', 'break']) {
        await page.locator('#filter input').fill(name);
        await page.locator('.grid-body .row-name').first().click();
        await page.locator('.failures-pan[aria-busy="false"]').waitFor();
        assert.deepEqual(await faults(), [], `module ${name}`);
        await page.locator('.grid-body .row-name').first().click();
        await page.locator('.crumbs li').nth(2).waitFor();
        assert.deepEqual(await faults(), [], `function in ${name}`);
        await page.locator('.crumbs button').first().click();
      }
    });
  }

  it('do not hide from the heatmap of errors, however many modules came before', async () => {
    await open(1280);
    await page.locator('#tab-diagnostics').click();
    const rows = page.locator('section[aria-labelledby="error-heat-title"] .heat-name');
    assert.equal(await rows.count(), NAMES.length);
  });
});
