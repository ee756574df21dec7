import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { launchBrowser } from '../../scripts/host/browser.ts';
import { type Server, startServer } from '../../scripts/host/server.ts';
import { STILL } from '../../scripts/host/settings.ts';
import { prepareHost } from '../../scripts/host/setup.ts';
import { openWorkbench, type Workbench, workbenchAddress } from '../../scripts/host/workbench.ts';
import { packageExtension } from '../../scripts/packaging/vsix.ts';
import { RedisServer } from '../../test/unit/support/redisServer.ts';
import { growthProblem, mebibytes } from './growth.ts';
import { Picture } from './picture.ts';
import { percentile, type Probed, probedSince } from './probed.ts';
import { KEY, type Sending, sendTraces } from './sending.ts';

const PROBE = join(import.meta.dirname, 'probe');
const RESULTS = join(import.meta.dirname, '..', '..', 'test-results');
/** Milliseconds that the host's event loop may be late in 99 of 100 looks, more than that of an idle process is. */
const MOST_LATE = 50;
/** Seconds that the picture may stand still while traces come. */
const LONGEST_STILL = 5;

type Amount = Pick<Sending, 'total' | 'rate'>;

/** Sends through a collector whose dashboard is open in a real workbench. @returns what was wrong */
export async function soakWorkbench(amount: Amount): Promise<(string | null)[]> {
  const folder = mkdtempSync(join(tmpdir(), 'pypss-soak-'));
  const [host, idle] = ['host.ndjson', 'idle.ndjson'].map((name) => join(folder, name));
  // What is written beside it must not make the editor look at its folder.
  const workspace = join(folder, 'workspace');
  mkdirSync(workspace);
  const redis = await RedisServer.start();
  const server = await startServer(await prepareHost(), {
    ...{ settings: STILL, token: null, workspaceTrust: false, testDriver: true },
    ...{ vsix: await packageExtension(), environment: { PYPSS_SOAK_PROBE: host } },
  });
  const browser = await launchBrowser();
  const nothing = spawn(process.execPath, [join(PROBE, 'lines.cjs'), idle], { stdio: 'inherit' });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    const workbench = await openWorkbench(page, address(server, workspace));
    await startCollector(workbench, redis.url);
    return await soak(page, new Picture(workbench.webview()), redis, { host, idle }, amount);
  } finally {
    nothing.kill();
    await browser.close();
    await server.stop();
    await redis.stop();
    rmSync(folder, { recursive: true });
  }
}

async function soak(
  page: Page,
  picture: Picture,
  redis: RedisServer,
  { host, idle }: { host: string; idle: string },
  amount: Amount,
): Promise<(string | null)[]> {
  const { total } = amount;
  const stretches: Probed[] = [];
  const begun = Date.now();
  let looked = begun;
  const sending = sendTraces(await redis.client(), {
    ...amount,
    look: (sent, seconds) => {
      const stretch = probedSince(host, looked);
      looked = Date.now();
      stretches.push(stretch);
      console.log(`${seconds.toFixed(0).padStart(5)} s  ${sent.toLocaleString('en-US')} traces  ${figures(stretch)}`);
    },
    check: () => undefined,
  });
  picture.follow();
  await sending;
  await picture.stop();
  const missing = await picture.complete(total);
  mkdirSync(RESULTS, { recursive: true });
  await page.screenshot({ path: join(RESULTS, 'soak.png') });
  const { changes, longest } = picture;
  console.log(`picture: changed ${changes} times, stood still for ${longest.toFixed(1)} s at most`);
  const late = lateness(probedSince(host, begun), probedSince(idle, begun));
  return [
    missing,
    late,
    longest < LONGEST_STILL ? null : `the picture stood still for ${longest.toFixed(1)} s`,
    growthProblem(
      'resident memory of the extension host',
      stretches.map(({ rss }) => rss),
      total,
    ),
    growthProblem(
      'heap of the extension host',
      stretches.map(({ heap }) => heap),
      total,
    ),
    growthProblem(
      'heap of the collecting thread',
      stretches.map(({ workers }) => workers),
      total,
    ),
  ];
}

function address(server: Server, folder: string): string {
  const probe = `vscode-remote://${new URL(server.origin).host}${PROBE}`;
  const payload = [
    ['skipWelcome', 'true'],
    ['extensionDevelopmentPath', probe],
    ['debugId', ''],
  ];
  return workbenchAddress(server.origin, folder, { payload: JSON.stringify(payload) });
}

/** As a person does it: through the command's questions. */
async function startCollector(workbench: Workbench, url: string): Promise<void> {
  await workbench.startCommand('PyPSS: Start Collector');
  await workbench.quickPick.filter({ hasText: 'taken out, as from a queue' }).click();
  const box = workbench.page.locator('.quick-input-widget:visible');
  for (const [title, text] of [
    ['Redis List: Address', url],
    ['Redis List: Key', KEY],
    ['Redis List: Password', ''],
  ]) {
    await box.getByText(title).first().waitFor();
    await box.locator('input.input').fill(text);
    await workbench.page.keyboard.press('Enter');
  }
  await workbench.webview().locator('.live-word').getByText('Live').waitFor();
}

function figures(probed: Probed): string {
  const { rss, heap, holds, external, workers, workersHold, workersExternal, late, busy } = probed;
  const heaps = [heap, holds, external, workers, workersHold, workersExternal].map(mebibytes);
  return (
    `host RSS ${mebibytes(rss)}, its heap ${heaps[0]} of ${heaps[1]}, external ${heaps[2]}, ` +
    `heap of the thread ${heaps[3]} of ${heaps[4]}, external ${heaps[5]}, late ${p99(late)}, busy ${p99(busy)}`
  );
}

const p99 = (values: readonly number[]): string => `${percentile(values, 0.99)} ms (p99)`;

/** A machine that is busy with other things makes every process late; an idle one tells by how much. */
function lateness(host: Probed, idle: Probed): string | null {
  const [own, others] = [host, idle].map(({ late }) => percentile(late, 0.99));
  const busy = percentile(host.busy, 0.99);
  console.log(
    `event loop of the host: late by ${percentile(host.late, 0.5)} ms (median), ${own} ms (p99), ${percentile(host.late, 1)} ms at most; ` +
      `it computed ${busy} ms (p99), ${percentile(host.busy, 1)} ms at most between two timers of 10 ms`,
  );
  console.log(
    `event loop of an idle process meanwhile: late by ${others} ms (p99), ${percentile(idle.late, 1)} ms at most`,
  );
  if (own - others < MOST_LATE && busy < MOST_LATE) return null;
  return `the event loop of the host was late by ${own} ms (p99), that of an idle process by ${others} ms`;
}
