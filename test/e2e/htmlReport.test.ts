import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../../scripts/host/browser.ts';
import type { Report } from '../../src/protocol/report.ts';
import { analyzeByCli, ROOT } from './commandLine.ts';

/** Adds a script to the page and calls out, and returns which rules of the content policy that broke. */
const TRESPASS = `(async () => {
  const seen = [];
  document.addEventListener('securitypolicyviolation', (event) => seen.push(event.effectiveDirective));
  const script = document.createElement('script');
  script.textContent = 'document.title = "changed"';
  document.body.append(script);
  await fetch('http://127.0.0.1:9/').catch(() => undefined);
  await new Promise((resolve) => setTimeout(resolve));
  return seen;
})()`;

/** What a page asked for and complained about. */
interface Visit {
  page: Page;
  requests: string[];
  complaints: string[];
}

async function visit(browser: Browser, address: string, javaScriptEnabled = true): Promise<Visit> {
  const context = await browser.newContext({ javaScriptEnabled });
  const page = await context.newPage();
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    // A breach of the content policy arrives here as an error, too.
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  await page.goto(address);
  return { page, requests, complaints };
}

describe('the HTML report in a browser', () => {
  let browser: Browser;
  let folder: string;
  let address: string;
  let report: Report;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pypss-html-'));
    const output = join(folder, 'report.html');
    const traces = join(ROOT, 'samples', 'traces.json');
    report = JSON.parse(
      analyzeByCli(['--trace-file', traces, '--format', 'json', '--html', '--output', output]),
    ) as Report;
    address = pathToFileURL(output).href;
    browser = await launchBrowser();
  });

  after(async () => {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('shows the score, the metrics and the modules, from nothing but itself', async () => {
    const { page, requests, complaints } = await visit(browser, address);
    await page.getByText('of 100', { exact: true }).waitFor();
    const text = await page.locator('body').innerText();
    assert.match(text, new RegExp(`^${String(report.pss)}\\nof 100$`, 'm'));
    for (const name of ['Timing stability', 'Memory stability', 'Error volatility']) assert.ok(text.includes(name));
    assert.ok(text.includes(`${report.traces.toLocaleString('en-US')} traces`));
    assert.equal(await page.title(), 'PyPSS Stability Report');
    assert.deepEqual(requests, [address]);
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

  it('draws its charts on every tab without complaint', async () => {
    const { page, requests, complaints } = await visit(browser, address);
    for (const tab of ['Metrics', 'Diagnostics', 'Performance', 'Overview']) {
      await page.getByRole('tab', { name: tab }).click();
      await page.locator('svg, canvas').first().waitFor();
    }
    assert.deepEqual(requests, [address]);
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

  it('runs no other script and reaches no network, even if the page asks for it', async () => {
    const { page, requests } = await visit(browser, address);
    const breaches = await page.evaluate<string[]>(TRESPASS);
    assert.deepEqual(breaches.sort(), ['connect-src', 'script-src-elem']);
    assert.equal(await page.title(), 'PyPSS Stability Report');
    assert.deepEqual(requests, [address]);
    await page.context().close();
  });

  it('shows score and tables without JavaScript', async () => {
    const { page } = await visit(browser, address, false);
    assert.match(await page.locator('h1').innerText(), new RegExp(`^PSS: ${String(report.pss)}/100 `));
    assert.equal(await page.locator('table').count(), 2);
    await page.context().close();
  });
});
