/**
 * How fast the dashboard answers on a large file, in a real browser: `node bench/dashboard.ts FILE`. Prints medians in
 * milliseconds, from the event to the next frame, and how much of it the page itself worked (processor time of its main
 * thread: what a busy machine does not change); then the memory of the page and the largest message. Needs
 * `npm run build` before.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CDPSession, Page } from 'playwright-core';
import { launchBrowser } from '../scripts/host/browser.ts';
import { firstPart, furtherRows } from '../src/dashboard/reportPieces.ts';
import type { Report } from '../src/protocol/report.ts';
import { AnsweringFile } from '../test/e2e/answering.ts';
import { DashboardServer } from '../test/e2e/dashboardPage.ts';

const ROUNDS = 15;
const MIB = 2 ** 20;

/** Runs in the page, when it is idle: carries out `act(round)` and waits until what it changed has been painted. */
const measure = (act: string, round: number): string => `(async () => {
  await new Promise((resolve) => requestIdleCallback(resolve, { timeout: 1000 }));
  const before = performance.now();
  (${act})(${round});
  await new Promise((resolve) => requestAnimationFrame(() => { const { port1, port2 } = new MessageChannel(); port1.onmessage = resolve; port2.postMessage(0); }));
  return performance.now() - before;
})()`;

const TAB = `(round) => document.getElementById('tab-' + ['metrics', 'diagnostics', 'performance', 'overview'][round % 4]).click()`;
const key = (keys: string): string =>
  `(round) => document.dispatchEvent(new KeyboardEvent('keydown', { key: ${keys}[round % ${keys}.length], bubbles: true }))`;
const SORT = `(round) => document.querySelectorAll('.grid-head button')[1 + (round % 3)].click()`;
const FILTER = `(round) => {
  const field = document.getElementById('filter');
  field.value = ['a', 'ab', 'h', 'x', '', 'm1', 'f'][round % 7];
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
}`;

/** Resident memory of the browser's page processes, bytes. */
function residentMemory(): number {
  let most = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--type=renderer')) continue;
      const pages = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
      most = Math.max(most, Number(pages?.[1] ?? 0) * 1024);
    } catch (error) {
      // A process may end while we look at it.
      if (!(error instanceof Error && 'code' in error)) throw error;
    }
  }
  return most;
}

/** Bytes of the largest message in which the report crosses to the page. */
function largestMessage(report: Report): number {
  const first = firstPart(report, 1);
  let most = Buffer.byteLength(JSON.stringify(first));
  for (const rows of furtherRows(report, first)) most = Math.max(most, Buffer.byteLength(JSON.stringify(rows)));
  return most;
}

async function heapUsed(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return usedSize;
}

/** Seconds that the main thread of the page has worked. */
async function worked(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  const task = metrics.find(({ name }) => name === 'TaskDuration');
  if (task === undefined) throw new Error('Chromium does not say how long its page worked.');
  return task.value;
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1];

async function main(path: string): Promise<void> {
  const file = new AnsweringFile(path, '/');
  const started = performance.now();
  const report = await file.read();
  const took = (performance.now() - started) / 1000;
  console.log(
    `${report.traces} traces, ${report.functions.length} functions, ${report.modules.length} modules, read in ${took.toFixed(1)} s`,
  );
  console.log(`${'largest message'.padEnd(28)} ${(largestMessage(report) / 1000).toFixed(0)} kB`);
  const server = await DashboardServer.start(join(import.meta.dirname, '..', 'dist', 'webview'));
  const browser = await launchBrowser();
  try {
    server.show({ theme: 'dark', state: file.state });
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await file.serve(page);
    await page.goto(server.address);
    await page.locator('.ring').waitFor();
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    const print = async (what: string, act: string): Promise<void> => {
      const answered: number[] = [];
      const work: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const before = await worked(session);
        answered.push(await page.evaluate<number>(measure(act, round)));
        work.push(((await worked(session)) - before) * 1000);
      }
      const [time, own] = [median(answered), median(work)].map((value) => value.toFixed(0));
      console.log(`${what.padEnd(28)} ${time} ms, ${own} ms of work`);
    };
    await print('tab switch', TAB);
    await page.locator('#tab-overview').click();
    await page.getByRole('button', { name: 'Functions', exact: true }).click();
    await print('sort functions', SORT);
    await print('filter functions', FILTER);
    await page.evaluate(`(${FILTER})(4)`);
    await print('zoom, Overview', key(`['+', '+', '-', '0']`));
    await page.locator('#tab-metrics').click();
    await print('zoom, Metrics', key(`['+', '+', '-', '0']`));
    await page.keyboard.press('0');
    await page.keyboard.press('+');
    const before = performance.now();
    await page.locator('#page[aria-busy="false"]').waitFor({ timeout: 60_000 });
    console.log(`${'exact figures of half'.padEnd(28)} ${((performance.now() - before) / 1000).toFixed(1)} s`);
    console.log(
      `page memory                  ${((await heapUsed(page)) / MIB).toFixed(0)} MiB heap, ${(residentMemory() / MIB).toFixed(0)} MiB resident`,
    );
  } finally {
    await browser.close();
    await server.stop();
    await file.close();
  }
}

const [path] = process.argv.slice(2);
if (path === undefined) {
  process.stderr.write('usage: node bench/dashboard.ts FILE\n');
  process.exitCode = 2;
} else await main(path);
